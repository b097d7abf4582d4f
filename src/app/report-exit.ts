import { isProblemCode, isWarning } from '../base/problem-codes.ts';
import { EXIT, type ExitCode, worstExit } from '../contract/exit.ts';
import type { Report, ReportFinding } from '../contract/report.ts';
import { RULES } from '../policy/registry.generated.ts';
import { findingsByComponent } from '../report/findings.ts';

/** What an exit code follows from. */
type Judged = Pick<Report, 'components' | 'findings' | 'problems' | 'not_run'>;

/** Rules that answer "is it affected?": only what these cannot tell leaves an answer open. */
const ANSWERING: ReadonlySet<string> = new Set(
  RULES.filter(({ answers }) => answers !== undefined).map(({ id }) => id),
);

/**
 * The exit code that a report stands for: 1 when something is denied or held, 3 when something cannot
 * be told or could not be done. What is waived or known from a baseline moves nothing.
 */
export function reportExit(report: Judged): ExitCode {
  return worstExit([
    EXIT.clean,
    ...(isDenied(report) ? [EXIT.denied] : []),
    ...(isUndetermined(report) ? [EXIT.undetermined] : []),
  ]);
}

function isDenied({ components, findings }: Judged): boolean {
  const told = findingsByComponent({ findings });
  // More may be found than is listed: a verdict that no listed finding explains counts by itself.
  const unexplained = components.some(({ id, decision }) => {
    const strict = decision !== undefined && decision.verdict !== 'allow';
    return strict && !(told.get(id) ?? []).some(({ level }) => isStrict(level));
  });
  return unexplained || findings.some((finding) => isStrict(finding.level) && counts(finding));
}

function isUndetermined({ components, findings, problems, not_run: idle }: Judged): boolean {
  const failed = problems.some(({ code }) => !isProblemCode(code) || !isWarning(code));
  if (failed || idle.some(({ rule }) => ANSWERING.has(rule))) return true;
  const open = findings.filter(({ outcome, rule }) => outcome === 'unknown' && ANSWERING.has(rule));
  if (open.some((finding) => finding.component === null && counts(finding))) return true;
  const told = findingsByComponent({ findings: open });
  return components.some(({ id, answer }) => {
    const own = told.get(id) ?? [];
    return answer === 'undetermined' && (own.length === 0 || own.some(counts));
  });
}

function isStrict(level: ReportFinding['level']): boolean {
  return level === 'deny' || level === 'hold';
}

function counts({ waived, known }: ReportFinding): boolean {
  return waived === undefined && known !== true;
}
