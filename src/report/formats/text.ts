import { neutralize, neutralizeCommands } from '../../base/text/neutral.ts';
import type { Report, ReportComponent, ReportFinding, ReportProblem } from '../../contract/report.ts';
import { count } from '../count.ts';
import { findingsByComponent } from '../findings.ts';
import type { ReportFormat } from '../format.ts';
import { type Palette, palette } from '../palette.ts';
import { sourceText, verdictWord, waiverText } from '../words.ts';

/** For people: what to do, grouped by component, worst first. */
export const format: ReportFormat = {
  id: 'text',
  title: 'for people, grouped by what to do',
  render(report, { color }) {
    const paint = palette(color);
    const findings = findingsByComponent(report);
    const idle = new Set(report.not_run.map(({ reason }) => reason));
    const of = (component: ReportComponent, outcome: ReportFinding['outcome']) =>
      (findings.get(component.id) ?? []).filter((finding) => finding.outcome === outcome);
    const blocks = [
      ...report.components.flatMap((component) => componentBlock(component, of(component, 'fail'), paint) ?? []),
      ...report.components
        // What nothing was looked up for is said once, by the rule that was not run.
        .filter(({ answer, reasons }) => answer === 'undetermined' && !reasons.every((reason) => idle.has(reason)))
        .map((component) => undeterminedBlock(component, of(component, 'unknown'), paint)),
      ...report.problems.map((item) => problemBlock(item, paint)),
      ...report.not_run.map(({ rule, reason }) => `${paint.unsure('not run')} \`${rule}\`: ${neutralize(reason)}`),
      footer(report, paint),
    ];
    return neutralizeCommands(`${blocks.join('\n\n')}\n`);
  },
};

function title(component: ReportComponent): string {
  return component.version === null ? component.name : `${component.name} ${component.version}`;
}

function places(component: ReportComponent, paint: Palette): string[] {
  return component.locations.map(
    ({ path, line, column }) => `  ${paint.dim('-->')} ${neutralize(path)}:${line}:${column}`,
  );
}

/** In plain words who asks for it, when it is not the project itself. */
function scope(component: ReportComponent): string {
  if (component.groups.length === 0 || component.groups.includes('')) return '';
  const names = component.groups.map((group) =>
    group.startsWith('extra:') ? `extra \`${group.slice('extra:'.length)}\`` : `group \`${group}\``,
  );
  return ` (only in ${names.map(neutralize).join(', ')})`;
}

function componentBlock(
  component: ReportComponent,
  failures: readonly ReportFinding[],
  paint: Palette,
): string | undefined {
  if (failures.length === 0) return undefined;
  const lines = [
    `${paint.bad(verdictWord(component, failures))} ${paint.bold(neutralize(title(component)))}${scope(component)}`,
    ...places(component, paint),
  ];
  if (component.marker !== undefined) lines.push(`  installed when ${neutralize(component.marker)}`);
  const [chain] = failures[0]?.chains ?? [];
  if (chain && chain.length > 1) lines.push(`  through ${chain.map(neutralize).join(' → ')}`);
  for (const finding of failures) {
    const id =
      finding.advisory === undefined ? finding.rule : [finding.advisory.id, ...finding.advisory.aliases].join(', ');
    lines.push(`  ${paint.bold(neutralize(id))}: ${neutralize(finding.message)}`);
    const waiver = waiverText(finding);
    if (waiver !== undefined) lines.push(`    ${neutralize(waiver)}`);
  }
  for (const hint of new Set(failures.map((finding) => finding.hint))) {
    if (hint !== undefined) lines.push(`  ${paint.good('fix')}: ${neutralize(hint)}`);
  }
  return lines.join('\n');
}

function undeterminedBlock(component: ReportComponent, findings: readonly ReportFinding[], paint: Palette): string {
  const why =
    findings.length > 0 ? findings.map(({ message }) => neutralize(message)) : component.reasons.map(neutralize);
  const hint = findings.find((finding) => finding.hint !== undefined)?.hint;
  return [
    `${paint.unsure(component.decision?.verdict === 'allow' ? 'undetermined' : `${verdictWord(component, [])}, undetermined`)} ${paint.bold(neutralize(title(component)))}: ${why.join('; ')}`,
    ...places(component, paint),
    ...(hint === undefined ? [] : [`  hint: ${neutralize(hint)}`]),
  ].join('\n');
}

function problemBlock({ code, message, at, hint }: ReportProblem, paint: Palette): string {
  const lines = [`${paint.bad('problem')} ${neutralize(message)}`];
  if (at) lines.push(`  ${paint.dim('-->')} ${neutralize(at.path)}:${at.line}:${at.column}`);
  if (hint !== undefined) lines.push(`  hint: ${neutralize(hint)}`);
  lines.push(`  more: rind explain problem:${code}`);
  return lines.join('\n');
}

function footer(report: Report, paint: Palette): string {
  const { components, affected, not_affected: clear, undetermined, waived } = report.summary;
  const flaws = report.findings.filter(({ outcome }) => outcome === 'fail').length;
  const parts = [
    affected > 0
      ? paint.bad(`${affected} affected by ${count(flaws, 'known vulnerability', 'known vulnerabilities')}`)
      : '0 affected',
    `${clear} not affected`,
    undetermined > 0 ? paint.unsure(`${undetermined} undetermined`) : '0 undetermined',
    ...(waived > 0 ? [`${waived} waived`] : []),
  ];
  const lines = [
    `${paint.bold(count(components, 'component'))} in ${count(report.inputs.length, 'file')}: ${parts.join(', ')}`,
  ];
  for (const source of report.advisories) lines.push(`advisories: ${neutralize(sourceText(source))}`);
  return lines.join('\n');
}
