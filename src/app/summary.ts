import type { ReportComponent, ReportFinding, ReportSummary } from '../contract/report.ts';

/** The counts of a report. */
export function summarize(components: readonly ReportComponent[], findings: readonly ReportFinding[]): ReportSummary {
  const answers = (answer: ReportComponent['answer']) =>
    components.filter((component) => component.answer === answer).length;
  const levels = (level: ReportFinding['level']) =>
    findings.filter(({ level: own, outcome, waived }) => {
      // What cannot be told and is only reported counts as undetermined, not as a warning.
      return own === level && waived === undefined && (outcome === 'fail' || level !== 'warn');
    }).length;
  return {
    components: components.length,
    affected: answers('affected'),
    not_affected: answers('not_affected'),
    undetermined: answers('undetermined'),
    deny: levels('deny'),
    hold: levels('hold'),
    warn: levels('warn'),
    waived: findings.filter(({ waived }) => waived !== undefined).length,
  };
}
