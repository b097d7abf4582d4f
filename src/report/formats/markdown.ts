import { markdownCode, neutralizeCommands, neutralizeMarkdown } from '../../base/text/neutral.ts';
import type { Report, ReportComponent } from '../../contract/report.ts';
import { count } from '../count.ts';
import { findingsByComponent } from '../findings.ts';
import type { ReportFormat } from '../format.ts';
import { sourceText, verdictWord, waiverText } from '../words.ts';

/** For a pull request's comment: one table of what is affected, one list of what cannot be told. */
export const format: ReportFormat = {
  id: 'markdown',
  title: 'for a pull request',
  render(report) {
    const blocks = [
      summary(report),
      ...affected(report),
      ...undetermined(report),
      ...problems(report),
      ...sources(report),
    ];
    return neutralizeCommands(`${blocks.join('\n\n')}\n`);
  },
};

function summary({
  summary: { components, affected: bad, not_affected: clear, undetermined: unsure },
}: Report): string {
  return `**Rind**: ${count(components, 'component')}, ${bad} affected, ${clear} not affected, ${unsure} undetermined`;
}

function title({ name, version }: ReportComponent): string {
  return markdownCode(version === null ? name : `${name} ${version}`);
}

function place({ locations: [at] }: ReportComponent): string {
  return at === undefined ? '' : markdownCode(`${at.path}:${at.line}`);
}

function affected(report: Report): string[] {
  const findings = findingsByComponent(report);
  const rows = report.components.flatMap((component) => {
    const failures = (findings.get(component.id) ?? []).filter(({ outcome }) => outcome === 'fail');
    if (failures.length === 0) return [];
    const ids = failures.map(({ advisory, rule }) => markdownCode(advisory?.id ?? rule)).join(' ');
    const fixes = [...new Set(failures.flatMap(({ hint }) => hint ?? []))].map(neutralizeMarkdown).join('; ');
    const waivers = [...new Set(failures.flatMap((finding) => waiverText(finding) ?? []))].map(neutralizeMarkdown);
    const todo = [fixes, ...waivers].filter((part) => part !== '').join('; ');
    return [`| ${title(component)} | ${verdictWord(component, failures)} | ${ids} | ${todo} | ${place(component)} |`];
  });
  if (rows.length === 0) return [];
  return [['| component | verdict | why | what to do | where |', '|---|---|---|---|---|', ...rows].join('\n')];
}

function undetermined(report: Report): string[] {
  const items = report.components
    .filter(({ answer }) => answer === 'undetermined')
    .map(
      (component) =>
        `- ${title(component)}: ${component.reasons.map(neutralizeMarkdown).join(', ')} (${place(component)})`,
    );
  return items.length === 0 ? [] : [['Undetermined, which is not "no vulnerability":', '', ...items].join('\n')];
}

function problems(report: Report): string[] {
  const items = report.problems.map(({ code, message }) => `- ${neutralizeMarkdown(message)} (${markdownCode(code)})`);
  return items.length === 0 ? [] : [['Could not be done:', '', ...items].join('\n')];
}

function sources({ advisories }: Report): string[] {
  return advisories.length === 0
    ? []
    : [advisories.map((one) => `Advisories: ${neutralizeMarkdown(sourceText(one))}`).join('\n')];
}
