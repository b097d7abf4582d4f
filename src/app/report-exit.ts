import { isProblemCode, isWarning } from '../base/problem-codes.ts';
import { EXIT, type ExitCode, worstExit } from '../contract/exit.ts';
import type { Report, ReportFinding } from '../contract/report.ts';

/**
 * The exit code that a report stands for: 1 when something is denied or held, 3 when something cannot
 * be told or could not be done. What is waived or known from a baseline moves nothing, and neither
 * does a rule that was not run, unless a component is undetermined by it.
 */
export function reportExit(report: Pick<Report, 'components' | 'findings' | 'problems' | 'not_run'>): ExitCode {
  const { components, findings, problems, not_run: idle } = report;
  const codes: ExitCode[] = [EXIT.clean];
  const told = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const same = told.get(finding.component ?? '');
    if (same) same.push(finding);
    else told.set(finding.component ?? '', [finding]);
  }
  // More may be found than is listed: a verdict that no listed finding explains counts by itself.
  const unexplained = components.some(
    ({ id, decision }) =>
      decision !== undefined && decision.verdict !== 'allow' && !(told.get(id) ?? []).some(({ level }) => isStrict(level)),
  );
  if (unexplained || findings.some((finding) => isStrict(finding.level) && counts(finding))) codes.push(EXIT.denied);
  const reasons = new Set(idle.map(({ reason }) => reason));
  const undetermined = components.some((component) => {
    if (component.answer !== 'undetermined') return false;
    const unknowns = (told.get(component.id) ?? []).filter(({ outcome }) => outcome === 'unknown');
    return unknowns.length === 0 || unknowns.some(counts) || component.reasons.some((reason) => reasons.has(reason));
  });
  const aboutRun = findings.some((one) => one.component === null && one.outcome === 'unknown' && counts(one));
  const failed = problems.some(({ code }) => !isProblemCode(code) || !isWarning(code));
  if (undetermined || aboutRun || failed) codes.push(EXIT.undetermined);
  return worstExit(codes);
}

function isStrict(level: ReportFinding['level']): boolean {
  return level === 'deny' || level === 'hold';
}

function counts({ waived, known }: ReportFinding): boolean {
  return waived === undefined && known !== true;
}
