import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import fc from 'fast-check';
import type { AdvisoryDetails } from './advisory.ts';
import { decodeDetails, encodeDetails } from './details-code.ts';

const never = () => assert.fail('the record was unpacked');

const plain = { noNullPrototype: true } as const;

const details: fc.Arbitrary<AdvisoryDetails> = fc.record(
  {
    summary: fc.option(fc.string({ unit: 'binary' })),
    details: fc.string({ unit: 'binary' }),
    published: fc.constantFrom('', '2026-01-01T00:00:00Z'),
    severities: fc.array(
      fc.record(
        {
          project: fc.option(fc.constantFrom(normalizeName('demo'), normalizeName('other'))),
          vectors: fc.array(fc.record({ type: fc.constantFrom('CVSS_V3', 'x'), score: fc.string() }, plain), {
            maxLength: 3,
          }),
          word: fc.option(fc.string()),
        },
        plain,
      ),
      { maxLength: 3 },
    ),
    references: fc.array(fc.string({ unit: 'binary' })),
  },
  plain,
);

describe('what reports show of a record, stored', () => {
  it('is what it was', () => {
    fc.assert(
      fc.property(details, (given) => {
        const read = decodeDetails(encodeDetails(given), () => given.details);
        assert.deepEqual({ ...read }, given);
      }),
      { numRuns: 300 },
    );
  });

  it('has the description at hand where there is no summary', () => {
    const given = { summary: null, details: 'd'.repeat(5000), published: '', severities: [], references: [] };
    assert.equal(decodeDetails(encodeDetails(given), never).details, given.details);
  });

  it('asks for a description that is not shown only when it is wanted', () => {
    const base = { published: '', severities: [], references: [] };
    for (const given of [
      { ...base, summary: 's', details: 'd'.repeat(5000) },
      { ...base, summary: null, details: 'd'.repeat(20_000) },
    ]) {
      const code = encodeDetails(given);
      assert.ok(code.length < 100);
      assert.equal(decodeDetails(code, never).summary, given.summary);
      assert.equal(decodeDetails(code, () => given.details).details, given.details);
    }
  });
});
