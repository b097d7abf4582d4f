import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Db } from '../platform/db.ts';
import { migrate } from '../platform/migrate.ts';
import { openSqlite } from '../platform/sqlite-db.ts';
import { FOLLOWER_MIGRATIONS, Followers } from './followers.sql.ts';
import { holdKey } from './hold-key.ts';
import { HOLD_MIGRATIONS, Holds } from './holds.sql.ts';
import { INSPECTION_MIGRATIONS, Inspections } from './inspections.sql.ts';
import { PIN_MIGRATIONS, Pins } from './pins.sql.ts';
import { RULING_MIGRATIONS, Rulings } from './rulings.sql.ts';

const folder = mkdtempSync(join(tmpdir(), 'rind-state-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

async function state(): Promise<Db> {
  const db = openSqlite(join(folder, `${made++}.db`));
  await migrate(
    db,
    [...PIN_MIGRATIONS, ...INSPECTION_MIGRATIONS, ...RULING_MIGRATIONS, ...HOLD_MIGRATIONS, ...FOLLOWER_MIGRATIONS],
    0,
  );
  return db;
}

describe('pins', () => {
  it('keep what a file was when it was first seen, whatever is said later', async () => {
    const pins = new Pins(await state());
    await pins.add('pypi', 'demo', [{ filename: 'demo-1.tar.gz', sha256: 'aa' }], 5);
    await pins.add('pypi', 'demo', [{ filename: 'demo-1.tar.gz', sha256: 'bb' }], 9);
    assert.equal(await pins.bind('pypi', 'demo-1.tar.gz', 'cc'), 'aa');
    const [pin] = (await pins.of('pypi', 'demo')).values();
    assert.deepEqual(pin, { filename: 'demo-1.tar.gz', sha256: 'aa', firstSeen: 5, gone: null, uploaded: null });
  });

  it('bind a file that was listed without a hash once', async () => {
    const pins = new Pins(await state());
    await pins.add('pypi', 'demo', [{ filename: 'demo-1.tar.gz', sha256: null }], 5);
    assert.equal(await pins.bind('pypi', 'demo-1.tar.gz', 'aa'), 'aa');
    assert.equal(await pins.bind('pypi', 'demo-1.tar.gz', 'bb'), 'aa');
  });

  it('are of one upstream, remember what is gone, and tell that a name is taken', async () => {
    const pins = new Pins(await state());
    await pins.add(
      'pypi',
      'demo',
      Array.from({ length: 1201 }, (_, i) => ({ filename: `f${i}`, sha256: null })),
      5,
    );
    await pins.mark('pypi', ['f0', 'f1'], 7);
    await pins.mark('pypi', ['f1'], null);
    const known = await pins.of('pypi', 'demo');
    assert.deepEqual([known.size, known.get('f0')?.gone, known.get('f1')?.gone], [1201, 7, null]);
    assert.equal((await pins.of('other', 'demo')).size, 0);
    assert.deepEqual([await pins.knows('demo'), await pins.knows('demo2')], [true, false]);
  });
});

describe('inspections', () => {
  it('are found by hash, many at once, and not when another version of the inspection made them', async () => {
    const db = await state();
    const [old, current] = [new Inspections(db, 1), new Inspections(db, 2)];
    const hashes = Array.from({ length: 450 }, (_, index) => `h${index}`);
    for (const hash of hashes) await current.save(hash, { body: `"${hash}"`, metadata: null, size: 3 }, 1);
    await old.save('old', { body: '"old"', metadata: new Uint8Array([1]), size: 3 }, 1);
    const found = await current.bodies([...hashes, 'old', 'none']);
    assert.deepEqual([found.size, found.get('h449')?.body, found.get('h449')?.size], [450, '"h449"', 3]);
    assert.deepEqual(await current.metadata('old'), new Uint8Array([1]));
  });
});

describe('rulings', () => {
  it('raise the epoch with every change, and are gone when they are taken back', async () => {
    const rulings = new Rulings(await state());
    const base = { view: null, reason: 'r', owner: 'o', expires: null, seen: ['aa', 'bb'], lifts: [], made: 1 };
    assert.equal(await rulings.epoch(), 0);
    assert.equal(await rulings.add({ id: '1', word: 'deny', spec: 'demo', ...base }), 1);
    assert.equal(await rulings.add({ id: '2', word: 'allow', spec: 'demo<2', ...base, view: 'v', expires: 9 }), 2);
    const all = await rulings.all();
    assert.deepEqual(all[1], { id: '2', word: 'allow', spec: 'demo<2', ...base, view: 'v', expires: 9 });
    assert.deepEqual(
      [await rulings.remove('1', 3), await rulings.remove('1', 3), await rulings.epoch()],
      [3, undefined, 3],
    );
    assert.deepEqual(
      (await rulings.all()).map(({ id }) => id),
      ['2'],
    );
  });
});

describe('decisions', () => {
  const DAY = 24 * 60 * 60_000;
  const row = (id: string) => ({ id, project: 'demo', body: `"${id}"` });

  it('are forgotten when others took their place, but what somebody was told of, or waits, is evidence', async () => {
    const holds = new Holds(await state());
    await holds.keep(['current', 'superseded', 'told', 'waits'].map(row), DAY);
    await holds.tell(['told', 'unknown'], 2 * DAY);
    const subject = { view: '', project: 'demo', version: '1', filename: 'f', sha256: null, rule: 'r', summary: 's' };
    await holds.ask({ id: 'h', decision: 'waits', found: [], ...subject }, DAY);
    await holds.keep([row('current')], 40 * DAY);
    assert.equal(await holds.forget(39 * DAY, 500), 1);
    const left = ['current', 'superseded', 'told', 'waits'];
    assert.deepEqual(await Promise.all(left.map(async (id) => (await holds.why(id))?.body)), [
      '"current"',
      undefined,
      '"told"',
      '"waits"',
    ]);
    assert.equal((await holds.why('current'))?.made, DAY, 'when it was decided first stays');
  });

  it('are known to be kept for a day, then it is written down again that they hold', async () => {
    const holds = new Holds(await state());
    await holds.keep([row('one'), row('two')], DAY);
    assert.deepEqual(await holds.kept([], DAY), new Set());
    assert.deepEqual(await holds.kept(['one', 'other'], 2 * DAY), new Set(['one']));
    assert.deepEqual(await holds.kept(['one', 'two'], 2 * DAY + 1), new Set());
    await holds.keep([row('one')], 2 * DAY + 1);
    assert.deepEqual(await holds.kept(['one', 'two'], 2 * DAY + 1), new Set(['one']));
  });

  it('are forgotten some at a time: nobody waits for a table to be emptied', async () => {
    const holds = new Holds(await state());
    await holds.keep(
      Array.from({ length: 7 }, (_, at) => row(`d${at}`)),
      DAY,
    );
    assert.deepEqual([await holds.forget(2 * DAY, 5), await holds.forget(2 * DAY, 5)], [5, 2]);
  });
});

describe('holds', () => {
  const subject = { view: '', project: 'demo', filename: 'f', rule: 'r' };
  const hold = {
    ...subject,
    id: holdKey(subject),
    decision: 'd1',
    found: ['r'],
    version: '1',
    sha256: null,
    summary: 's',
  };

  it('wait once, however often they are asked for, until a person ends it', async () => {
    const holds = new Holds(await state());
    assert.deepEqual([await holds.ask(hold, 1), await holds.ask(hold, 5)], [true, false]);
    const [one] = await holds.waiting();
    assert.deepEqual([one?.since, one?.asked, one?.times], [1, 5, 2]);
    const { id } = hold;
    assert.deepEqual([await holds.end(id, 'release', 'me', 6), await holds.end(id, 'refuse', 'me', 7)], [true, false]);
    assert.deepEqual([(await holds.waiting()).length, (await holds.byId(id))?.word], [0, 'release']);
  });

  it('keep their id when what is known changes, and tell what was decided last', async () => {
    const holds = new Holds(await state());
    await holds.ask(hold, 1);
    await holds.ask({ ...hold, decision: 'd2', found: ['r', 'PYSEC-1'], sha256: 'aa' }, 5);
    const [one, ...others] = await holds.waiting();
    assert.deepEqual([one?.id, one?.decision, one?.found, one?.sha256], [hold.id, 'd2', ['r', 'PYSEC-1'], 'aa']);
    assert.equal(others.length, 0);
    for (const other of [{ view: 'v' }, { project: 'p' }, { filename: 'g' }, { rule: 'q' }])
      assert.notEqual(holdKey({ ...subject, ...other }), hold.id);
  });

  it('wait again when a release covers them no longer: more is found, other bytes, or it no longer holds', async () => {
    const holds = new Holds(await state());
    await holds.ask(hold, 1);
    await holds.end(hold.id, 'release', 'me', 1000);
    assert.equal(await holds.ask(hold, 1500), false, 'the gateway has not heard of it yet');
    assert.equal((await holds.waiting()).length, 0);
    assert.equal(await holds.ask({ ...hold, found: ['r', 'PYSEC-1'] }, 1600), true);
    await holds.end(hold.id, 'release', 'me', 2000);
    assert.equal(await holds.ask({ ...hold, found: ['r', 'PYSEC-1'], sha256: 'bb' }, 2100), true);
    await holds.end(hold.id, 'release', 'me', 3000);
    assert.equal(await holds.ask({ ...hold, found: ['r', 'PYSEC-1'], sha256: 'bb' }, 60_000), true);
    assert.equal((await holds.waiting()).length, 1);
  });

  it('keep no id with a blank: read as two, one could be the id of a rule', async () => {
    const holds = new Holds(await state());
    await holds.ask({ ...hold, found: ['EVIL name-confusion', 'r'] }, 1);
    assert.deepEqual((await holds.byId(hold.id))?.found, ['r']);
  });

  it('keep what a decision rests on as it was first said', async () => {
    const holds = new Holds(await state());
    await holds.keep([{ id: 'd', project: 'demo', body: '{}' }], 1);
    await holds.keep([{ id: 'd', project: 'demo', body: '{"other":1}' }], 2);
    assert.deepEqual(
      [await holds.why('d'), await holds.why('e')],
      [{ project: 'demo', made: 1, body: '{}' }, undefined],
    );
  });
});

describe('followers', () => {
  const one = { id: 'a', epoch: 3, views: ['', 'v'], started: 1, beat: 5 };

  it('are those that ran a moment ago, with what they act on', async () => {
    const followers = new Followers(await state());
    assert.equal(await followers.views(), undefined);
    await followers.beat(one);
    await followers.beat({ ...one, id: 'b', beat: 50 });
    await followers.beat({ ...one, epoch: 4, beat: 60 });
    assert.deepEqual(await followers.running(70), [
      { ...one, epoch: 4, beat: 60 },
      { ...one, id: 'b', beat: 50 },
    ]);
    assert.deepEqual(
      (await followers.running(10_051)).map(({ id }) => id),
      ['a'],
    );
    await followers.end('a', 80);
    assert.deepEqual(
      (await followers.running(80)).map(({ id }) => id),
      ['b'],
    );
    assert.deepEqual(await followers.views(), ['', 'v']);
  });
});

describe('a ruling for the view at /simple/', () => {
  it('is none for every view', async () => {
    const rulings = new Rulings(await state());
    const said = { word: 'allow', spec: 'demo', reason: 'r', owner: 'o', expires: null, made: 1 } as const;
    await rulings.add({ id: '1', view: '', ...said });
    await rulings.add({ id: '2', view: null, ...said });
    assert.deepEqual(
      (await rulings.all()).map(({ view }) => view),
      ['', null],
    );
    assert.equal(await rulings.raise(), 3);
  });
});
