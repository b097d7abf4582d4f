import { isProblemCode, isWarning } from '../base/problem-codes.ts';
import { neutralize } from '../base/text/neutral.ts';
import type { Report, ReportProblem } from '../contract/report.ts';
import { template } from './alike.ts';
import { count } from './count.ts';
import type { RenderOptions } from './format.ts';
import { blocks, treatmentOf } from './importance.ts';
import type { TextLayout } from './text-layout.ts';
import { baselineText, sourceText } from './words.ts';

/** Problems of one code that are printed in full. */
const MAX_PROBLEMS = 20;
/** From so many on, problems that differ in their literals only are told once. */
const MANY_ALIKE = 4;

/** Whether a problem is a remark only: the answer stands. */
export function isRemark({ code }: ReportProblem): boolean {
  return isProblemCode(code) && isWarning(code);
}

/** What could not be done, with the line that it is about; of many alike, the first and how many more. */
export function problemsText(
  problems: readonly ReportProblem[],
  layout: TextLayout,
  frame: RenderOptions['frame'],
): string[] {
  const byCode = new Map<string, ReportProblem[]>();
  for (const problem of problems) {
    const same = byCode.get(problem.code);
    if (same) same.push(problem);
    else byCode.set(problem.code, [problem]);
  }
  return [...byCode.values()].flatMap((same) => {
    const groups = alike(same);
    const shown = groups.slice(0, MAX_PROBLEMS);
    const left = groups.slice(MAX_PROBLEMS).flat().length;
    return [
      // Where to read on is said once for a code.
      ...shown.map((group, i) => problemText(group, layout, { frame, isLast: i === shown.length - 1 })),
      ...(left === 0 ? [] : [`and ${left} more of \`${neutralize(same[0]?.code ?? '')}\`: \`--json\` lists all`]),
    ];
  });
}

/**
 * Problems of one code, those together that say the same: in the same words, or, where they are many, but for the
 * literals. A file in a language of templates has one on every line.
 */
function alike(problems: readonly ReportProblem[]): readonly ReportProblem[][] {
  const grouped = (keyOf: (problem: ReportProblem) => string) => {
    const groups = new Map<string, ReportProblem[]>();
    for (const problem of problems) {
      const key = keyOf(problem);
      const group = groups.get(key);
      if (group) group.push(problem);
      else groups.set(key, [problem]);
    }
    return groups;
  };
  const templateOf = ({ message, hint }: ReportProblem) => JSON.stringify([template(message), template(hint ?? '')]);
  const similar = grouped(templateOf);
  const isMany = (problem: ReportProblem) => (similar.get(templateOf(problem))?.length ?? 0) >= MANY_ALIKE;
  const groups = grouped((problem) =>
    isMany(problem) && problem.at !== undefined
      ? templateOf(problem)
      : JSON.stringify([problem.message, problem.hint, problem.at === undefined]),
  );
  return [...groups.values()];
}

function problemText(
  group: readonly ReportProblem[],
  layout: TextLayout,
  { frame, isLast }: { readonly frame: RenderOptions['frame']; readonly isLast: boolean },
): string {
  const [problem, ...others] = group;
  if (problem === undefined) return '';
  const { code, message, at, hint, lines = [] } = problem;
  const { paint } = layout;
  const badge = isRemark(problem) ? paint.unsure('note') : paint.bad('problem');
  const drawn = frame?.(problem);
  const isSame = others.every((other) => other.message === message);
  const elsewhere = others.flatMap((other) => other.at ?? []);
  return [
    layout.line(0, `${badge} ${neutralize(message)}`),
    ...(drawn !== undefined
      ? [indented(drawn), ...layout.places(elsewhere)]
      : isSame
        ? layout.places(at === undefined ? [] : [at, ...elsewhere])
        : layout.places(at === undefined ? [] : [at])),
    ...(isSame || drawn !== undefined ? [] : [`  and ${others.length} more like it:`, ...layout.places(elsewhere)]),
    ...(hint === undefined ? [] : [layout.line(2, `hint: ${neutralize(hint)}`)]),
    // To be copied: never broken.
    ...lines.map((line) => `    ${neutralize(line)}`),
    // A remark says all that there is to it.
    ...(isRemark(problem) || !isLast ? [] : [`  more: rind explain problem:${neutralize(code)}`]),
  ].join('\n');
}

function indented(frame: string): string {
  return frame
    .split('\n')
    .map((line) => `  ${neutralize(line)}`.trimEnd())
    .join('\n');
}

/** Rules that were not run, by the reason. */
export function notRunText({ not_run: rules }: Report, layout: TextLayout): string[] {
  const byReason = new Map<string, string[]>();
  for (const { rule, reason } of rules) byReason.set(reason, [...(byReason.get(reason) ?? []), rule]);
  const lines = [...byReason].map(([reason, ids]) => {
    const names = ids.map((id) => `\`${neutralize(id)}\``).join(', ');
    return layout.line(0, `${layout.paint.unsure('not run')} ${names}: ${neutralize(reason)}`);
  });
  return lines.length === 0 ? [] : [lines.join('\n')];
}

/** What makes the answer milder than the rules alone. */
export function loosenedText({ loosened = [] }: Report, layout: TextLayout): string[] {
  if (loosened.length === 0) return [];
  const items = loosened.map(({ message, origin }) => layout.line(2, `${neutralize(message)} (${neutralize(origin)})`));
  return [[`${layout.paint.unsure('loosened')} by what this run was told:`, ...items].join('\n')];
}

/** The last lines: how many of what, what counts, and the day that the answers rest on. */
export function summaryText(report: Report, layout: TextLayout): string {
  const { paint } = layout;
  const { components, affected, not_affected: clear, undetermined, waived, known } = report.summary;
  const flaws = report.findings.filter(({ outcome, advisory }) => outcome === 'fail' && advisory !== undefined).length;
  const parts = [
    affected > 0
      ? paint.bad(`${affected} affected by ${count(flaws, 'known vulnerability', 'known vulnerabilities')}`)
      : '0 affected',
    `${clear} not affected`,
    undetermined > 0 ? paint.unsure(`${undetermined} undetermined`) : '0 undetermined',
    ...(waived > 0 ? [`${waived} waived`] : []),
    ...(known !== undefined && known > 0 ? [`${known} known`] : []),
  ];
  const total = `${paint.bold(count(components, 'component'))} in ${count(report.inputs.length, 'file')}`;
  const baseline = baselineText(report);
  return [
    layout.line(0, `${total}: ${parts.join(', ')}`),
    ...consequences(report, layout),
    ...(baseline === undefined ? [] : [layout.line(0, neutralize(baseline))]),
    ...behindText(report).map((line) => layout.line(0, neutralize(line))),
    ...report.advisories.map((source) => layout.line(0, `advisories: ${neutralize(sourceText(source))}`)),
  ].join('\n');
}

/** What the counts mean for whoever reads them for the first time. */
function consequences(report: Report, layout: TextLayout): string[] {
  const counted = (treatment: 'deny' | 'hold') =>
    new Set(
      report.findings
        .filter((finding) => blocks(finding) && treatmentOf(finding) === treatment)
        .map(({ component }) => component ?? ''),
    ).size;
  const [denied, held] = [counted('deny'), counted('hold')];
  const parts = [
    ...(denied > 0 ? [`${denied} denied: fix or waive ${denied === 1 ? 'it' : 'them'}`] : []),
    ...(held > 0 ? [`${held} held: somebody has to decide`] : []),
    ...(report.summary.undetermined > 0 ? ['undetermined does not mean safe'] : []),
  ];
  return parts.length === 0 ? [] : [layout.line(0, parts.join('; '))];
}

/** How far the components are behind, and which one most, where an index was asked. */
function behindText({ summary: { behind, components }, components: all }: Report): string[] {
  if (behind === undefined) return [];
  if (behind.components === 0) return ['none is behind its newest release'];
  const total = `${behind.components} of ${components} behind their newest release, ${behind.libyears} libyears together`;
  const [last] = all
    .filter(({ latest }) => (latest?.libyears ?? 0) > 0)
    .sort((a, b) => (b.latest?.libyears ?? 0) - (a.latest?.libyears ?? 0) || (a.name < b.name ? -1 : 1));
  if (last?.latest === undefined) return [total];
  const { name, version, latest } = last;
  return [`${total}; the furthest is ${name} ${version} (${latest.version} is ${latest.libyears} years younger)`];
}
