import { neutralize, neutralizeWorkflowLog, workflowMessage, workflowProperty } from '../../base/text/neutral.ts';
import type { Report, ReportFinding, ReportLocation } from '../../contract/report.ts';
import { count } from '../count.ts';
import { cut } from '../cut.ts';
import type { Doubt } from '../doubt.ts';
import type { ReportFormat } from '../format.ts';
import { blocks } from '../importance.ts';
import { type Entry, outline } from '../outline.ts';
import { isRemark } from '../text-close.ts';
import {
  answersText,
  baselineText,
  chainText,
  findingId,
  pinText,
  severityText,
  sourceText,
  treatmentWord,
  waiverText,
} from '../words.ts';

/** One annotation; those of a level are in the order of importance. */
interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly at: ReportLocation | undefined;
  readonly message: string;
}

/** GitHub shows ten errors and ten warnings of a step; the others stand in the log only. */
const SHOWN = 10;
/** GitHub cuts a longer message. */
const MOST_CHARACTERS = 4000;
/** Findings told in one annotation, components of which the same cannot be told. */
const MOST_TOLD = 30;

/**
 * GitHub's workflow commands: an annotation for each component at its line, errors first, the most
 * important first, for GitHub shows only a few.
 */
export const format: ReportFormat = {
  id: 'github',
  title: 'annotations in a GitHub workflow',
  lasts: true,
  render(report) {
    const { run, projects, failing, development, doubts, known, waived } = outline(report);
    const all = [
      ...run.map(aboutRun),
      ...[...failing, ...development].map(aboutEntry),
      ...projects.map(aboutRun),
      ...doubts.map(aboutDoubt),
      ...problems(report),
      ...waived.map(aboutEntry),
    ];
    const levels = (['error', 'warning'] as const).map((level) => all.filter((one) => one.level === level));
    const hidden = levels.some((ones) => ones.length > SHOWN);
    const log = [
      ...known.map(({ component, findings }) => `known: ${pinText(component)}: ${findings.map(findingId).join(', ')}`),
      ...(report.loosened ?? []).map(({ message, origin }) => `loosened: ${message} (${origin})`),
      ...report.not_run.map(({ rule, reason }) => `not run: ${rule}: ${reason}`),
      ...(hidden ? [`GitHub shows ${SHOWN} errors and ${SHOWN} warnings of a step; this log has all`] : []),
      answersText(report),
      ...[baselineText(report) ?? []].flat(),
      ...report.advisories.map((one) => `advisories: ${sourceText(one)}`),
    ];
    return `${[...levels.flat().map(line), ...log.map((text) => neutralizeWorkflowLog(neutralize(text)))].join('\n')}\n`;
  },
};

function aboutRun(finding: ReportFinding): Annotation {
  const { rule, at, message } = finding;
  return { level: blocks(finding) ? 'error' : 'warning', title: rule, at, message: joined([message, finding.hint]) };
}

function aboutEntry({ component, findings }: Entry): Annotation {
  const [first] = findings;
  const flaws = findings.filter(({ advisory }) => advisory !== undefined);
  const what =
    findings.length === 1 && first !== undefined
      ? findingId(first)
      : flaws.length === findings.length
        ? count(flaws.length, 'known vulnerability', 'known vulnerabilities')
        : count(findings.length, 'finding');
  const told = findings.slice(0, MOST_TOLD).map((finding) => {
    const severity = severityText(finding);
    return `${waiverText(finding) ?? ''}${finding.waived === undefined ? '' : ' — '}${findingId(finding)}${severity === undefined ? '' : ` [${severity}]`}: ${finding.message}`;
  });
  const more = findings.length - told.length;
  const hints = new Set(findings.flatMap(({ hint }) => hint ?? []));
  const scope = first?.development === true ? 'used in development only' : undefined;
  return {
    level: findings.some(blocks) ? 'error' : 'warning',
    title: `${pinText(component)}: ${what}`,
    at: component.locations[0],
    message: joined([...hints, scope, first && chainText(first), ...told, more > 0 ? `and ${more} more` : undefined]),
  };
}

function aboutDoubt({ finding, why, hint, components }: Doubt): Annotation {
  const [first] = components;
  const only = components.length === 1;
  const names = components.slice(0, MOST_TOLD).map(pinText).join(', ');
  const more = components.length - Math.min(MOST_TOLD, components.length);
  const word = finding === undefined ? 'warning' : treatmentWord(finding);
  const verdict = word === 'warning' ? 'undetermined' : `${word}, undetermined`;
  return {
    level: finding !== undefined && blocks(finding) ? 'error' : 'warning',
    title: only && first ? `${pinText(first)}: ${verdict}` : `${count(components.length, 'component')}: ${verdict}`,
    at: first?.locations[0],
    message: joined([
      (only ? finding?.message : undefined) ?? why,
      only ? finding?.hint : hint,
      only ? undefined : `${names}${more > 0 ? `, and ${more} more` : ''}`,
    ]),
  };
}

function problems(report: Report): Annotation[] {
  return report.problems.map((problem) => ({
    level: isRemark(problem) ? 'warning' : 'error',
    title: problem.code,
    at: problem.at,
    message: joined([problem.message, problem.hint, ...(problem.lines ?? [])]),
  }));
}

function joined(parts: readonly (string | undefined)[]): string {
  // Each part is a line of ours: line feeds and tabs of others become visible.
  const lines = parts.flatMap((part) => (part === undefined ? [] : [neutralize(part)]));
  return cut(lines.join('\n'), MOST_CHARACTERS);
}

function line({ level, title, at, message }: Annotation): string {
  const place = at === undefined ? [] : [`file=${workflowProperty(at.path)}`, `line=${at.line}`, `col=${at.column}`];
  return `::${level} ${[...place, `title=${workflowProperty(cut(title, 200))}`].join(',')}::${workflowMessage(message)}`;
}
