import { neutralizeCommands, neutralizeXml } from '../../base/text/neutral.ts';
import type { Report, ReportComponent, ReportFinding, ReportLocation, ReportProblem } from '../../contract/report.ts';
import { cut } from '../cut.ts';
import { findingsByComponent } from '../findings.ts';
import type { ReportFormat } from '../format.ts';
import { blocks, byImportance } from '../importance.ts';
import { isRemark } from '../text-close.ts';
import { chainText, findingId, pinText, severityText, treatmentWord, waiverText } from '../words.ts';

/** What became of one case. A passed one has no mark. */
interface Case {
  readonly suite: string;
  readonly name: string;
  readonly mark?: {
    readonly element: 'failure' | 'error' | 'skipped';
    readonly type: string;
    readonly message: string;
  };
  /** Several lines of text. */
  readonly detail: string;
}

/** The suite of what is about the run and not about a component of a file. */
const RUN = 'rind';
/** Longest detail of one case. */
const MOST_CHARACTERS = 10_000;

/**
 * JUnit's XML as CI servers read it: a suite for each file, a case for each component. Denied or held
 * is a failure; undetermined is an error, for it is no pass; waived or known is skipped. Source: the
 * schema of the Jenkins xUnit plugin (junit-10.xsd).
 */
export const format: ReportFormat = {
  id: 'junit',
  title: 'JUnit XML: a case for each component',
  render(report) {
    const findings = findingsByComponent(report);
    const cases = [
      ...report.findings.filter(({ component }) => component === null).map(runCase),
      ...report.problems.map(problemCase),
      ...report.components.map((component) => componentCase(component, byImportance(findings.get(component.id) ?? []))),
    ];
    const suites = new Map<string, Case[]>();
    for (const one of cases) {
      const same = suites.get(one.suite);
      if (same) same.push(one);
      else suites.set(one.suite, [one]);
    }
    const lines = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites ${attributes([['name', RUN], ...totals(cases)])}>`,
      ...[...suites].flatMap(([name, own]) => suiteLines(name, own, report)),
      '</testsuites>',
    ];
    return neutralizeCommands(`${lines.join('\n')}\n`);
  },
};

function componentCase(component: ReportComponent, findings: readonly ReportFinding[]): Case {
  const detail = [
    ...component.locations.slice(0, 20).map(placeText),
    ...new Set(findings.flatMap(({ hint }) => hint ?? [])),
    ...new Set(findings.flatMap((finding) => chainText(finding) ?? [])),
    ...findings.map(findingLine),
  ].join('\n');
  const at = component.locations[0];
  const mark = markOf(component, findings);
  return { suite: at?.path ?? RUN, name: pinText(component), detail, ...(mark === undefined ? {} : { mark }) };
}

function findingLine(finding: ReportFinding): string {
  const severity = severityText(finding);
  const waiver = waiverText(finding);
  return `${findingId(finding)}${severity === undefined ? '' : ` (${severity})`}: ${finding.message}${waiver === undefined ? '' : ` (${waiver})`}`;
}

function markOf(component: ReportComponent, findings: readonly ReportFinding[]): Case['mark'] | undefined {
  const blocking = findings.filter(blocks);
  const [first] = blocking;
  if (first !== undefined) {
    const ids = blocking.slice(0, 20).map(findingId).join(', ');
    const message = `${treatmentWord(first)}: ${first.hint ?? first.message} (${ids})`;
    return { element: 'failure', type: first.rule, message };
  }
  const counting = findings.filter(({ waived, known }) => waived === undefined && known !== true);
  const unknown = counting.find(({ outcome }) => outcome === 'unknown');
  const settled = findings.length > 0 && counting.length === 0;
  if (unknown !== undefined || (component.answer === 'undetermined' && !settled)) {
    const message = unknown?.message ?? component.reasons.join(', ');
    return { element: 'error', type: 'undetermined', message: `undetermined: ${message}` };
  }
  if (!settled) return undefined;
  const message = findings.map((finding) => waiverText(finding) ?? `known: ${findingId(finding)}`);
  return { element: 'skipped', type: 'settled', message: [...new Set(message)].join('; ') };
}

function runCase(finding: ReportFinding): Case {
  const { rule, outcome, message, hint, at } = finding;
  const detail = [...(at === undefined ? [] : [placeText(at)]), message, ...(hint === undefined ? [] : [hint])].join(
    '\n',
  );
  const settled = waiverText(finding) ?? (finding.known === true ? 'known' : undefined);
  if (settled !== undefined) {
    return { suite: RUN, name: rule, detail, mark: { element: 'skipped', type: rule, message: settled } };
  }
  if (outcome === 'fail' && !blocks(finding)) return { suite: RUN, name: rule, detail };
  const element = blocks(finding) ? 'failure' : 'error';
  return { suite: RUN, name: rule, detail, mark: { element, type: rule, message } };
}

function problemCase(problem: ReportProblem): Case {
  const { code, message, at, hint, lines = [] } = problem;
  const place = at === undefined ? [] : [placeText(at)];
  const detail = [...place, message, ...(hint === undefined ? [] : [hint]), ...lines].join('\n');
  const common = { suite: at?.path ?? RUN, name: code, detail };
  return isRemark(problem) ? common : { ...common, mark: { element: 'error', type: code, message } };
}

function placeText({ path, line, column }: ReportLocation): string {
  return `${path}:${line}:${column}`;
}

function totals(cases: readonly Case[]): [string, string][] {
  const marked = (element: string) => String(cases.filter(({ mark }) => mark?.element === element).length);
  return [
    ['tests', String(cases.length)],
    ['failures', marked('failure')],
    ['errors', marked('error')],
    ['skipped', marked('skipped')],
    ['time', '0'],
  ];
}

function suiteLines(name: string, cases: readonly Case[], { now }: Report): string[] {
  const head = attributes([['name', name], ...totals(cases), ['timestamp', now.slice(0, 19)]]);
  return [`  <testsuite ${head}>`, ...cases.flatMap(caseLines), '  </testsuite>'];
}

function caseLines({ suite, name, mark, detail }: Case): string[] {
  const head = attributes([
    ['name', name],
    ['classname', suite],
    ['time', '0'],
  ]);
  const text = linesOf(detail);
  if (mark === undefined) {
    if (detail === '') return [`    <testcase ${head}/>`];
    return [`    <testcase ${head}>`, `      <system-out>${text}</system-out>`, '    </testcase>'];
  }
  const { element, type, message } = mark;
  const told =
    element === 'skipped'
      ? `<skipped ${attributes([['message', message]])}/>`
      : `<${element} ${attributes([
          ['type', type],
          ['message', message],
        ])}>${text}</${element}>`;
  return [`    <testcase ${head}>`, `      ${told}`, '    </testcase>'];
}

/** Each line is made neutral by itself, so that the line feeds stay ours. */
function linesOf(detail: string): string {
  return cut(detail, MOST_CHARACTERS).split('\n').map(neutralizeXml).join('\n');
}

function attributes(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([key, value]) => `${key}="${neutralizeXml(cut(value, 2000))}"`).join(' ');
}
