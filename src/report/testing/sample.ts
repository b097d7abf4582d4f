import type { Report, ReportComponent, ReportFinding, ReportProblem } from '../../contract/report.ts';

/** A component that is in order, with what a test changes of it. */
export function component(name: string, changes: Partial<ReportComponent> = {}): ReportComponent {
  const { version = '1.0' } = changes;
  const id = version === null ? name : `${name}==${version}`;
  return {
    id,
    purl: `pkg:pypi/${name}${version === null ? '' : `@${version}`}`,
    name,
    version,
    source: { kind: 'index' },
    targets: [],
    extras: [],
    groups: [''],
    hashes: [],
    locations: [{ path: 'uv.lock', line: 3, column: 1 }],
    reasons: [],
    answer: 'not_affected',
    decision: { id: 'd', verdict: 'allow', valid_until: null },
    ...changes,
  };
}

/** A denied flaw of a component, with what a test changes of it. */
export function flaw(about: string, id: string, changes: Partial<ReportFinding> = {}): ReportFinding {
  return {
    fingerprint: `${id}-${about}`,
    rule: 'known-vulnerability',
    component: about,
    level: 'deny',
    outcome: 'fail',
    targets: [],
    chains: [],
    message: `flaw ${id}`,
    ...changes,
    advisory: { id, aliases: [], fixed: [], sources: ['osv'], ...changes.advisory },
  };
}

/** What cannot be told of a component, and is only reported. */
export function doubt(about: string, message: string, changes: Partial<ReportFinding> = {}): ReportFinding {
  return {
    fingerprint: `doubt-${about}-${message}`,
    rule: 'known-vulnerability',
    component: about,
    level: 'warn',
    outcome: 'unknown',
    targets: [],
    chains: [],
    message,
    ...changes,
  };
}

/** A report of components and findings; the counts follow from them. */
export function report(
  components: readonly ReportComponent[],
  findings: readonly ReportFinding[] = [],
  changes: Partial<Report> = {},
): Report {
  const answers = (answer: ReportComponent['answer']) => components.filter((one) => one.answer === answer).length;
  const levels = (level: string) => findings.filter((one) => one.level === level && one.waived === undefined).length;
  return {
    schema: 'rind.report/1',
    tool: { name: 'rind', version: '0.1.0' },
    command: 'audit',
    now: '2026-01-02T03:04:05Z',
    exit: 0,
    policy: { digest: 'sha256:0', sources: [] },
    advisories: [{ source: 'osv', records: 9, newest: '2026-01-01T00:00:00Z', age_s: 97_445, digest: 'sha256:1' }],
    inputs: [{ path: 'uv.lock', format: 'uv.lock', sha256: 'a'.repeat(64) }],
    targets: [],
    components,
    findings,
    not_run: [],
    problems: [],
    summary: {
      components: components.length,
      affected: answers('affected'),
      not_affected: answers('not_affected'),
      undetermined: answers('undetermined'),
      deny: levels('deny'),
      hold: levels('hold'),
      warn: levels('warn'),
      waived: findings.filter(({ waived }) => waived !== undefined).length,
    },
    ...changes,
  };
}

/** A problem of a file. */
export function trouble(code: string, message: string, changes: Partial<ReportProblem> = {}): ReportProblem {
  return { code, message, ...changes };
}
