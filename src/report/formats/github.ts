import { neutralizeWorkflowLog, workflowMessage, workflowProperty } from '../../base/text/neutral.ts';
import type { ReportComponent, ReportFinding, ReportLocation } from '../../contract/report.ts';
import { count } from '../count.ts';
import type { ReportFormat } from '../format.ts';
import { sourceText, waiverText } from '../words.ts';

/** GitHub's workflow commands: an annotation for every finding, at its line. */
export const format: ReportFormat = {
  id: 'github',
  title: 'annotations in a GitHub workflow',
  render(report) {
    const byId = new Map(report.components.map((component) => [component.id, component]));
    const findings = report.findings.map((finding) => findingLine(finding, byId.get(finding.component ?? '')));
    const problems = report.problems.map(({ code, message, at }) => line('error', code, at, message));
    const { components, affected, not_affected: clear, undetermined } = report.summary;
    const summary = `${count(components, 'component')}, ${affected} affected, ${clear} not affected, ${undetermined} undetermined`;
    return `${[...findings, ...problems, summary, ...report.advisories.map((one) => neutralizeWorkflowLog(`advisories: ${sourceText(one)}`))].join('\n')}\n`;
  },
};

function findingLine(finding: ReportFinding, component: ReportComponent | undefined): string {
  const counts = finding.outcome === 'fail' && finding.level !== 'warn' && finding.waived === undefined;
  const id = finding.advisory?.id ?? finding.rule;
  const hint = finding.hint === undefined ? '' : ` (${finding.hint})`;
  const pin = component && [component.name, component.version].filter((part) => part !== null).join(' ');
  const title = pin === undefined ? id : `${pin}: ${id}`;
  const waiver = waiverText(finding);
  return line(
    counts ? 'error' : 'warning',
    title,
    component?.locations[0],
    `${waiver === undefined ? '' : `${waiver} — `}${finding.message}${hint}`,
  );
}

function line(level: 'error' | 'warning', title: string, at: ReportLocation | undefined, message: string): string {
  const place = at === undefined ? [] : [`file=${workflowProperty(at.path)}`, `line=${at.line}`, `col=${at.column}`];
  return `::${level} ${[...place, `title=${workflowProperty(title)}`].join(',')}::${workflowMessage(message)}`;
}
