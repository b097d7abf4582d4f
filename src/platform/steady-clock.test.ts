import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { NO_JUMP, SteadyClock } from './steady-clock.ts';

const DAY = 24 * 60 * 60_000;
/** How long another time has to stand. */
const BELIEVED_AFTER = 10 * 60_000;
const START = 1_000 * DAY;

/** A machine whose clock somebody sets. */
class Machine {
  elapsed = 0;
  off = 0;
  readonly jumps: number[] = [];
  readonly clock: SteadyClock;

  constructor(known?: number) {
    const wall = () => START + this.elapsed + this.off;
    const jumped = (by: number) => void this.jumps.push(by);
    this.clock = new SteadyClock({ wall, elapsed: () => this.elapsed, known, jumped });
  }

  /** Time passes, and the clock is asked now and then. */
  pass(milliseconds: number, every = 500): void {
    const end = this.elapsed + milliseconds;
    for (; this.elapsed < end; this.elapsed = Math.min(end, this.elapsed + every)) this.clock.now();
  }

  get since(): number {
    return this.clock.now() - START;
  }
}

describe('a steady clock', () => {
  it('goes as the machine does as long as that does not jump', () => {
    const machine = new Machine();
    machine.pass(DAY, 60_000);
    assert.equal(machine.since, DAY);
    for (let step = 0; step < 5; step++) {
      machine.off += NO_JUMP / 2;
      machine.pass(2 * NO_JUMP);
    }
    assert.equal(machine.since, DAY + 5 * 2 * NO_JUMP + (5 * NO_JUMP) / 2);
    assert.deepEqual(machine.jumps, []);
  });

  for (const [way, by] of [
    ['ahead', 40 * DAY],
    ['back', -40 * DAY],
  ] as const)
    it(`that is set ${way} goes on by the time before, and believes it when it has stood for ten minutes`, () => {
      const machine = new Machine();
      machine.pass(DAY, 60_000);
      machine.off = by;
      assert.equal(machine.since, DAY);
      machine.pass(BELIEVED_AFTER - 1);
      assert.equal(machine.since, DAY + BELIEVED_AFTER - 1);
      machine.pass(1);
      assert.equal(machine.since, DAY + BELIEVED_AFTER + by);
      assert.deepEqual(machine.jumps, [by], 'it is told of once');
    });

  it('that jumps there and back within ten minutes has never been anywhere else', () => {
    const jump = fc.record({
      by: fc.integer({ min: -400 * DAY, max: 400 * DAY }),
      for: fc.integer({ min: 1, max: 300_000 }),
    });
    fc.assert(
      fc.property(fc.array(jump, { maxLength: 5 }), (jumps) => {
        const machine = new Machine();
        machine.pass(NO_JUMP * 3, 10_000);
        for (const one of jumps) {
          machine.off = one.by;
          machine.pass(one.for, 10_000);
          const away = machine.since - machine.elapsed;
          assert.ok(Math.abs(away) <= NO_JUMP, `${away}`);
          machine.off = 0;
          machine.pass(5000, 1000);
          assert.equal(machine.since, machine.elapsed);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('that jumps on every few minutes is believed nowhere', () => {
    const machine = new Machine();
    for (let jump = 1; jump < 10; jump++) {
      machine.off = jump * DAY;
      machine.pass(BELIEVED_AFTER / 2);
    }
    assert.equal(machine.since, machine.elapsed);
  });

  it('knows the latest that it may be: what has ended does not begin again', () => {
    const machine = new Machine();
    machine.off = -40 * DAY;
    assert.equal(machine.clock.latest(), START);
    machine.off = 40 * DAY;
    assert.equal(machine.clock.latest(), START + 40 * DAY);
    assert.equal(machine.clock.seen(), START, 'and what is seen now is not of another year');
  });

  it('of a machine that was not told the time yet lets nothing seem older than it is', () => {
    const early = new Machine(START + 50 * DAY);
    assert.deepEqual([early.clock.seen(), early.clock.now()], [START + 50 * DAY, START]);
    early.pass(1000);
    assert.equal(early.clock.seen(), START + 50 * DAY + 1000);
    early.pass(BELIEVED_AFTER, 10_000);
    assert.equal(early.clock.seen(), early.clock.now(), 'what was written down was written under another clock');
  });
});
