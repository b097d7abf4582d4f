import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { PACE } from './pace.ts';
import { openSqlite } from './sqlite-db.ts';
import { turnsDuring } from './testing/turns-during.ts';
import { Turns } from './turns.ts';

/** An event loop whose turns a test lets go by. */
class Loop {
  clock = 0;
  #soon: (() => void)[] = [];
  readonly turns = new Turns({ elapsed: () => this.clock, soon: (action) => this.#soon.push(action) });

  /** A turn: everything that was asked for before it, each with what waits for its promises. */
  async turn(): Promise<void> {
    for (const action of this.#soon.splice(0)) {
      action();
      for (let at = 0; at < 10; at++) await Promise.resolve();
    }
  }

  /** Work of so many steps, each of a millisecond; `done` is told of each step. */
  async work(steps: number, done: () => void): Promise<void> {
    for (let at = 0; at < steps; at++) {
      if (this.turns.isOver()) await this.turns.next();
      this.clock++;
      done();
    }
  }
}

function busy(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

function* oneStep(): Generator<void, void, void> {
  busy(1);
  yield;
}

describe('a turn of the event loop', () => {
  it('is shared: what begins when something else is done has no share of its own', async () => {
    const loop = new Loop();
    let steps = 0;
    const all = (async () => {
      for (let at = 0; at < 10; at++) await loop.work(1, () => steps++);
    })();
    const seen: number[] = [];
    for (let at = 0; at < 12; at++) {
      await loop.turn();
      seen.push(steps);
    }
    await all;
    assert.equal(steps, 10);
    const most = Math.max(...seen.map((now, at) => now - (seen[at - 1] ?? 0)));
    assert.ok(most <= 2, `${most} steps in one turn`);
  });

  it('is shared by what waits for it: all together take no more than one would', async () => {
    const loop = new Loop();
    let steps = 0;
    const all = Array.from({ length: 5 }, () => loop.work(6, () => steps++));
    // What is begun before the first turn takes a step each at most.
    let before = steps;
    for (let at = 0; at < 40; at++) {
      await loop.turn();
      assert.ok(steps - before <= 2, `${steps - before} steps in turn ${at}`);
      before = steps;
    }
    await Promise.all(all);
    assert.equal(steps, 30);
  });

  it('goes to who waits longest: nobody waits for ever beside who always comes back', async () => {
    const loop = new Loop();
    const order: string[] = [];
    const all = ['a', 'b', 'c'].map((name) => loop.work(4, () => order.push(name)));
    for (let at = 0; at < 20; at++) await loop.turn();
    await Promise.all(all);
    assert.equal(order.length, 12);
    for (const name of ['a', 'b', 'c']) {
      const at = order.flatMap((one, place) => (one === name ? place : []));
      assert.ok(
        at.every((place, index) => index === 0 || place - (at[index - 1] ?? 0) <= 6),
        order.join(''),
      );
    }
  });

  it('lets who was woken take a step, however late it is', async () => {
    const loop = new Loop();
    let woken = 0;
    loop.turns.isOver();
    loop.clock += 100;
    for (let at = 0; at < 3; at++) void loop.turns.next().then(() => woken++);
    for (let at = 0; at < 8; at++) {
      await loop.turn();
      loop.clock += 100;
    }
    assert.equal(woken, 3);
  });

  it('ends a share that was begun between two turns only behind those who were woken for the next', async () => {
    const loop = new Loop();
    let woken = 0;
    assert.equal(loop.turns.isOver(), false);
    loop.clock += 3;
    void loop.turns.next().then(() => woken++);
    await loop.turn();
    assert.equal(woken, 0, 'the turn had its share');
    await loop.turn();
    await loop.turn();
    assert.equal(woken, 1);
  });
});

describe('long work of this process', () => {
  it('that is short by itself and follows other such work lets others have their turn', async () => {
    const turns = await turnsDuring(async () => {
      for (let at = 0; at < 40; at++) await PACE.inSlices(oneStep());
    });
    assert.ok(turns > 10, `${turns} turns`);
  });

  it('shares its turns with what databases are asked', async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rind-shared-turns-'));
    const db = openSqlite(path.join(folder, 'a.db'));
    t.after(async () => {
      await db.close();
      rmSync(folder, { recursive: true });
    });
    await db.run('CREATE TABLE t (a INTEGER)');
    const turns = await turnsDuring(async () => {
      for (let at = 0; at < 40; at++) {
        await db.all('SELECT a FROM t');
        busy(1);
      }
    });
    assert.ok(turns > 10, `${turns} turns`);
  });
});
