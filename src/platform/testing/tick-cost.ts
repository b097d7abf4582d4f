/**
 * Run with `--expose-gc`: says what a tick costs in a young process (`young`) and in one whose memory the engine has looked
 * through (`old`), with its shape kept or, given `forget`, without. Nanoseconds of CPU.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { keepTickShape } from '../tick-shape.ts';

const TICKS = 50_000;
/** After three looks without a tick its shape is gone. */
const LOOKS = 6;

/** The best of a few: what else the machine does makes it only dearer. */
async function cost(): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    const before = process.cpuUsage();
    await ticks(TICKS);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, ((user + system) / TICKS) * 1000);
  }
  return best;
}

function ticks(count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  const next = (): void => {
    if (--left > 0) process.nextTick(next);
    else resolve();
  };
  process.nextTick(next);
  return promise;
}

if (process.argv[2] !== 'forget') keepTickShape();
const young = await cost();
for (let look = 0; look < LOOKS; look++) {
  // From a turn of its own: what still waits now is a tick.
  await sleep(5);
  globalThis.gc?.();
}
await sleep(5);
console.log(JSON.stringify({ young, old: await cost() }));
