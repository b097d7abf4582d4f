import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Advisory } from './advisory.ts';
import { groupByAlias, isMalware } from './alias-groups.ts';

function record(id: string, ...aliases: string[]): Advisory {
  return {
    id,
    aliases,
    upstream: [],
    modified: '',
    affected: [],
    repositories: [],
    hashes: [],
    source: 't',
  };
}

describe('alias groups', () => {
  it('are transitive whatever the order of the records', () => {
    const chain = [
      record('PYSEC-1', 'CVE-1'),
      record('GHSA-a', 'CVE-1', 'CVE-2'),
      record('X-9', 'CVE-2'),
      record('X-8', 'X-9'),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(chain, { minLength: chain.length }), (records) => {
        const groups = groupByAlias(records);
        assert.equal(groups.length, 1);
        assert.equal(groups[0]?.id, 'PYSEC-1');
        assert.deepEqual(groups[0]?.aliases, ['CVE-1', 'CVE-2', 'GHSA-a', 'X-8', 'X-9']);
      }),
    );
  });

  it('keep apart what shares no id', () => {
    assert.deepEqual(
      groupByAlias([record('B-1', 'B-2'), record('A-1')]).map(({ id }) => id),
      ['A-1', 'B-1'],
    );
  });

  it('prefer PYSEC before GHSA before CVE', () => {
    assert.equal(groupByAlias([record('CVE-1', 'GHSA-b')])[0]?.id, 'GHSA-b');
  });

  it('keep a record that stands twice, once for each source', () => {
    assert.equal(groupByAlias([record('A-1'), record('A-1')])[0]?.advisories.length, 2);
  });

  it('join what only a record about another project connects', () => {
    const related = (id: string) => ({ 'A-1': ['A-1', 'X-1'], 'B-1': ['B-1', 'X-1'] })[id] ?? [id];
    const groups = groupByAlias([record('A-1'), record('B-1'), record('C-1')], related);
    assert.deepEqual(
      groups.map(({ id, aliases }) => [id, ...aliases]),
      [['A-1', 'B-1', 'X-1'], ['C-1']],
    );
  });

  it('join by `upstream` as by `aliases`', () => {
    const other = { ...record('ECHO-1'), upstream: ['CVE-1'] };
    assert.deepEqual(groupByAlias([other, record('PYSEC-1', 'CVE-1')])[0]?.aliases, ['CVE-1', 'ECHO-1']);
  });

  it('are of malware when any of their ids is', () => {
    assert.equal(isMalware(record('MAL-2024-1')), true);
    assert.equal(isMalware(record('GHSA-1', 'CVE-1', 'MAL-2024-1')), true);
    assert.equal(isMalware(record('GHSA-1', 'CVE-1', 'XMAL-1', 'mal-1')), false);
  });
});
