import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { githubRecord } from '../../tools/testing/advisory-shapes.ts';
import type { StatedSeverity } from './advisory.ts';
import { parseOsvRecord } from './osv-record.ts';
import { severityOf, worse } from './severity.ts';

const name = normalizeName('demo');
const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const LOW = 'CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N';
const MEDIUM_4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N';

function stated(vectors: readonly string[], word: string | null = null, project: string | null = null): StatedSeverity {
  return {
    project: project === null ? null : normalizeName(project),
    vectors: vectors.map((score) => ({ type: 'CVSS_V3', score })),
    word,
  };
}

describe('the severity of a record', () => {
  for (const [what, all, expected] of [
    ['is unknown where nobody says', [], 'unknown'],
    ['is the rating of its vector', [stated([LOW])], 'low'],
    ['is of the newest version of CVSS', [stated([CRITICAL, MEDIUM_4])], 'medium'],
    ['is the worst of several vectors of one version', [stated([LOW, CRITICAL])], 'critical'],
    ['takes a vector before a word', [stated([LOW], 'CRITICAL')], 'low'],
    ['is the word where no vector can be read', [stated(['CVSS:3.1/AV:N'], 'MODERATE')], 'medium'],
    ['reads a word in the place of a vector', [stated(['high'])], 'high'],
    ['is unknown for a word that nobody knows', [stated([], 'URGENT'), stated([], 'constructor')], 'unknown'],
    ['is what is stated for the project', [stated([LOW]), stated([CRITICAL], null, 'Demo')], 'critical'],
    ['is not what is stated for another project', [stated([LOW]), stated([CRITICAL], null, 'other')], 'low'],
    ['falls back to the record', [stated([LOW]), stated([], 'odd', 'demo')], 'low'],
  ] as const)
    it(what, () => assert.equal(severityOf(all, name).severity, expected));

  it('comes with the vector that it rests on, and none where it rests on a word', () => {
    assert.equal(severityOf([stated([LOW, CRITICAL])], name).cvss?.vector, CRITICAL);
    assert.equal(severityOf([stated([], 'HIGH')], name).cvss, undefined);
  });

  it('is read from every place of a record', () => {
    const record = {
      ...githubRecord({ id: 'GHSA-1', name: 'demo', branches: [['0', '1']], cvss3: LOW, cvss4: MEDIUM_4, word: 'LOW' }),
      affected: [
        { package: { ecosystem: 'PyPI', name: 'Demo' }, versions: ['1'], ecosystem_specific: { severity: 'HIGH' } },
        { package: { ecosystem: 'PyPI', name: 'b' }, versions: ['1'], database_specific: { severity: 'LOW' } },
        {
          package: { ecosystem: 'PyPI', name: 'c' },
          versions: ['1'],
          severity: [{ type: 'CVSS_V3', score: CRITICAL }],
        },
      ],
    };
    const severities = parseOsvRecord(record, 't').details?.severities ?? [];
    const of = (project: string) => severityOf(severities, normalizeName(project)).severity;
    assert.deepEqual(['demo', 'b', 'c', 'd'].map(of), ['high', 'low', 'critical', 'medium']);
  });
});

describe('the worse of two severities', () => {
  it('is any that is known before one that is not', () => {
    assert.equal(worse({ severity: 'unknown' }, { severity: 'none' }).severity, 'none');
    assert.equal(worse({ severity: 'none' }, { severity: 'unknown' }).severity, 'none');
  });

  it('is by rating, then by score, then the first', () => {
    const [a, b] = [severityOf([stated([CRITICAL])], name), { severity: 'critical' as const }];
    assert.equal(worse(a, b), a);
    assert.equal(worse(b, a), a);
    assert.equal(worse(a, { ...a }), a);
    assert.equal(worse({ severity: 'high' as const }, b), b);
  });
});
