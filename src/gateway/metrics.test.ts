import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Metrics } from './metrics.ts';

test('how long the event loop was kept from its work is told in seconds, without the time between two looks', async (t) => {
  const metrics = new Metrics();
  metrics.start();
  t.after(() => metrics.stop());
  await wait(50);
  for (const end = performance.now() + 200; performance.now() < end; );
  await wait(50);
  const text = metrics.render({
    pageCacheBytes: 0,
    fileCacheBytes: 0,
    connections: 0,
    undetermined: new Map(),
    standIns: new Map(),
  });
  const told = Number(/^rind_event_loop_delay_max_seconds ([\d.]+)$/m.exec(text)?.[1]);
  // A machine with much else to do keeps it longer; nothing keeps it shorter, but for the look that was due meanwhile.
  assert.ok(told >= 0.18 && told < 20, `${told} s`);
});
