import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Served } from '../../evidence/downloads.sql.ts';
import type { LogFacts } from '../../evidence/log-chain.ts';
import { Book } from './book.ts';
import { askerOf, DENIAL, standingFile, TODAY } from './testing/fake-files.ts';

/** Equal refusals are counted together for so long, and one asker has so many entries of different ones meanwhile. */
const [COUNTED_FOR, MOST_OF_ONE] = [60_000, 500];
const WHEEL = 'demo-1.0-py3-none-any.whl';

class House {
  readonly log: LogFacts[] = [];
  readonly counted: string[] = [];
  readonly rows: Served[] = [];
  /** What holds the log up. */
  written: Promise<void> = Promise.resolve();
  /** What all entries are promised, as those are that are written together. */
  together: Promise<void> | undefined;
  readonly holds: string[] = [];
  readonly waiting: string[] = [];
  readonly told: string[] = [];
  readonly failed: unknown[] = [];
  /** What runs when time passes, by how long from now. */
  readonly timers = new Map<number, () => void>();
  full = false;
  readonly book: Book;

  constructor(dryRun = false) {
    this.book = new Book({
      log: {
        append: (facts) => this.together ?? this.#append(facts),
        note: (facts) => void this.log.push(facts),
        chain: 'c',
        head: { seq: 7 },
      },
      downloads: {
        count: async (_, served, seq) => {
          if (this.full) throw new Error('no room');
          this.rows.push(...served);
          this.counted.push(...served.map(({ filename }) => `${filename} ${seq}`));
        },
      },
      holds: {
        ask: async ({ id }) => {
          const isNew = !this.holds.includes(id);
          this.holds.push(id);
          return isNew;
        },
        tell: async (ids) => void this.told.push(...ids),
      },
      pace: {
        after: (milliseconds, action) => {
          this.timers.set(milliseconds, action);
          return () => void this.timers.delete(milliseconds);
        },
      },
      now: () => TODAY,
      waiting: ({ id }) => void this.waiting.push(id),
      failed: (error) => void this.failed.push(error),
      dryRun,
    });
  }

  async #append(facts: LogFacts | string): Promise<void> {
    if (this.full) throw new Error('no room');
    await this.written;
    this.log.push(typeof facts === 'string' ? JSON.parse(`{${facts}}`) : facts);
  }
}

describe('the book', () => {
  it('has a download in the log before it says so, and in the tables afterwards', async () => {
    const house = new House();
    await house.book.served('demo', standingFile(WHEEL), '', askerOf());
    assert.equal(house.log[0]?.['event'], 'serve');
    assert.equal(house.log[0]?.['sha256'], 'a'.repeat(64));
    assert.deepEqual(house.counted, []);
    const gathered = house.timers.get(500);
    assert.ok(gathered, 'it is counted by itself');
    gathered();
    await house.book.close();
    assert.deepEqual(house.counted, [`${WHEEL} 7`]);
  });

  it('counts downloads that are written together once they are, each of them, and none where they could not be', async () => {
    const house = new House();
    const [disk, full] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const [one, two] = ['one', 'two'].map((name) => standingFile(`${name}-1.0-py3-none-any.whl`));
    assert.ok(one && two);
    const serve = (file: typeof one) => house.book.served('demo', file, '', askerOf());
    house.together = disk.promise;
    const written = [serve(one), serve(two), serve(two)];
    await house.book.settle();
    assert.deepEqual(house.rows, []);
    disk.resolve();
    await Promise.all(written);
    house.together = full.promise;
    const refused = [serve(one), serve(two)];
    full.reject(new Error('no room'));
    for (const one of refused) await assert.rejects(one, /no room/);
    await house.book.close();
    assert.deepEqual(
      house.rows.map(({ filename, times }) => [filename, times]),
      [one, two, two].map(({ file }) => [file.filename, 1]),
    );
  });

  it('writes of each download who had it, what, through which view and under which decision', async () => {
    const house = new House();
    const [file, other] = [standingFile(WHEEL), standingFile('other-1.0.tar.gz', { sha256: 'b'.repeat(64) })];
    const [pip, uv] = [askerOf('pip'), { ...askerOf('uv'), principal: 't"1', agent: 'uv/\u0007' }];
    const asked = [
      [file, '', pip],
      [standingFile(WHEEL), 'strict', uv],
      [file, '', pip],
      [other, '', pip],
      [file, 'loose', pip],
    ] as const;
    for (const [one, view, asker] of asked) await house.book.served('demo', one, view, asker);
    assert.deepEqual(
      house.log,
      asked.map(([one, view, { principal, address, agent }]) => ({
        event: 'serve',
        project: 'demo',
        version: one.version,
        filename: one.file.filename,
        sha256: one.sha256,
        view,
        principal,
        address,
        agent,
        decision: one.decision.id,
      })),
    );
    await house.book.close();
    assert.deepEqual(
      house.rows.map(({ filename, view, principal, times }) => [filename, view, principal, times]),
      [
        [WHEEL, '', 'anonymous', 2],
        [WHEEL, 'strict', 't"1', 1],
        ['other-1.0.tar.gz', '', 'anonymous', 1],
        [WHEEL, 'loose', 'anonymous', 1],
      ],
    );
  });

  it('says of a download which rules could not tell, where there are such', async () => {
    const house = new House();
    const undetermined = ['known-malware', 'known-vulnerability'];
    await house.book.served('demo', standingFile(WHEEL, { undetermined }), '', askerOf());
    await house.book.served('demo', standingFile(WHEEL), '', askerOf());
    await house.book.close();
    assert.deepEqual(house.log[0]?.['undetermined'], undetermined);
    assert.ok(house.log[1] !== undefined && !('undetermined' in house.log[1]));
  });

  it('counts nothing that is not on disk yet', async () => {
    const house = new House();
    const { promise, resolve } = Promise.withResolvers<void>();
    house.written = promise;
    const served = house.book.served('demo', standingFile(WHEEL), '', askerOf());
    await house.book.close();
    assert.deepEqual(house.rows, []);
    resolve();
    await served;
    await house.book.close();
    assert.equal(house.rows.length, 1);
  });

  it('counts once what the tables did not take at first', async () => {
    const house = new House();
    await house.book.served('demo', standingFile(WHEEL), '', askerOf());
    house.full = true;
    await house.book.close();
    house.full = false;
    await house.book.served('demo', standingFile(WHEEL), '', askerOf());
    await house.book.close();
    assert.deepEqual(
      house.rows.map(({ times }) => times),
      [1, 1],
    );
    await house.book.close();
    assert.equal(house.rows.length, 2);
  });

  it('does not say that a download is written where it is not', async () => {
    const house = new House();
    house.full = true;
    await assert.rejects(house.book.served('demo', standingFile(WHEEL), '', askerOf()), /no room/);
  });

  it('loses no download that the tables did not take: the log has it', async () => {
    const house = new House();
    await house.book.served('demo', standingFile(WHEEL), '', askerOf());
    house.full = true;
    await house.book.close();
    assert.equal(house.failed.length, 1);
    assert.equal(house.log.length, 1);
  });

  it('tells of a hold once, and of a denial to nobody', async () => {
    const house = new House();
    const held = standingFile(WHEEL, { denial: { ...DENIAL, verdict: 'hold' } });
    for (let times = 0; times < 2; times++) await house.book.refused('demo', held, '', askerOf());
    await house.book.refused('demo', standingFile(WHEEL, { denial: { ...DENIAL, id: 'w2' } }), '', askerOf());
    assert.equal(house.holds.length, 2);
    assert.equal(house.holds[0], house.holds[1]);
    assert.deepEqual(house.waiting, [house.holds[0]]);
    assert.deepEqual(
      house.log.map(({ event }) => event),
      ['hold', 'deny'],
    );
  });

  it('writes the first of equal refusals at once, and counts the others of a minute in one entry', async () => {
    const house = new House();
    const denied = standingFile(WHEEL, { denial: DENIAL });
    const from = (address: string, agent = 'pip') => ({ ...askerOf(), address, agent });
    for (let times = 0; times < 1000; times++)
      await house.book.refused('demo', denied, '', from('192.0.2.1', `${times}`));
    await house.book.refused('demo', denied, '', from('192.0.2.2'));
    assert.deepEqual(
      house.log.map(({ event, address, times }) => [event, address, times]),
      [
        ['deny', '192.0.2.1', undefined],
        ['deny', '192.0.2.2', undefined],
      ],
      'another asker is told of by itself, and what a client calls itself makes no other one of it',
    );
    house.timers.get(COUNTED_FOR)?.();
    await house.book.settle();
    const facts = ['event', 'decision', 'address', 'times'].map((fact) => house.log[2]?.[fact]);
    assert.deepEqual(facts, ['deny', 'w1', '192.0.2.1', 999]);
    assert.deepEqual(house.told, ['w1'], 'what somebody was told of is never thrown away');
    assert.equal(house.log.length, 3);
    await house.book.refused('demo', denied, '', from('192.0.2.1'));
    assert.equal(house.log.length, 4, 'after that minute it is a first one again');
  });

  it('a flood of different refusals by one asker has an end in the log, and its number is there', async () => {
    const house = new House();
    for (let at = 0; at < MOST_OF_ONE + 700; at++)
      await house.book.refused(
        'demo',
        standingFile(`demo-${at}.tar.gz`, { denial: { ...DENIAL, id: `w${at}` } }),
        '',
        askerOf(),
      );
    assert.equal(house.log.length, MOST_OF_ONE);
    await house.book.close();
    assert.deepEqual(house.log.slice(MOST_OF_ONE), [
      { event: 'refusals', principal: 'anonymous', address: '127.0.0.1', times: 700 },
    ]);
  });

  it('tells nobody of a refusal that cannot be written down, and takes the next one for the first', async () => {
    const house = new House();
    const denied = standingFile(WHEEL, { denial: DENIAL });
    house.full = true;
    await assert.rejects(house.book.refused('demo', denied, '', askerOf()), /no room/);
    await assert.rejects(house.book.refused('demo', denied, '', askerOf()), /no room/);
    house.full = false;
    await house.book.refused('demo', denied, '', askerOf());
    assert.equal(house.log.length, 1);
  });

  it('what is counted is written where the gateway ends, and a count that cannot be written keeps nobody', async () => {
    const house = new House();
    const denied = standingFile(WHEEL, { denial: DENIAL });
    for (let times = 0; times < 2; times++) await house.book.refused('demo', denied, '', askerOf());
    house.full = true;
    await house.book.close();
    assert.deepEqual([house.log.length, house.failed.length], [1, 1]);
  });

  it('in a dry run writes what would have been, and lets nobody wait', async () => {
    const house = new House(true);
    await house.book.refused('demo', standingFile(WHEEL, { denial: { ...DENIAL, verdict: 'hold' } }), '', askerOf());
    assert.equal(house.log[0]?.['dryRun'], true);
    assert.deepEqual(house.holds, []);
  });

  it('counts pages together, and writes what is gathered when it is closed', async () => {
    const house = new House();
    for (let times = 0; times < 3; times++) house.book.page('demo', '', askerOf());
    house.book.page('other', '', askerOf('uv'));
    assert.deepEqual(house.log, []);
    await house.book.close();
    assert.deepEqual(house.log, [
      { event: 'pages', pages: ['demo  anonymous 127.0.0.1 pip 3', 'other  anonymous 127.0.0.1 uv 1'] },
    ]);
    assert.equal(house.timers.size, 0);
  });
});
