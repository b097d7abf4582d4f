import { neutralize } from '../base/text/neutral.ts';
import type { ReportComponent, ReportFinding } from '../contract/report.ts';
import { count } from './count.ts';
import type { Doubt } from './doubt.ts';
import type { Entry } from './outline.ts';
import type { TextLayout } from './text-layout.ts';
import { namedByFile } from './text-named.ts';
import {
  chainText,
  findingId,
  findingIds,
  likelihoodText,
  pinText,
  scopeText,
  severityText,
  treatmentWord,
  waiverText,
  worstSeverity,
} from './words.ts';

/** Findings of one component that are described; of the others, the ids are named. */
const MAX_DESCRIBED = 6;
/** The same where each has words of its own that somebody wrote: who waived it, and why. */
const MAX_WAIVED = 100;
/** Lines of one flaw's description: enough to know what it is about. */
const DESCRIPTION_LINES = 2;

/** One component that fails: what to do first, then where, how it comes in, and every flaw. */
export function entryText({ component, places, findings }: Entry, layout: TextLayout): string {
  const { paint } = layout;
  const [first] = findings;
  if (first === undefined) return '';
  const word = treatmentWord(first);
  const badge = word === 'waived' || word === 'known' ? paint.dim(word) : paint.bad(word);
  const hints = new Set(findings.flatMap(({ hint }) => hint ?? []));
  const described = first.waived === undefined ? MAX_DESCRIBED : MAX_WAIVED;
  const flaws = findings.slice(0, described).flatMap((finding) => findingText(finding, layout));
  const rest = findings.slice(described).map((finding) => neutralize(findingId(finding)));
  return [
    `${badge} ${paint.bold(neutralize(pinText(component)))}`,
    ...[...hints].map((hint) => layout.line(2, `${paint.good('fix')}: ${neutralize(hint)}`)),
    ...layout.places(places),
    ...circumstances(component, findings, layout),
    ...overview(findings, layout),
    ...flaws,
    ...(rest.length === 0 ? [] : [layout.line(2, `and ${rest.length} more: ${rest.join(', ')}`)]),
  ].join('\n');
}

/** When and for whom a component is installed, and what is taken for granted. */
function circumstances(component: ReportComponent, findings: readonly ReportFinding[], layout: TextLayout): string[] {
  const assumptions = new Set(findings.flatMap(({ assumes }) => assumes ?? []));
  const targets = new Set(findings.flatMap((finding) => finding.targets));
  const parts = [
    scopeText(component),
    component.marker === undefined ? undefined : `installed when ${component.marker}`,
    targets.size === 0 ? undefined : `in ${targets.size === 1 ? 'target' : 'targets'} ${[...targets].join(', ')}`,
    ...new Set(findings.map(chainText)),
    ...assumptions,
  ];
  return parts.flatMap((part) => (part === undefined ? [] : [layout.line(2, neutralize(part))]));
}

/** How many flaws and how bad, where there are several: nobody should have to count. */
function overview(findings: readonly ReportFinding[], layout: TextLayout): string[] {
  const flaws = findings.filter(({ advisory }) => advisory !== undefined);
  if (flaws.length < 2) return [];
  const worst = worstSeverity(flaws);
  const how = worst === 'unknown' ? 'none of a stated severity' : `the worst of ${worst} severity`;
  return [layout.line(2, `${count(flaws.length, 'known vulnerability', 'known vulnerabilities')}, ${how}:`)];
}

function findingText(finding: ReportFinding, layout: TextLayout): string[] {
  const { paint } = layout;
  const ids = findingIds(finding).map(neutralize).join(', ');
  const notes = [severityText(finding), likelihoodText(finding)].filter((part) => part !== undefined);
  const about = notes.length === 0 ? '' : `: ${paint.unsure(notes.map(neutralize).join('; '))}`;
  const lines = [
    layout.line(2, `${paint.bold(ids)}${about}`),
    layout.paragraph(4, neutralize(finding.message), DESCRIPTION_LINES),
  ];
  const waiver = waiverText(finding);
  if (waiver !== undefined) lines.push(layout.line(4, neutralize(waiver)));
  for (const sentence of finding.advisory?.disagreements ?? []) {
    lines.push(layout.line(4, `sources disagree: ${neutralize(sentence)}`));
  }
  return lines;
}

/** What cannot be told: of one component in its own words, of many once, with their names. */
export function doubtText({ finding, why, hint, components }: Doubt, layout: TextLayout): string {
  const { paint } = layout;
  const treatment = finding === undefined ? 'warning' : treatmentWord(finding);
  const badge = paint.unsure(treatment === 'warning' ? 'undetermined' : `${treatment}, undetermined`);
  const scope = finding?.development === true ? ' (development only)' : '';
  const [only] = components;
  if (only !== undefined && components.length === 1) {
    const said = finding?.hint;
    return [
      layout.line(
        0,
        `${badge} ${paint.bold(neutralize(pinText(only)))}${scope}: ${neutralize(finding?.message ?? why)}`,
      ),
      ...layout.places(only.locations),
      ...(said === undefined ? [] : [layout.line(2, `hint: ${neutralize(said)}`)]),
    ].join('\n');
  }
  return [
    layout.line(0, `${badge} ${paint.bold(count(components.length, 'component'))}${scope}: ${neutralize(why)}`),
    ...(hint === undefined ? [] : [layout.line(2, `hint: ${neutralize(hint)}`)]),
    ...namedByFile(components, layout),
  ].join('\n');
}

/** A finding about the run, a project or a file of it. */
export function runText(finding: ReportFinding, layout: TextLayout): string {
  const { paint } = layout;
  const word = treatmentWord(finding);
  const badge =
    finding.outcome === 'fail'
      ? paint.bad(word)
      : paint.unsure(word === 'warning' ? 'undetermined' : `${word}, undetermined`);
  return [
    layout.line(0, `${badge} ${paint.bold(neutralize(finding.rule))}: ${neutralize(finding.message)}`),
    ...layout.places(finding.at === undefined ? [] : [finding.at]),
    ...(finding.hint === undefined ? [] : [layout.line(2, `hint: ${neutralize(finding.hint)}`)]),
  ].join('\n');
}
