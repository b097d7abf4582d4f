import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { tree } from '../../test/tree.ts';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import { heldStore } from './held-store.ts';
import { joinedStore } from './joined-store.ts';
import { loadSource } from './load.fs.ts';
import { memoryStore } from './memory-store.ts';
import type { AdvisoryStore } from './store.ts';
import { log, type Made, RECORDS, synced } from './testing/stored-records.ts';

function files(records: readonly Made[], folder = 'osv'): Record<string, string> {
  return Object.fromEntries(records.map((record) => [`${folder}/${record.id}.json`, JSON.stringify(record)]));
}

const drivers: Readonly<Record<string, (test: TestContext) => AdvisoryStore>> = {
  'in memory': (test) => {
    const root = tree(test, files(RECORDS));
    const loaded = loadSource({ name: 'osv', file: path.join(root, 'osv') }, DEFAULT_FILE_LIMITS, log);
    assert.ok(loaded.ok);
    return memoryStore([loaded.value]);
  },
  'in a file': (test) => synced(tree(test, {}), RECORDS),
  'joined of both': (test) => {
    const root = tree(test, files(RECORDS.slice(0, 2)));
    const loaded = loadSource({ name: 'osv', file: path.join(root, 'osv') }, DEFAULT_FILE_LIMITS, log);
    assert.ok(loaded.ok);
    return joinedStore([memoryStore([loaded.value]), synced(root, RECORDS.slice(2))]);
  },
  'held back in part': (test) => {
    const before = synced(tree(test, {}), RECORDS);
    return heldStore(synced(tree(test, {}), RECORDS), before, new Set(['demo-lib']));
  },
};

for (const [driver, make] of Object.entries(drivers)) {
  describe(`a store ${driver}`, () => {
    const ids = (records: readonly { id: string }[] | undefined) => records?.map(({ id }) => id).sort();

    it('finds records by the normal name of their project, the same list each time', (test) => {
      const store = make(test);
      const name = normalizeName('demo_lib');
      assert.deepEqual(ids(store.forProject(name)), ['PYSEC-1', 'PYSEC-2']);
      assert.equal(store.forProject(name), store.forProject(name));
      assert.deepEqual(store.forProject(normalizeName('nobody')), []);
    });

    it('that was asked too much for one goes on to speak for the next', (test) => {
      const [store, name] = [make(test), normalizeName('demo-lib')];
      const ask = () => store.forProject(name);
      for (let asked = 0; ask() !== undefined; asked++) assert.ok(asked <= 1_000_000, 'an asking has an end');
      assert.equal(ask(), undefined, 'it is not known, and does not look like none');
      store.again();
      assert.deepEqual(ids(ask()), ['PYSEC-1', 'PYSEC-2']);
    });

    it('finds the same for projects that it was told to expect, however often', (test) => {
      const [store, names] = [make(test), ['demo-lib', 'nobody', 'third'].map(normalizeName)];
      store.expect(names);
      store.expect(names);
      const found = names.map((name) => ids(store.forProject(name)));
      assert.deepEqual(found, [['PYSEC-1', 'PYSEC-2'], [], ['PYSEC-3']]);
      store.expect(names);
      assert.deepEqual(
        names.map((name) => ids(store.forProject(name))),
        found,
      );
    });

    it('finds records by repository, however its address is written', (test) => {
      const store = make(test);
      assert.deepEqual(ids(store.forRepository('https://github.com/python/cpython')), ['PSF-1']);
      assert.deepEqual(ids(store.forRepository('https://github.com/python/other')), []);
    });

    it('finds records by a malicious file that they list, whatever project they speak of', (test) => {
      const store = make(test);
      assert.deepEqual(ids(store.forHash(`sha256:${'ab'.repeat(32)}`)), ['MAL-1', 'PYSEC-2']);
      assert.deepEqual(store.forHash(`sha256:${'ab'.repeat(31)}00`), []);
      assert.deepEqual(store.forHash(''), []);
    });

    it('finds a record by its id, whole', (test) => {
      const [record] = make(test).byId('GHSA-1');
      assert.equal(record?.source, 'osv');
      assert.deepEqual(
        record?.affected.map(({ name }) => name),
        ['other'],
      );
      assert.deepEqual(make(test).byId("x' OR 1=1"), []);
    });

    it('connects ids over records of different projects, in both directions', (test) => {
      const store = make(test);
      const all = ['CVE-2026-1', 'GHSA-0', 'GHSA-1', 'PYSEC-1', 'PYSEC-2'];
      for (const id of all) assert.deepEqual(store.relatedIds(id), all, id);
      assert.deepEqual(store.relatedIds('PYSEC-3'), ['PYSEC-3']);
      assert.deepEqual(store.relatedIds('CVE-0'), ['CVE-0']);
    });

    it('gives what is printed of any record that it gave', (test) => {
      const store = make(test);
      for (const record of [...(store.forProject(normalizeName('other')) ?? []), ...store.byId('GHSA-1')])
        assert.equal(store.details(record).summary, 'flaw in other');
    });
  });
}
