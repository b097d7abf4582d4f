import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** It is about 450, of which 60 on the heap: objects of every file were 4800, all of it there. */
const MOST_BYTES = 900;
const MOST_HEAP = 250;
/** Milliseconds of CPU. It is 5 to 9, the engine's looking through memory included; one loop over all files was 15 to 170. */
const LONGEST_TURN = 40;

test('a standing file takes few bytes, and judging ten thousand of them is no long turn', (t) => {
  const script = fileURLToPath(new URL('./testing/standing-cost.ts', import.meta.url));
  const ran = spawnSync(process.execPath, ['--expose-gc', script, '10000'], { encoding: 'utf8', timeout: 120_000 });
  assert.equal(ran.status, 0, ran.stderr);
  const { bytes, heap, turn, there } = JSON.parse(ran.stdout);
  t.diagnostic(
    `${Math.round(bytes)} bytes for each file, ${Math.round(heap)} on the heap, ${turn.toFixed(1)} ms the longest turn`,
  );
  assert.deepEqual(there, [10_000, 10_000]);
  assert.ok(bytes < MOST_BYTES, `${Math.round(bytes)} bytes for each file`);
  assert.ok(heap < MOST_HEAP, `${Math.round(heap)} bytes of the heap for each file`);
  assert.ok(turn < LONGEST_TURN, `${turn.toFixed(1)} ms`);
});
