import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./testing/tick-cost.ts', import.meta.url));

function costs(...given: readonly string[]): { readonly young: number; readonly old: number } {
  const ran = spawnSync(process.execPath, ['--expose-gc', SCRIPT, ...given], { encoding: 'utf8', timeout: 60_000 });
  assert.equal(ran.status, 0, ran.stderr);
  return JSON.parse(ran.stdout);
}

test('a tick of an old process costs what it cost in a young one', (t) => {
  const [kept, forgotten] = [costs(), costs('forget')];
  t.diagnostic(`kept ${kept.young.toFixed(0)} ns, then ${kept.old.toFixed(0)}`);
  t.diagnostic(`forgotten ${forgotten.young.toFixed(0)} ns, then ${forgotten.old.toFixed(0)}`);
  // It is 0.9 to 1.2; where the shape is forgotten 3 to 5.
  assert.ok(kept.old < 2 * kept.young, `${kept.old} ns after ${kept.young}`);
});
