import { markdownCode, neutralizeCommands, neutralizeMarkdown } from '../../base/text/neutral.ts';
import type { Report, ReportFinding, ReportLocation } from '../../contract/report.ts';
import { cut } from '../cut.ts';
import type { Doubt } from '../doubt.ts';
import { fitting, type Section } from '../fitting.ts';
import type { ReportFormat } from '../format.ts';
import { type Entry, type Outline, outline } from '../outline.ts';
import {
  answersText,
  baselineText,
  chainText,
  findingId,
  findingIds,
  likelihoodText,
  pinText,
  scopeText,
  severityText,
  sourceText,
  treatmentWord,
  waiverText,
  worstSeverity,
} from '../words.ts';

/** GitHub takes comments of 65,536 characters; what posts them may add a few of its own. */
const MOST_CHARACTERS = 65_000;
/** Longest text of one cell or line, before it is made safe. */
const MOST_OF_ONE = 300;
/** Ids named in one cell, components in one line. */
const MOST_NAMED = 30;
const MOST_PLACES = 3;

/** For a pull request's comment: a table of what fails, details folded away, what cannot be told. */
export const format: ReportFormat = {
  id: 'markdown',
  title: 'for a pull request',
  lasts: true,
  render(report) {
    const parts = outline(report);
    const title = [`**Rind**: ${answersText(report)}`, ...parts.run.map((finding) => `- ${about(finding)}`)];
    const sections = [
      table(parts),
      details(parts),
      { head: 'Of the projects:\n', items: parts.projects.map((finding) => `- ${about(finding)}`) },
      doubts(parts),
      problems(report),
      settled('Known from the baseline, and not counted:', parts.known),
      settled('Waived, and not counted:', parts.waived),
      loosened(report),
    ];
    const left = 'left out, because a comment has its limits: the JSON report lists all';
    const close = [
      ...report.not_run.map(({ rule, reason }) => `Not run: ${code(rule)}, ${prose(reason)}`),
      ...[baselineText(report) ?? []].flat().map(prose),
      ...report.advisories.map((one) => `Advisories: ${prose(sourceText(one))}`),
    ].join('\n');
    const text = fitting({ title: title.join('\n'), sections, close, left, most: MOST_CHARACTERS });
    return neutralizeCommands(text);
  },
};

function prose(text: string): string {
  return neutralizeMarkdown(cut(text, MOST_OF_ONE));
}

function code(text: string): string {
  return markdownCode(cut(text, MOST_OF_ONE));
}

function place(at: ReportLocation | undefined): string {
  return at === undefined ? '' : code(`${at.path}:${at.line}`);
}

/** A finding about the run, a project or a file. */
function about(finding: ReportFinding): string {
  const word = finding.outcome === 'unknown' ? 'undetermined' : treatmentWord(finding);
  const at = finding.at === undefined ? '' : ` (${place(finding.at)})`;
  return `**${word}** ${code(finding.rule)}: ${prose(finding.message)}${at}${hint(finding.hint)}`;
}

function hint(text: string | undefined): string {
  return text === undefined ? '' : `: ${prose(text)}`;
}

function table({ failing, development }: Outline): Section {
  const row = ({ component, places, findings }: Entry) => {
    const [first] = findings;
    const ids = findings.slice(0, MOST_NAMED).map((finding) => code(findingId(finding)));
    const more = findings.length - ids.length;
    const todo = [...new Set(findings.flatMap((finding) => finding.hint ?? []))].map(prose).join('; ');
    const verdict = first === undefined ? '' : treatmentWord(first);
    const scope = first?.development === true ? ' (development only)' : '';
    const flawed = findings.some(({ advisory }) => advisory !== undefined);
    return `| ${[
      code(pinText(component)),
      `${verdict}${scope}`,
      flawed ? worstSeverity(findings) : '',
      `${ids.join(' ')}${more > 0 ? ` and ${more} more` : ''}`,
      todo,
      places.slice(0, MOST_PLACES).map(place).join(' '),
    ].join(' | ')} |`;
  };
  return {
    head: ['| component | verdict | severity | why | what to do | where |', '|---|---|---|---|---|---|'].join('\n'),
    items: [...failing, ...development].map(row),
  };
}

function details({ failing, development }: Outline): Section {
  const items = [...failing, ...development].flatMap(({ component, findings }) => {
    const way = findings[0] && chainText(findings[0]);
    const notes = [scopeText(component), component.marker && `installed when ${component.marker}`, way];
    const assumed = [...new Set(findings.flatMap(({ assumes }) => assumes ?? []))];
    const said = [...notes, ...assumed].flatMap((part) => (part === undefined ? [] : [prose(part)]));
    return [
      `\n**${code(pinText(component))}**${said.length === 0 ? '' : `: ${said.join('; ')}`}\n`,
      ...findings.map((finding) => {
        const ids = findingIds(finding).slice(0, MOST_NAMED).map(code).join(' ');
        const how = [severityText(finding), likelihoodText(finding)].flatMap((part) => part ?? []).map(prose);
        return `- ${ids}${how.length === 0 ? '' : ` (${how.join('; ')})`}: ${prose(finding.message)}`;
      }),
    ];
  });
  return { head: '<details><summary>Details</summary>', items, tail: '\n</details>' };
}

function doubts({ doubts: groups }: Outline): Section {
  const item = ({ finding, why, hint: general, components }: Doubt) => {
    const names = components.slice(0, MOST_NAMED).map((component) => {
      const at = place(component.locations[0]);
      return `${code(pinText(component))}${at === '' ? '' : ` (${at})`}`;
    });
    const more = components.length - names.length;
    const only = components.length === 1;
    const treatment = finding === undefined ? 'warning' : treatmentWord(finding);
    const verdict = treatment === 'warning' ? '' : `**${treatment}** `;
    const said = (only ? finding?.message : undefined) ?? why;
    const todo = only ? finding?.hint : general;
    return `- ${verdict}${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${prose(said)}${hint(todo)}`;
  };
  return { head: 'Undetermined, which is not "no vulnerability":\n', items: groups.map(item) };
}

function problems({ problems: all }: Report): Section {
  return {
    head: 'Could not be done:\n',
    items: all.map(({ code: id, message, at, hint: todo, lines = [] }) => {
      const where = `(${code(id)}${at === undefined ? '' : `, ${place(at)}`})`;
      // Each line as code of its own: what closes a block of code may stand in any of them.
      const added = lines.map((line) => `\n  ${code(line)}<br>`).join('');
      return `- ${prose(message)} ${where}${hint(todo)}${added}`;
    }),
  };
}

function settled(head: string, entries: readonly Entry[]): Section {
  return {
    head: `${head}\n`,
    items: entries.flatMap(({ component, findings }) =>
      findings.map((finding) => {
        const waiver = waiverText(finding);
        const said = waiver === undefined ? finding.message : waiver;
        return `- ${code(pinText(component))} ${code(findingId(finding))}: ${prose(said)}`;
      }),
    ),
  };
}

function loosened({ loosened: all = [] }: Report): Section {
  return {
    head: 'Loosened by what this run was told:\n',
    items: all.map(({ message, origin }) => `- ${prose(message)} (${code(origin)})`),
  };
}
