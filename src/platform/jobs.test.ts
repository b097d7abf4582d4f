import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Jobs } from './jobs.ts';

/** Timers under a test's control. */
class Timers {
  now = 0;
  readonly #waiting = new Set<{ readonly at: number; readonly action: () => void }>();
  readonly asked: number[] = [];

  after = (milliseconds: number, action: () => void): (() => void) => {
    this.asked.push(milliseconds);
    const one = { at: this.now + milliseconds, action };
    this.#waiting.add(one);
    return () => this.#waiting.delete(one);
  };

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Lets time pass, timer by timer. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      const [next] = [...this.#waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#waiting.delete(next);
      this.now = next.at;
      next.action();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.now = end;
  }
}

function jobs(timers: Timers, failures: string[] = [], random = 0.5): Jobs {
  return new Jobs({ pace: timers, random: () => random, failed: (name) => failures.push(name) });
}

describe('a job', () => {
  it('is done again and again, by its own pace', async () => {
    const timers = new Timers();
    const all = jobs(timers);
    const done: number[] = [];
    all.add({ name: 'a', every: 100, first: 10, run: async () => void done.push(timers.now) });
    await timers.pass(220);
    assert.deepEqual(done, [10, 110, 210]);
  });

  it('is done earlier or later by a tenth at most', async () => {
    for (const [random, at] of [
      [0, 90],
      [1, 110],
    ] as const) {
      const timers = new Timers();
      jobs(timers, [], random).add({ name: 'a', every: 100, first: 0, run: async () => {} });
      await timers.pass(0);
      assert.equal(Math.round(timers.asked.at(-1) ?? 0), at);
    }
  });

  it('is never done twice at the same time, and once more where somebody asked meanwhile', async () => {
    const timers = new Timers();
    const all = jobs(timers);
    let [running, most, times] = [0, 0, 0];
    let end: () => void = () => {};
    all.add({
      name: 'a',
      every: 100,
      first: 0,
      run: async () => {
        most = Math.max(most, ++running);
        times++;
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        running--;
      },
    });
    await timers.pass(0);
    all.soon('a');
    all.soon('a');
    await timers.pass(1000);
    assert.deepEqual([most, times], [1, 1]);
    end();
    await timers.pass(0);
    assert.equal(times, 1);
    await new Promise((resolve) => setImmediate(resolve));
    await timers.pass(0);
    assert.deepEqual([most, times], [1, 2]);
    end();
  });

  it('that fails is tried again, each time later, up to a bound, and by its pace once it succeeds', async () => {
    const timers = new Timers();
    const failures: string[] = [];
    const all = jobs(timers, failures);
    let broken = true;
    all.add({
      name: 'a',
      every: 60_000,
      first: 0,
      run: async () => {
        if (broken) throw new Error('no');
      },
    });
    await timers.pass(2 * 60 * 60_000);
    const pauses = timers.asked.slice(1);
    assert.deepEqual(pauses.slice(0, 4), [5_000, 10_000, 20_000, 40_000]);
    assert.equal(Math.max(...pauses), 15 * 60_000);
    assert.equal(failures.length, timers.asked.length - 1);
    broken = false;
    await timers.pass(16 * 60_000);
    assert.equal(timers.asked.at(-1), 60_000);
  });

  it('keeps a longer pause than any timer takes', async () => {
    const timers = new Timers();
    const done: number[] = [];
    const month = 60 * 24 * 60 * 60_000;
    jobs(timers).add({ name: 'a', every: month, run: async () => void done.push(timers.now) });
    await timers.pass(month - 1);
    assert.deepEqual(done, []);
    await timers.pass(1);
    assert.deepEqual(done, [month]);
    assert.ok(timers.asked.every((one) => one < 2 ** 31));
  });
});

describe('what is told to stop', () => {
  it('begins nothing more, and waits for what it does', async () => {
    const timers = new Timers();
    const failures: string[] = [];
    const all = jobs(timers, failures);
    let ended = false;
    all.add({ name: 'idle', every: 100, run: async () => assert.fail('it was stopped') });
    all.add({
      name: 'busy',
      every: 100,
      first: 0,
      run: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => setImmediate(() => reject(new Error('aborted'))));
          signal.addEventListener('abort', () => {
            ended = true;
          });
        }),
    });
    await timers.pass(0);
    await all.stop();
    assert.deepEqual([ended, failures, timers.waiting], [true, [], 0]);
    all.soon('idle');
    all.add({ name: 'late', every: 1, run: async () => assert.fail('it was stopped') });
    await timers.pass(1000);
  });
});
