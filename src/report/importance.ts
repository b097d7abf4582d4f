import type { ReportFinding, Severity } from '../contract/report.ts';

/** What becomes of a finding. `waived` and `known` are reported, and do not count. */
export type Treatment = 'deny' | 'hold' | 'warn' | 'waived' | 'known';

/** What becomes of a finding: its level, unless the team or the baseline has settled it. */
export function treatmentOf({ waived, known, level }: ReportFinding): Treatment {
  if (waived !== undefined) return 'waived';
  if (known === true) return 'known';
  return level === 'off' ? 'warn' : level;
}

/** Whether a finding moves the exit code to 1. */
export function blocks(finding: ReportFinding): boolean {
  const treatment = treatmentOf(finding);
  return treatment === 'deny' || treatment === 'hold';
}

const TREATMENTS: readonly Treatment[] = ['deny', 'hold', 'warn', 'known', 'waived'];

/** From the worst; one that nobody states may be the worst of all, so it comes before `low`. */
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'unknown', 'low', 'none'];

/** Where a severity stands among the others, 0 the worst. */
function severityRank(severity: Severity | undefined): number {
  return SEVERITIES.indexOf(severity ?? 'unknown');
}

/**
 * Orders findings by what a person should look at first: about the whole run, then what is settled
 * last; denied before held before warned of; malicious releases; what production uses before what only
 * development uses; flaws before what cannot be told; exploited ones, then by severity, then by likelihood. 0 where none
 * of it differs: a stable sort keeps the report's order then.
 */
export function compareImportance(a: ReportFinding, b: ReportFinding): number {
  return compareKeys(importance(a), importance(b));
}

function importance(finding: ReportFinding): readonly number[] {
  const { component, rule, development, outcome, advisory } = finding;
  return [
    component === null ? 0 : 1,
    TREATMENTS.indexOf(treatmentOf(finding)),
    // It acts where it is installed, and whoever builds or tests installs it.
    rule === 'known-malware' && outcome === 'fail' ? 0 : 1,
    development === true ? 1 : 0,
    outcome === 'fail' ? 0 : 1,
    advisory?.kev === true ? 0 : 1,
    severityRank(advisory?.severity),
    -(advisory?.cvss?.score ?? 0),
    -(advisory?.epss ?? 0),
  ];
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Findings, the most important first; equal ones stay in the order of the report. */
export function byImportance(findings: readonly ReportFinding[]): ReportFinding[] {
  // The keys are made once for each: a report may hold 100,000.
  const keyed = findings.map((finding) => ({ finding, key: importance(finding) }));
  return keyed.sort((a, b) => compareKeys(a.key, b.key)).map(({ finding }) => finding);
}
