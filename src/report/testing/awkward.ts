import fc from 'fast-check';
import type { Report, ReportComponent, ReportFinding } from '../../contract/report.ts';
import { component, report } from './sample.ts';

/** Texts that act somewhere: on a terminal, a runner, a browser, a Markdown page, an XML reader. */
export const PAYLOADS: readonly string[] = [
  '\u001b[31mred\u001b]0;title\u0007',
  '\n::error file=x::owned\n  ::set-output name=x::y',
  '##[add-mask]x',
  '<img src=x onerror=alert(1)><script>alert(2)</script>',
  '[link](javascript:alert(1)) ![x](https://attacker.example/x.png) @everyone | a |\n# heading',
  '`` ``` ` \\` </details>',
  '\u202eright\u2066\u200b\u2028\u009b\r\b\u007f',
  '%0A::error::x%25',
  '\ud800',
  ']]></failure><testcase name="x"/>&#x1b;&bogus;',
  '\ufffe\uffff',
  '{0} {1} [x](1)',
  '=cmd()|x',
  '__proto__',
  '漢字 👩🏽',
  '',
];

/** Any text, often one that acts. */
const awkward: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...PAYLOADS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...PAYLOADS), fc.string({ maxLength: 20 })).map((two) => two.join('')),
  },
);

const place = fc.record({
  path: awkward,
  line: fc.integer({ min: 1, max: 999 }),
  column: fc.integer({ min: 1, max: 99 }),
});
const texts = fc.array(awkward, { maxLength: 3 });

const components: fc.Arbitrary<ReportComponent[]> = fc.array(
  fc
    .record({
      name: awkward,
      version: fc.option(awkward, { nil: null }),
      marker: awkward,
      groups: texts,
      extras: texts,
      hashes: texts,
      reasons: texts,
      dependencies: texts,
      locations: fc.array(place, { maxLength: 3 }),
      answer: fc.constantFrom('affected' as const, 'not_affected' as const, 'undetermined' as const),
      verdict: fc.constantFrom('allow' as const, 'hold' as const, 'deny' as const),
    })
    .map(({ verdict, ...changes }) =>
      component(changes.name || 'x', {
        ...changes,
        name: changes.name || 'x',
        purl: `pkg:pypi/${encodeURIComponent(changes.name.toWellFormed()) || changes.name}`,
        decision: { id: 'x', verdict, valid_until: null },
      }),
    ),
  { maxLength: 4 },
);

const advisory = fc.record({
  id: awkward,
  aliases: texts,
  fixed: texts,
  sources: texts,
  severity: fc.constantFrom('unknown' as const, 'critical' as const, 'none' as const),
  cvss: fc.record({ version: fc.constantFrom('3.1', '9'), vector: awkward, score: fc.constant(7.5), source: awkward }),
  epss: fc.double({ min: 0, max: 1, noNaN: true }),
  kev: fc.boolean(),
  summary: awkward,
  references: texts,
  disagreements: texts,
});

const waived = fc.record({ reason: awkward, owner: awkward, expires: awkward });

function findings(ids: readonly string[]): fc.Arbitrary<ReportFinding[]> {
  const about = fc.oneof(fc.constant(null), fc.constantFrom(...ids, 'nobody==1'));
  return fc.array(
    fc.record(
      {
        fingerprint: awkward,
        rule: awkward,
        component: about,
        also: fc.constant(ids),
        at: place,
        targets: texts,
        development: fc.constant(true as const),
        assumes: awkward,
        level: fc.constantFrom('warn' as const, 'hold' as const, 'deny' as const),
        outcome: fc.constantFrom('fail' as const, 'unknown' as const),
        chains: fc.array(fc.array(fc.oneof(awkward, fc.constantFrom('', ...ids)), { maxLength: 4 }), { maxLength: 3 }),
        advisory,
        waived,
        known: fc.constant(true as const),
        message: awkward,
        hint: awkward,
      },
      { requiredKeys: ['fingerprint', 'rule', 'component', 'targets', 'level', 'outcome', 'chains', 'message'] },
    ),
    { maxLength: 6 },
  );
}

/** Any report, its texts awkward. */
export const awkwardReport: fc.Arbitrary<Report> = components.chain((own) =>
  fc
    .record({
      findings: findings(own.map(({ id }) => id)),
      problems: fc.array(fc.record({ code: awkward, message: awkward, at: place, hint: awkward }), { maxLength: 3 }),
      not_run: fc.array(fc.record({ rule: awkward, reason: awkward }), { maxLength: 2 }),
      inputs: fc.array(fc.record({ path: awkward, format: awkward, sha256: fc.constant('b'.repeat(64)) }), {
        maxLength: 2,
      }),
      loosened: fc.array(fc.record({ kind: fc.constant('level' as const), origin: awkward, message: awkward }), {
        maxLength: 2,
      }),
      source: awkward,
      newest: fc.option(awkward, { nil: null }),
      path: awkward,
    })
    .map(({ source, newest, path, findings: found, ...changes }) =>
      report(own, found, {
        ...changes,
        advisories: [{ source, records: 1, newest, age_s: null, digest: 'sha256:2' }],
        baseline: { path, digest: 'sha256:3', now: '2026-01-01T00:00:00Z', findings: 1, gone: 0 },
      }),
    ),
);
