import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import fc from 'fast-check';
import type { Advisory } from '../advisory/advisory.ts';
import { groupByAlias } from '../advisory/alias-groups.ts';
import { memoryStore } from '../advisory/memory-store.ts';
import { affecting } from './affecting.ts';
import type { ReleaseSubject } from './subject.ts';

const NAME = normalizeName('demo');
const id = fc.constantFrom('PYSEC-1', 'PYSEC-2', 'GHSA-1', 'GHSA-2', 'CVE-1', 'CVE-2', 'CVE-3', 'MAL-1', 'X-1');

/** A record about the project or another; of the project's own, some call 1.0 affected. */
const advisory: fc.Arbitrary<Advisory> = fc.record(
  {
    id,
    aliases: fc.uniqueArray(id, { maxLength: 2 }),
    upstream: fc.uniqueArray(id, { maxLength: 1 }),
    modified: fc.constant(''),
    affected: fc
      .constantFrom('1.0', '2.0', 'other')
      .map((kind) => [
        kind === 'other'
          ? { name: normalizeName('other'), ranges: [], versions: ['1.0'] }
          : { name: NAME, ranges: [], versions: [kind] },
      ]),
    repositories: fc.constant([]),
    hashes: fc.constant([]),
    source: fc.constant('osv'),
  },
  { noNullPrototype: true },
);

const DETAILS = { summary: 's', details: '', published: '', severities: [], references: [] };

describe('the flaws that affect a release', () => {
  it('are those groups of all records of its project in which one calls it affected', () => {
    fc.assert(
      fc.property(fc.uniqueArray(advisory, { selector: (one) => one.id, maxLength: 9 }), (all) => {
        const source = { name: 'osv', records: all.length, newest: '', digest: '' };
        const records = all.map((one) => ({ advisory: one, details: DETAILS }));
        const store = memoryStore([{ source, records, problems: [] }]);
        const own = store.forProject(NAME) ?? [];
        const affects = (one: Advisory) => one.affected.some(({ versions }) => versions.includes('1.0'));
        const expected = groupByAlias(own, (one) => store.relatedIds(one))
          .filter(({ advisories }) => advisories.some(affects))
          .map((group) => ({ ...group, advisories: group.advisories.filter(affects) }));
        const subject: ReleaseSubject = {
          level: 'release',
          id: 'demo==1.0',
          name: NAME,
          version: '1.0',
          origin: { kind: 'index' },
          hashes: [],
        };
        assert.deepEqual(
          affecting(subject, own, store).groups.map(({ group }) => group),
          expected,
        );
      }),
      { numRuns: 500 },
    );
  });
});
