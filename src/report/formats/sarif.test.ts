import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report } from '../../contract/report.ts';
import { component, doubt, flaw, report } from '../testing/sample.ts';
import { format } from './sarif.ts';

/** What the tests look at of SARIF; its schema is checked in test/report-oracle.test.ts. */
interface SarifPlace {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number };
  };
}

interface SarifResult {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly SarifPlace[];
  readonly partialFingerprints: object;
  readonly codeFlows: readonly {
    readonly threadFlows: readonly {
      readonly locations: readonly {
        readonly location: SarifPlace & { readonly message: { readonly text: string } };
      }[];
    }[];
  }[];
  readonly suppressions?: readonly { readonly justification: string }[];
  readonly baselineState?: string;
}

interface SarifRun {
  readonly columnKind: string;
  readonly results: readonly SarifResult[];
  readonly tool: {
    readonly driver: {
      readonly rules: readonly {
        readonly id: string;
        readonly helpUri: string;
        readonly help: { readonly text: string };
        readonly properties: { readonly 'security-severity'?: string };
      }[];
    };
  };
  readonly invocations: readonly {
    readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[];
  }[];
}

function sarifRun(given: Report): SarifRun {
  const { runs } = JSON.parse(format.render(given, { color: false })) as { readonly runs: readonly [SarifRun] };
  return runs[0];
}

const waived = { reason: 'r', owner: 'o', expires: '2027-01-01' };
const bad = component('bad', { answer: 'affected', locations: [{ path: 'a b/ü.lock', line: 7, column: 3 }] });
const top = component('top', { dependencies: ['bad==1.0'], direct: true });
const scored = flaw('bad==1.0', 'PYSEC-1', {
  fingerprint: '0123456789abcdef0123456789abcdef',
  hint: 'upgrade it',
  chains: [['top==1.0', 'bad==1.0']],
  advisory: {
    id: 'PYSEC-1',
    aliases: ['CVE-1', 'GHSA-1'],
    fixed: ['2.0'],
    sources: ['osv'],
    severity: 'high',
    cvss: { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', score: 7.5, source: 'osv' },
    references: ['https://example.org/a', 'javascript:alert(1)', 'https://u:p@example.org/', 'ftp://x'],
  },
});

describe('SARIF', () => {
  const run = sarifRun(report([bad, top], [scored]));
  const [result] = run.results;

  it('points to the exact line, its path encoded', () => {
    assert.deepEqual(result?.locations[0]?.physicalLocation, {
      artifactLocation: { uri: 'a%20b/%C3%BC.lock', uriBaseId: '%SRCROOT%' },
      region: { startLine: 7, startColumn: 3 },
    });
    assert.equal(run.columnKind, 'unicodeCodePoints');
  });

  it('has a fingerprint that does not know the line', () => {
    const moved = { ...bad, locations: [{ path: 'a b/ü.lock', line: 99, column: 1 }] };
    const [again] = sarifRun(report([moved, top], [scored])).results;
    assert.deepEqual(again?.partialFingerprints, result?.partialFingerprints);
  });

  it('makes a rule of each advisory, with help and the score that GitHub sorts by', () => {
    const [rule] = run.tool.driver.rules;
    assert.equal(result?.ruleId, 'PYSEC-1');
    assert.equal(rule?.id, 'PYSEC-1');
    assert.equal(rule?.properties['security-severity'], '7.5');
    assert.match(rule?.help.text ?? '', /CVE-1, GHSA-1/);
    assert.equal(rule?.helpUri, 'https://osv.dev/vulnerability/PYSEC-1');
  });

  it('shows the way in as a flow', () => {
    const steps = result?.codeFlows[0]?.threadFlows[0]?.locations;
    assert.deepEqual(
      steps?.map((step) => step.location.message.text),
      ['top==1.0', 'bad==1.0'],
    );
    assert.equal(steps?.[1]?.location.physicalLocation.region.startLine, 7);
  });

  it('maps what counts to an error, a warning to a warning, what cannot be told to a note', () => {
    const found = [
      flaw('bad==1.0', 'A'),
      flaw('bad==1.0', 'B', { level: 'hold' }),
      flaw('bad==1.0', 'C', { level: 'warn' }),
      doubt('bad==1.0', 'odd', { level: 'deny' }),
      doubt('bad==1.0', 'even'),
    ];
    const { results } = sarifRun(report([bad], found));
    const levels = new Map(results.map((one) => [one.message.text, one.level]));
    assert.deepEqual(
      [...levels],
      [
        ['bad 1.0: flaw A', 'error'],
        ['bad 1.0: odd', 'error'],
        ['bad 1.0: flaw B', 'error'],
        ['bad 1.0: flaw C', 'warning'],
        ['bad 1.0: even', 'note'],
      ],
    );
  });

  it('suppresses what is waived or known, with the reason', () => {
    const found = [flaw('bad==1.0', 'A', { waived }), flaw('bad==1.0', 'B', { known: true }), flaw('bad==1.0', 'C')];
    const baseline = { path: 'b', digest: 'd', now: '2026-01-01T00:00:00Z', findings: 1, gone: 0 };
    const { results } = sarifRun(report([bad], found, { baseline }));
    assert.deepEqual(
      results.map((one) => [one.ruleId, one.suppressions?.[0]?.justification, one.baselineState]),
      [
        ['C', undefined, 'new'],
        ['B', 'known from the baseline', 'unchanged'],
        ['A', 'waived until 2027-01-01 by o: r', 'new'],
      ],
    );
  });

  it('keeps the 5,000 most important results, and says how many are left out', () => {
    const found = Array.from({ length: 5003 }, (_, i) =>
      flaw('bad==1.0', `X-${i}`, { level: i < 5001 ? 'warn' : 'deny' }),
    );
    const cutRun = sarifRun(report([bad], found));
    assert.equal(cutRun.results.length, 5000);
    assert.deepEqual([cutRun.results[0]?.ruleId, cutRun.results[1]?.ruleId], ['X-5001', 'X-5002']);
    const [note] = cutRun.invocations[0]?.toolExecutionNotifications ?? [];
    assert.match(note?.message.text ?? '', /^3 less important findings/);
  });

  it('places what is about the run at the first file, for a result needs a place', () => {
    const stale = doubt('', 'old', { component: null });
    const { results } = sarifRun(report([], [stale]));
    assert.equal(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri, 'uv.lock');
  });

  it('makes no link and no placeholder of brackets and braces', () => {
    const { results } = sarifRun(report([bad], [flaw('bad==1.0', 'A', { message: '[x](1) {0} \\' })]));
    assert.equal(results[0]?.message.text, 'bad 1.0: \\[x\\](1) {{0}} \\\\');
  });
});
