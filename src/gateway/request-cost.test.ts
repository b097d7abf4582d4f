import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Bytes that a page, the same again and a file may take together beyond what they take at a bare server: it is -800 to 1700, and 3800 where something is set up to read bodies. */
const MOST_MORE = 2700;

test('a request that is answered from memory takes little more of it for a moment than at a bare server', (t) => {
  const script = fileURLToPath(new URL('./testing/request-cost.ts', import.meta.url));
  // Nothing is looked through while it is measured: what was taken is what is there.
  const flags = ['--expose-gc', '--min-semi-space-size=32', '--max-semi-space-size=64'];
  const ran = spawnSync(process.execPath, [...flags, script], { encoding: 'utf8', timeout: 120_000 });
  assert.equal(ran.status, 0, ran.stderr);
  const costs: Record<string, { readonly ours: number; readonly bare: number }> = JSON.parse(ran.stdout);
  assert.deepEqual(Object.keys(costs), ['page', 'again', 'file']);
  let more = 0;
  for (const [name, { ours, bare }] of Object.entries(costs)) {
    t.diagnostic(`${name}: ${ours} bytes, ${bare} at a bare server`);
    assert.ok(ours > 1000 && bare > 1000, `${name} was measured`);
    more += ours - bare;
  }
  assert.ok(more < MOST_MORE, `${more} bytes more than at a bare server`);
});
