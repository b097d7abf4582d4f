import { jsonText } from '../../base/text/neutral.ts';
import type { Report, ReportComponent, ReportFinding, ReportLocation, ReportProblem } from '../../contract/report.ts';
import { cut } from '../cut.ts';
import { componentIds, componentsById, placesOf } from '../findings.ts';
import type { ReportFormat } from '../format.ts';
import { byImportance, treatmentOf } from '../importance.ts';
import { sarifRule, sarifRuleId, sarifText } from '../sarif-rule.ts';
import { isRemark } from '../text-close.ts';
import { baselineText, chainText, pinText, scopeText, sourceText, waiverText } from '../words.ts';

/** GitHub shows 5,000 results of a run. */
const MOST_RESULTS = 5000;
/** GitHub takes 1,000 places of a result; nobody reads more than a few. */
const MOST_PLACES = 20;
const MOST_CHAINS = 3;
const MOST_CHARACTERS = 2000;

/**
 * SARIF 2.1.0 for code scanning: a result for each finding, at its line, with the ways by which the
 * component comes in. The fingerprint does not know the line, so that an alert stays one when the lock
 * is written again. Source: SARIF 2.1.0 (OASIS), and what GitHub takes of it.
 */
export const format: ReportFormat = {
  id: 'sarif',
  title: 'SARIF 2.1.0 for code scanning',
  render(report) {
    const components = componentsById(report);
    const findings = byImportance(report.findings).slice(0, MOST_RESULTS);
    const rules = new Map<string, number>();
    const descriptors: object[] = [];
    for (const finding of findings) {
      const id = sarifRuleId(finding);
      if (rules.has(id)) continue;
      rules.set(id, descriptors.length);
      descriptors.push(sarifRule(finding));
    }
    const { name, version } = report.tool;
    return jsonText({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: { name: 'Rind', fullName: `${name} ${version}`, semanticVersion: version, rules: descriptors },
          },
          automationDetails: { id: 'rind/' },
          columnKind: 'unicodeCodePoints',
          invocations: [invocation(report, report.findings.length - findings.length)],
          artifacts: report.inputs.map(({ path, sha256 }) => ({
            location: artifactLocation(path),
            hashes: { 'sha-256': sha256 },
          })),
          results: findings.map((finding) => result(finding, rules.get(sarifRuleId(finding)) ?? 0, components, report)),
        },
      ],
    });
  },
};

function invocation(report: Report, left: number): object {
  const notes = [
    ...report.problems.map((problem) => notification(problem)),
    ...(left === 0 ? [] : [note('warning', `${left} less important findings are left out: the JSON report lists all`)]),
    ...report.not_run.map(({ rule, reason }) => note('note', `not run: ${rule}: ${reason}`)),
    ...(report.loosened ?? []).map(({ message, origin }) => note('note', `loosened: ${message} (${origin})`)),
    ...[baselineText(report) ?? []].flat().map((text) => note('note', text)),
    ...report.advisories.map((one) => note('note', `advisories: ${sourceText(one)}`)),
  ];
  return {
    executionSuccessful: true,
    exitCode: report.exit,
    endTimeUtc: report.now,
    toolExecutionNotifications: notes,
  };
}

function note(level: 'error' | 'warning' | 'note', text: string, at?: ReportLocation): object {
  const place = at === undefined ? {} : { locations: [{ physicalLocation: physical(at) }] };
  return { level, message: { text: sarifText(cut(text, MOST_CHARACTERS)) }, ...place };
}

function notification(problem: ReportProblem): object {
  const { code, message, at, hint, lines = [] } = problem;
  const text = [`${code}: ${message}${hint === undefined ? '' : `; ${hint}`}`, ...lines].join('\n');
  return note(isRemark(problem) ? 'note' : 'error', text, at);
}

function result(
  finding: ReportFinding,
  ruleIndex: number,
  components: ReadonlyMap<string, ReportComponent>,
  report: Report,
): object {
  const component = components.get(finding.component ?? '');
  const flows = finding.chains
    .filter(({ length }) => length > 1)
    .slice(0, MOST_CHAINS)
    .map((chain) => ({ threadFlows: [{ locations: chain.map((id) => step(id, components)) }] }));
  const { fingerprint } = finding;
  return {
    ruleId: sarifRuleId(finding),
    ruleIndex,
    level: levelOf(finding),
    message: { text: sarifText(cut(messageOf(finding, component), MOST_CHARACTERS)) },
    locations: places(finding, components, report),
    partialFingerprints: { 'rindFinding/v1': fingerprint, primaryLocationLineHash: `${fingerprint}:1` },
    ...(flows.length === 0 ? {} : { codeFlows: flows }),
    ...suppressions(finding),
    ...(report.baseline === undefined ? {} : { baselineState: finding.known === true ? 'unchanged' : 'new' }),
    properties: {
      outcome: finding.outcome,
      verdict: treatmentOf(finding),
      ...(finding.targets.length === 0 ? {} : { targets: finding.targets }),
      ...(finding.development === true ? { development: true } : {}),
      ...(component === undefined ? {} : { purl: component.purl }),
    },
  };
}

/** What cannot be told and is only reported is a note: it is no failure, and must not vanish either. */
function levelOf({ level, outcome }: ReportFinding): 'error' | 'warning' | 'note' {
  if (level === 'deny' || level === 'hold') return 'error';
  return outcome === 'unknown' ? 'note' : 'warning';
}

function messageOf(finding: ReportFinding, component: ReportComponent | undefined): string {
  const parts = [
    component === undefined ? finding.message : `${pinText(component)}: ${finding.message}`,
    finding.hint,
    component && scopeText(component),
    component?.marker === undefined ? undefined : `installed when ${component.marker}`,
    chainText(finding),
    finding.assumes,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}

function places(finding: ReportFinding, components: ReadonlyMap<string, ReportComponent>, report: Report): object[] {
  const [input] = report.inputs;
  const own = placesOf(componentIds(finding).flatMap((id) => components.get(id) ?? [])).slice(0, MOST_PLACES);
  const at = own.length > 0 || finding.at === undefined ? own : [finding.at];
  // GitHub refuses a result without a place: what is about the run stands at the first file that was read.
  const start = at.length > 0 || input === undefined ? at : [{ path: input.path, line: 1, column: 1 }];
  return start.map((location) => ({ physicalLocation: physical(location) }));
}

function step(id: string, components: ReadonlyMap<string, ReportComponent>): object {
  const at = components.get(id)?.locations[0];
  return {
    location: { ...(at === undefined ? {} : { physicalLocation: physical(at) }), message: { text: sarifText(id) } },
  };
}

function physical({ path, line, column }: ReportLocation): object {
  return { artifactLocation: artifactLocation(path), region: { startLine: line, startColumn: column } };
}

function artifactLocation(path: string): object {
  const uri = path.toWellFormed().split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? { uri } : { uri, uriBaseId: '%SRCROOT%' };
}

function suppressions(finding: ReportFinding): object {
  const justification = waiverText(finding) ?? (finding.known === true ? 'known from the baseline' : undefined);
  if (justification === undefined) return {};
  return { suppressions: [{ kind: 'external', status: 'accepted', justification: sarifText(justification) }] };
}
