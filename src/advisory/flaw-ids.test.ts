import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPrivate, textOf } from '../platform/sqlite.ts';
import { Statements } from './source-state.sql.ts';
import { createStore, SourceEdit } from './write-store.sql.ts';

function record(id: string, aliases: readonly string[], name = 'demo') {
  return {
    id,
    aliases,
    affected: [{ package: { ecosystem: 'PyPI', name }, versions: ['1.0'] }],
  };
}

/** What the store says of every id after the edits. */
function flawsAfter(...edits: readonly (readonly unknown[])[]): Record<string, string> {
  const database = openPrivate(':memory:');
  createStore(database);
  const statements = new Statements(database);
  for (const [at, records] of edits.entries()) {
    const edit = new SourceEdit(statements, 'source');
    for (const one of records) edit.put(one);
    edit.finish(true, at + 1, { origin: {}, problems: [] });
  }
  const rows = database.prepare('SELECT id, ids FROM flaw ORDER BY id').all();
  database.close();
  return Object.fromEntries(rows.map((row) => [textOf(row, 'id'), textOf(row, 'ids')]));
}

describe('the ids of a flaw, stored', () => {
  it('are the same list for each of them, over any number of records', () => {
    const all = '["CVE-1","GHSA-1","PYSEC-1"]';
    assert.deepEqual(flawsAfter([record('PYSEC-1', ['CVE-1']), record('GHSA-1', ['CVE-1'], 'other')]), {
      'CVE-1': all,
      'GHSA-1': all,
      'PYSEC-1': all,
    });
  });

  it('part when the record that connected them goes', () => {
    const [a, b, bridge] = [record('A', ['CVE-1']), record('B', ['CVE-2']), record('C', ['CVE-1', 'CVE-2'])];
    const parted = { A: '["A","CVE-1"]', B: '["B","CVE-2"]', 'CVE-1': '["A","CVE-1"]', 'CVE-2': '["B","CVE-2"]' };
    assert.deepEqual(flawsAfter([a, b]), parted);
    assert.deepEqual(flawsAfter([a, b, bridge], [a, b]), parted);
    assert.deepEqual(flawsAfter([a, bridge], []), {});
  });

  it('come together when a record connects them later', () => {
    const [a, b, bridge] = [record('A', ['CVE-1']), record('B', ['CVE-2']), record('C', ['CVE-1', 'CVE-2'])];
    assert.deepEqual(flawsAfter([a, b], [a, b, bridge]), flawsAfter([a, b, bridge]));
  });

  it('are not listed where a hostile source connects thousands: they are followed when asked for', () => {
    const chain = Array.from({ length: 1500 }, (_, at) => record(`X-${at}`, [`X-${at + 1}`]));
    const flaws = flawsAfter(chain);
    assert.equal(Object.keys(flaws).length, 1501);
    assert.deepEqual(new Set(Object.values(flaws)), new Set(['']));
  });
});
