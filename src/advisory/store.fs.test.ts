import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { tree } from '../../test/tree.ts';
import { makeRecords } from '../../tools/make-records.ts';
import { openPrivate } from '../platform/sqlite.ts';
import { openStored } from './open-stored.fs.ts';
import { changeStore, renewStored, storedStates, withStoreLock } from './store.fs.ts';
import type { AdvisoryStore } from './store.ts';
import { cveNumber } from './store-schema.sql.ts';
import { syncFile } from './sync-edit.fs.ts';
import { about, contextOf, git, log, type Made, opened, RECORDS, synced } from './testing/stored-records.ts';

describe('a store in a file', () => {
  it('is one file beside its lock, and says what is in it', (test) => {
    const root = tree(test, {});
    const store = synced(root, RECORDS);
    assert.deepEqual(
      store.sources.map(({ name, records, newest }) => ({ name, records, newest })),
      [{ name: 'osv', records: 6, newest: '2026-01-02T03:04:05Z' }],
    );
    assert.match(store.sources[0]?.digest ?? '', /^sha256:[0-9a-f]{64}$/);
  });

  it('replaces the same source, and leaves others as they are', (test) => {
    const root = tree(test, {});
    synced(root, RECORDS);
    synced(root, [about('X-1', 'third')], {}, 'own');
    const store = synced(root, [...RECORDS.slice(0, 4), ...RECORDS.slice(5), about('PYSEC-9', 'third')]);
    assert.deepEqual(
      store
        .forProject(normalizeName('third'))
        ?.map(({ id, source }) => `${source} ${id}`)
        .sort(),
      ['osv PYSEC-9', 'own X-1'],
    );
    assert.deepEqual(store.byId('PYSEC-3'), []);
    assert.deepEqual(
      store.sources.map(({ name }) => name),
      ['osv', 'own'],
    );
  });

  it('has one digest for the same records, whatever the order and the way they came', (test) => {
    const one = synced(tree(test, {}), RECORDS);
    const other = synced(tree(test, {}), RECORDS.toReversed());
    assert.equal(one.sources[0]?.digest, other.sources[0]?.digest);
    const changed = synced(tree(test, {}), [...RECORDS.slice(1), { ...RECORDS[0], id: 'PYSEC-1', summary: 'another' }]);
    assert.notEqual(one.sources[0]?.digest, changed.sources[0]?.digest);
  });

  it('raises the epoch of exactly the projects whose records changed', (test) => {
    const root = tree(test, {});
    const epochs = (store: AdvisoryStore) =>
      ['demo-lib', 'other', 'third', 'nobody'].map((name) => store.epochOf(normalizeName(name)));
    const first = epochs(synced(root, RECORDS));
    assert.deepEqual(first, [1000, 1000, 1000, 0]);
    assert.deepEqual(epochs(synced(root, RECORDS, { now: 2000 })), first);
    const changed = [{ ...about('PYSEC-1', 'demo-lib'), details: 'more' }, ...RECORDS.slice(1)];
    assert.deepEqual(epochs(synced(root, changed, { now: 3000 })), [3000, 1000, 1000, 0]);
    assert.deepEqual(epochs(synced(root, changed.slice(0, 4), { now: 4000, force: true })), [3000, 1000, 4000, 0]);
    const back = epochs(synced(root, RECORDS, { now: 500 }));
    assert.ok((back[0] ?? 0) > 4000 && back[1] === 1000 && (back[2] ?? 0) > 4000, String(back));
  });

  it('shows one state to who reads it, while another is put in its place', (test) => {
    const root = tree(test, {});
    const old = synced(root, RECORDS);
    synced(root, [...RECORDS, about('PYSEC-7', 'third'), about('PYSEC-8', 'late')]);
    assert.deepEqual(
      old.forProject(normalizeName('third'))?.map(({ id }) => id),
      ['PYSEC-3'],
    );
    assert.deepEqual(old.forProject(normalizeName('late')), []);
    assert.equal(opened(root).forProject(normalizeName('late'))?.length, 1);
  });

  it('stays as it was when the work fails, or throws', (test) => {
    const root = tree(test, {});
    synced(root, RECORDS);
    const before = readFileSync(path.join(root, 'advisories.db'));
    const refused = syncFile('osv', path.join(root, 'missing'), contextOf(root));
    assert.equal(refused.ok, false);
    assert.throws(() =>
      changeStore(root, log, (database) => {
        database.exec('DELETE FROM record');
        throw new Error('a bug');
      }),
    );
    assert.deepEqual(readFileSync(path.join(root, 'advisories.db')), before);
  });

  it('keeps word of what could not be read', (test) => {
    const root = tree(test, {});
    const many = Array.from({ length: 300 }, (_, index) => about(`P-${index}`, `p${index}`));
    const store = synced(root, [...many, { id: 'BAD', affected: 7 } as Made]);
    assert.equal(store.problems[0]?.code, 'advisory-damaged');
    assert.equal(synced(root, [...many, { id: 'BAD', affected: 7 } as Made]).problems.length, 1);
    assert.equal(synced(root, many).problems.length, 0);
  });

  it('of the same id twice, in one source, keeps both: they may disagree', (test) => {
    const store = synced(tree(test, {}), [about('T', 'a'), about('T', 'a', { summary: 'x' }), about('U', 'b')]);
    assert.equal(store.forProject(normalizeName('a'))?.length, 2);
    assert.equal(store.byId('T').length, 2);
  });

  it('is made anew from its records when it is of another version', (test) => {
    const root = tree(test, {});
    const before = synced(root, RECORDS);
    const database = openPrivate(path.join(root, 'advisories.db'));
    database.exec('PRAGMA user_version = 0');
    database.close();
    const outdated = openStored(root);
    assert.equal(outdated.ok ? '' : outdated.error.code, 'advisory-store-outdated');
    const after = synced(root, [about('X-1', 'own')], {}, 'own');
    assert.equal(after.forProject(normalizeName('demo-lib'))?.length, 2);
    assert.equal(after.sources[0]?.digest, before.sources[0]?.digest);
  });

  it('is made anew for a reader when an older Rind wrote it, scores of the feeds included', async (test) => {
    const root = tree(test, {});
    const before = synced(root, RECORDS);
    const database = openPrivate(path.join(root, 'advisories.db'));
    database.exec(`INSERT INTO epss VALUES (${cveNumber('CVE-2026-0001')}, 0.5, 0.9)`);
    database.exec(
      "INSERT INTO source SELECT NULL, 'epss', 'epss', '{}', 1, 1, 0, '', 'sha256:x', 5, 5, '[]', '[]', 0, 0",
    );
    database.exec('PRAGMA user_version = 1');
    database.close();
    assert.deepEqual(await renewStored(root, log), { ok: true, value: undefined });
    const after = opened(root);
    assert.deepEqual(after.sources, before.sources);
    assert.equal(after.forProject(normalizeName('demo-lib'))?.length, 2);
    assert.deepEqual(after.epss('CVE-2026-0001'), { probability: 0.5, percentile: 0.9 });
    assert.deepEqual(
      after.feeds.map(({ name, checked }) => [name, checked]),
      [['epss', 5]],
    );
    assert.ok(after.epochOf(normalizeName('demo-lib')) > before.epochOf(normalizeName('demo-lib')));
  });

  it('is left as it is where a newer Rind wrote it, or where it cannot be made anew', async (test) => {
    for (const [change, code] of [
      ['PRAGMA user_version = 999', 'advisory-store-outdated'],
      ['PRAGMA user_version = 1; DROP TABLE raw', 'file-unreadable'],
    ] as const) {
      const root = tree(test, {});
      synced(root, RECORDS);
      const file = path.join(root, 'advisories.db');
      const database = openPrivate(file);
      database.exec(change);
      database.close();
      const before = readFileSync(file);
      const renewed = await renewStored(root, log);
      assert.equal(renewed.ok ? '' : renewed.error.code, code);
      assert.ok(before.equals(readFileSync(file)));
      assert.throws(() => statSync(`${file}.new`));
    }
  });

  it('speaks of every project where a record names one, and of none where they all name commits', (test) => {
    const any = normalizeName('nowhere');
    assert.equal(synced(tree(test, {}), RECORDS).covers(any, '1'), true);
    const commits = synced(tree(test, {}), [git('PSF-1', 'https://github.com/python/cpython')]);
    assert.deepEqual([commits.complete, commits.covers(any, '1')], [true, false]);
  });

  for (const [what, content] of [
    ['empty', ''],
    ['of something else', 'not a database at all, but long enough to look at'.repeat(100)],
    ['a JSON document', '{}'],
  ] as const) {
    it(`that is ${what} is a problem when read, and made anew by a sync`, (test) => {
      const root = tree(test, { 'advisories.db': content });
      const read = openStored(root);
      assert.equal(read.ok ? '' : read.error.code, 'advisory-store-unreadable');
      assert.deepEqual(storedStates(root), []);
      assert.equal(synced(root, RECORDS).sources.length, 1);
    });
  }

  it('with a damaged record tells nothing of its project, whoever asks how often', (test) => {
    const root = tree(test, {});
    synced(root, RECORDS);
    const database = openPrivate(path.join(root, 'advisories.db'));
    database.exec(`UPDATE project SET body = '[1]' WHERE name = 'third'`);
    database.close();
    const [store, name] = [opened(root), normalizeName('third')];
    store.expect([name]);
    assert.deepEqual([store.forProject(name), store.forProject(name)], [undefined, undefined]);
  });

  it('with a damaged page tells nothing, and says why', (test) => {
    const root = tree(test, {});
    synced(root, makeRecords(400));
    const file = path.join(root, 'advisories.db');
    const bytes = readFileSync(file);
    for (let at = 4096 * 3; at < bytes.length; at += 4096) bytes.fill(0xa5, at, at + 4096);
    writeFileSync(file, bytes);
    const store = openStored(root);
    if (!store.ok) {
      assert.equal(store.error.code, 'advisory-store-unreadable');
      return;
    }
    assert.equal(store.value?.forProject(normalizeName('made-project-0')), undefined);
    assert.deepEqual(store.value?.byId('PYSEC-2020-0'), []);
    store.value?.expect([normalizeName('made-project-0')]);
    assert.equal(store.value?.forProject(normalizeName('made-project-0')), undefined);
    assert.equal(store.value?.problems.filter(({ code }) => code === 'advisory-store-unreadable').length, 1);
  });

  it('that is a folder, or in a folder that is a file, is a problem and no crash', async (test) => {
    const root = tree(test, { file: '' });
    mkdirSync(path.join(root, 'advisories.db'));
    assert.equal(openStored(root).ok, false);
    assert.equal(openStored(path.join(root, 'file')).ok, true);
    const locked = await withStoreLock(path.join(root, 'file'), log, async () => ({ ok: true, value: 1 }));
    assert.equal(locked.ok ? '' : locked.error.code, 'file-unreadable');
  });

  it('leaves no copy behind', (test) => {
    const root = tree(test, { 'advisories.db.new': 'left by one that was cut off', 'advisories.db.new-journal': 'x' });
    synced(root, RECORDS);
    assert.throws(() => statSync(path.join(root, 'advisories.db.new')));
    assert.throws(() => statSync(path.join(root, 'advisories.db.new-journal')));
  });
});

describe('two syncs of one data folder', () => {
  it('the second waits for the first', async (test) => {
    const root = tree(test, {});
    const order: string[] = [];
    const first = withStoreLock(root, log, async () => {
      await new Promise((resolve) => setTimeout(resolve, 250));
      order.push('first');
      return { ok: true, value: 1 };
    });
    const second = withStoreLock(root, log, async () => {
      order.push('second');
      return { ok: true, value: 2 };
    });
    assert.ok((await first).ok && (await second).ok);
    assert.deepEqual(order, ['first', 'second']);
  });

  it('or says that it waited in vain', async (test) => {
    const root = tree(test, {});
    await withStoreLock(root, log, async () => {
      const second = await withStoreLock(root, log, async () => ({ ok: true, value: 2 }), 0);
      assert.equal(second.ok ? '' : second.error.code, 'sync-busy');
      return { ok: true, value: 1 };
    });
  });
});
