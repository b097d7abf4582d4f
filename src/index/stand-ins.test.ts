import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Progress, type Question, StandIns } from './stand-ins.ts';

const WAIT = 4000;

/** Time that passes when a test says so, once all that is ready was done. */
class Clock {
  now = 0;
  readonly #timers: { readonly at: number; readonly ring: () => void }[] = [];

  readonly pace = {
    elapsed: () => this.now,
    within: <T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> =>
      Promise.race([
        promise,
        new Promise<undefined>((resolve) =>
          this.#timers.push({ at: this.now + milliseconds, ring: () => resolve(undefined) }),
        ),
      ]),
    after: (milliseconds: number, ring: () => void): (() => void) => {
      this.#timers.push({ at: this.now + milliseconds, ring });
      return () => {};
    },
  };

  async pass(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds;
    for (;;) {
      await settled();
      const next = this.#timers.reduce((least, { at }) => Math.min(least, at), until);
      this.now = Math.max(this.now, next);
      for (let at = this.#timers.length - 1; at >= 0; at--)
        if ((this.#timers[at]?.at ?? 0) <= next) for (const { ring } of this.#timers.splice(at, 1)) ring();
      if (next === until) break;
    }
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A question that was asked, for a test to answer. */
interface Open {
  readonly about: string;
  readonly progress: Progress;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: unknown) => void;
}

/** An index that answers when a test says so, and what is kept of it. */
class House {
  readonly clock = new Clock();
  readonly standIns = new StandIns<string>(this.clock.pace, WAIT);
  readonly kept = new Map<string, { readonly answer: string; readonly isStale: boolean }>();
  readonly open: Open[] = [];
  readonly asked: string[] = [];
  readonly late: string[] = [];
  /** Whether questions wait in line; whether what is kept is being read for those whose turn has come. */
  isFull = false;
  isReading = false;

  ask(about: string): { readonly answer: Promise<string>; got: string | undefined } {
    const question: Question<string> = {
      about,
      ask: (progress) => {
        const { promise, resolve, reject } = Promise.withResolvers<string>();
        this.asked.push(about);
        this.open.push({ about, progress, resolve, reject });
        if (this.isFull) return promise;
        progress.begun();
        if (!this.isReading) progress.sent();
        return promise;
      },
      instead: async () => this.kept.get(about),
      late: (answer) => void this.late.push(answer),
    };
    const asking = { answer: this.standIns.answer(question), got: undefined as string | undefined };
    asking.answer.then(
      (answer) => {
        asking.got = answer;
      },
      () => {},
    );
    return asking;
  }

  keep(...names: readonly string[]): this {
    for (const name of names) this.kept.set(name, { answer: `kept ${name}`, isStale: true });
    return this;
  }

  /** The index answers what was asked about something. */
  async say(about: string, answer: string): Promise<void> {
    const at = this.open.findIndex((one) => one.about === about);
    const [one] = this.open.splice(at, 1);
    assert.ok(at >= 0 && one !== undefined, `nobody asked about ${about}`);
    one.progress.heard();
    one.resolve(answer);
    await settled();
  }

  /** Nothing came of what was asked about something. */
  async fail(about: string): Promise<void> {
    const at = this.open.findIndex((one) => one.about === about);
    const [one] = this.open.splice(at, 1);
    assert.ok(at >= 0 && one !== undefined, `nobody asked about ${about}`);
    one.resolve(`nothing of ${about}`);
    await settled();
  }

  /** Makes the index silent: one asker waits for it in vain. */
  async silence(): Promise<this> {
    this.keep('first');
    const first = this.ask('first');
    await this.clock.pass(WAIT);
    assert.equal(first.got, 'kept first');
    return this;
  }
}

describe('an index that says nothing', () => {
  it('is waited for a short while, then what was kept is given and the question goes on', async () => {
    const house = new House().keep('demo');
    const demo = house.ask('demo');
    await house.clock.pass(WAIT - 1);
    assert.equal(demo.got, undefined);
    await house.clock.pass(1);
    assert.equal(demo.got, 'kept demo');
    assert.deepEqual([house.asked, house.late], [['demo'], []]);
    await house.say('demo', 'gone');
    assert.deepEqual(house.late, ['gone'], 'that it is gone is heard, however late');
  });

  it('is waited for by who has nothing to go by, as long as it takes', async () => {
    const house = new House();
    const demo = house.ask('demo');
    await house.clock.pass(5 * WAIT);
    assert.equal(demo.got, undefined);
    await house.say('demo', 'new');
    assert.equal(demo.got, 'new');
  });

  it('is not waited for again: what was kept is given at once, and one question goes on behind', async () => {
    const house = await new House().keep('one', 'two').silence();
    const one = house.ask('one');
    const two = house.ask('two');
    await house.clock.pass(0);
    assert.deepEqual([one.got, two.got], ['kept one', 'kept two']);
    assert.deepEqual(house.asked, ['first']);
    const unknown = house.ask('unknown');
    await house.clock.pass(2 * WAIT);
    assert.equal(unknown.got, undefined, 'nothing stands in for what was never kept');
  });

  it('is asked again five seconds after it failed to answer, in turn by all that was asked for, also where nobody asks any more', async () => {
    const house = await new House().keep('one').silence();
    house.ask('one');
    await house.clock.pass(0);
    const order = ['first', 'one', 'first', 'one'];
    for (const [at, name] of order.entries()) {
      await house.fail(name);
      await house.clock.pass(4999);
      house.ask('one');
      await house.clock.pass(0);
      assert.equal(house.asked.length, at + 1);
      await house.clock.pass(1);
      assert.equal(house.asked.length, at + 2);
    }
    assert.deepEqual(house.asked, [...order, 'first']);
  });

  it('is believed again once an answer comes in time, and all that was asked for meanwhile is asked for, a few at a time', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const house = await new House().keep(...names).silence();
    for (const name of names) house.ask(name);
    await house.fail('first');
    await house.clock.pass(5010);
    assert.deepEqual(house.asked.splice(0), ['first', 'a']);
    await house.say('a', 'new a');
    assert.deepEqual(house.asked.splice(0), ['b', 'c', 'd', 'e']);
    const again = house.ask('x');
    await house.clock.pass(WAIT / 2);
    assert.equal(again.got, undefined, 'it is waited for again');
    for (const name of ['b', 'c', 'd', 'e']) await house.say(name, `new ${name}`);
    await house.say('x', 'new x');
    assert.equal(again.got, 'new x');
    assert.deepEqual(house.asked.splice(0), ['x', 'f', 'first']);
  });

  it('is not believed for an answer that comes late, which counts all the same', async () => {
    const house = await new House().keep('one', 'two').silence();
    house.ask('one');
    await house.clock.pass(10);
    await house.say('first', 'late');
    assert.deepEqual([house.late, house.asked], [['late'], ['first', 'one']]);
    const two = house.ask('two');
    await house.clock.pass(0);
    assert.equal(two.got, 'kept two');
  });

  it('is only slow with one page where it answers others meanwhile', async () => {
    const house = new House().keep('slow', 'other');
    const slow = house.ask('slow');
    await house.clock.pass(WAIT / 2);
    house.ask('quick');
    await house.say('quick', 'new');
    await house.clock.pass(WAIT / 2);
    assert.equal(slow.got, 'kept slow');
    const other = house.ask('other');
    const again = house.ask('slow');
    await house.clock.pass(0);
    assert.deepEqual([other.got, again.got], [undefined, 'kept slow']);
    assert.deepEqual(house.asked, ['slow', 'quick', 'other']);
  });

  it('answers in time whoever was in line behind others, up to twice the while', async () => {
    const house = new House().keep('last');
    house.isFull = true;
    const last = house.ask('last');
    for (let at = 0; at < 3; at++) {
      house.ask('other');
      await house.clock.pass(WAIT / 2);
      await house.say('other', 'new');
    }
    assert.equal(last.got, undefined);
    house.ask('other');
    await house.clock.pass(WAIT);
    assert.equal(last.got, 'kept last');
  });

  it('that makes itself known while what was kept is looked for is heard: gone is gone', async () => {
    const house = new House();
    const standing = new StandIns<string>(house.clock.pace, WAIT);
    const { promise, resolve } = Promise.withResolvers<string>();
    const late: string[] = [];
    const answer = standing.answer({
      about: 'demo',
      ask: (progress) => {
        progress.begun();
        progress.sent();
        return promise;
      },
      instead: async () => {
        resolve('gone');
        await settled();
        return { answer: 'kept demo', isStale: true };
      },
      late: (one) => void late.push(one),
    });
    await house.clock.pass(WAIT);
    assert.deepEqual([await answer, late], ['gone', []]);
  });

  it('and what is kept holds: it is not asked, and not thought silent', async () => {
    const house = new House().keep('other');
    house.isReading = true;
    house.ask('demo');
    await house.clock.pass(5 * WAIT);
    house.isReading = false;
    const other = house.ask('other');
    await house.clock.pass(0);
    assert.equal(other.got, undefined);
    const silent = await new House().silence();
    silent.kept.set('fresh', { answer: 'fresh', isStale: false });
    const fresh = silent.ask('fresh');
    await silent.clock.pass(0);
    assert.deepEqual([fresh.got, silent.asked], ['fresh', ['first']]);
  });

  it('is no failure of ours: a defect in asking reaches who waits, and nobody else', async () => {
    const house = new House();
    const demo = house.ask('demo');
    house.open[0]?.reject(new Error('a defect'));
    await assert.rejects(demo.answer, /a defect/);
    const silent = await new House().keep('one').silence();
    silent.open[0]?.reject(new Error('a defect'));
    const one = silent.ask('one');
    await silent.clock.pass(5000);
    assert.deepEqual([one.got, silent.asked], ['kept one', ['first', 'one']]);
  });

  it('while the process itself stood still is not silent: what came is looked at first', async () => {
    const house = new House().keep('demo');
    const demo = house.ask('demo');
    await settled();
    // One piece of waiting, however long it was.
    house.clock.now += 60_000;
    await house.clock.pass(WAIT / 2);
    assert.equal(demo.got, undefined);
    await house.say('demo', 'new');
    assert.equal(demo.got, 'new');
  });
});
