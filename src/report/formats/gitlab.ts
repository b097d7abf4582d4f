import { jsonText, neutralize, neutralizeMarkdown } from '../../base/text/neutral.ts';
import type {
  Report,
  ReportComponent,
  ReportFinding,
  ReportLocation,
  ReportProblem,
  Severity,
} from '../../contract/report.ts';
import { cut } from '../cut.ts';
import { componentIds, componentsById, placesOf } from '../findings.ts';
import type { ReportFormat } from '../format.ts';
import { byImportance } from '../importance.ts';
import { isRemark } from '../text-close.ts';
import { advisoryPage, webLinks } from '../web-link.ts';
import {
  baselineText,
  chainText,
  findingId,
  likelihoodText,
  pinText,
  scopeText,
  sourceText,
  waiverText,
} from '../words.ts';

/** The schema's own version: the newest that GitLab carried when this was written. */
const SCHEMA_VERSION = '15.2.1';
/** The schema's limits of `name` and `solution`; of `description`, what a person reads. */
const MOST_NAME = 255;
const MOST_SOLUTION = 7000;
const MOST_DESCRIPTION = 20_000;

const SEVERITIES: Readonly<Record<Severity, string>> = {
  none: 'Info',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
  unknown: 'Unknown',
};

/** What the schema takes for a vector of CVSS 2 or 3.x; it knows no 4.0. */
const VECTORS: readonly RegExp[] = [
  /^(?:[A-Za-z]{1,3}:[A-Z]{1,3}\/){2,20}[A-Za-z]{1,3}:[A-Z]{1,3}$/,
  /^CVSS:3[.][01]\/(?:[A-Z]{1,3}:[A-Z]\/){4,30}[A-Z]{1,3}:[A-Z]$/,
];

/**
 * GitLab's dependency scanning report. It speaks of vulnerabilities only: what cannot be told, and
 * problems, are messages of the scan. Waived findings are left out and named in a message, for GitLab
 * would count them. Source: GitLab security report schemas.
 */
export const format: ReportFormat = {
  id: 'gitlab',
  title: `GitLab dependency scanning (schema ${SCHEMA_VERSION})`,
  render(report) {
    const components = componentsById(report);
    const flaws = byImportance(report.findings).flatMap((finding) => {
      const component = components.get(finding.component ?? '');
      const counts = finding.waived === undefined && finding.known !== true;
      if (finding.outcome !== 'fail' || component === undefined || !counts) return [];
      const places = placesOf(componentIds(finding).flatMap((id) => components.get(id) ?? []));
      return [vulnerability(finding, component, places)];
    });
    const tool = {
      id: report.tool.name,
      name: 'Rind',
      version: report.tool.version,
      vendor: { name: 'Rind' },
    };
    const time = report.now.slice(0, 19);
    const incomplete = report.problems.some((problem) => !isRemark(problem));
    return jsonText({
      version: SCHEMA_VERSION,
      scan: {
        analyzer: tool,
        scanner: tool,
        type: 'dependency_scanning',
        start_time: time,
        end_time: time,
        status: incomplete ? 'failure' : 'success',
        messages: messages(report, components),
      },
      vulnerabilities: flaws,
    });
  },
};

function vulnerability(finding: ReportFinding, component: ReportComponent, places: readonly ReportLocation[]): object {
  const { advisory, fingerprint, rule, message, hint } = finding;
  const links = webLinks(advisory?.references);
  const vector = vectorOf(finding);
  const ids =
    advisory === undefined
      ? [identifier(rule, 'rind')]
      : [advisory.id, ...advisory.aliases].map((id) => identifier(id));
  return {
    id: uuidLike(fingerprint),
    name: neutralize(cut(`${advisory?.id ?? rule}: ${advisory?.summary ?? message}`, 200)),
    description: markdown([message, ...notes(finding, component, places)].join('\n'), MOST_DESCRIPTION),
    severity: SEVERITIES[advisory?.severity ?? 'unknown'],
    ...(hint === undefined ? {} : { solution: markdown(hint, MOST_SOLUTION) }),
    identifiers: ids,
    ...(vector === undefined
      ? {}
      : { cvss_vectors: [{ vendor: neutralize(advisory?.cvss?.source || 'unknown'), vector }] }),
    ...(links.length === 0 ? {} : { links: links.map((url) => ({ url })) }),
    location: {
      file: neutralize(component.locations[0]?.path || '.'),
      dependency: {
        package: { name: neutralize(component.name) },
        version: neutralize(component.version ?? ''),
        ...(component.direct === true || finding.chains.length > 0 ? { direct: isDirect(finding, component) } : {}),
      },
    },
  };
}

/** What the description adds to the message: how the component comes in, when, how urgent it is. */
function notes(finding: ReportFinding, component: ReportComponent, places: readonly ReportLocation[]): string[] {
  const way = chainText(finding);
  const at = places.slice(0, 20).map(({ path, line }) => `${path}:${line}`);
  const parts = [
    at.length === 0 ? undefined : `at ${at.join(', ')}`,
    scopeText(component),
    component.marker === undefined ? undefined : `installed when ${component.marker}`,
    way,
    likelihoodText(finding),
    finding.assumes,
    finding.development === true ? 'used in development only' : undefined,
  ];
  return parts.flatMap((part) => part ?? []);
}

function isDirect({ chains }: ReportFinding, { direct }: ReportComponent): boolean {
  return direct === true || chains.some((chain) => chain.length === 1);
}

/** GitLab renders it as its Markdown: each line is made plain text by itself, and cut before it grows. */
function markdown(text: string, most: number): string {
  // Escaping makes a character at most twelve: `@` with its comment.
  const lines = cut(text, Math.floor(most / 12)).split('\n');
  return lines.map(neutralizeMarkdown).join('\n\n');
}

const IDENTIFIER_TYPES: readonly (readonly [prefix: string, type: string])[] = [
  ['CVE-', 'cve'],
  ['GHSA-', 'ghsa'],
];

function identifier(id: string, own?: string): object {
  const type = own ?? IDENTIFIER_TYPES.find(([prefix]) => id.startsWith(prefix))?.[1] ?? 'osv';
  const url = own === undefined ? advisoryPage(id) : undefined;
  const text = neutralize(cut(id, MOST_NAME)) || 'unknown';
  return { type, name: text, value: text, ...(url === undefined ? {} : { url }) };
}

function vectorOf({ advisory }: ReportFinding): string | undefined {
  const vector = advisory?.cvss?.vector ?? '';
  return vector.length <= 128 && VECTORS.some((pattern) => pattern.test(vector)) ? vector : undefined;
}

/** GitLab recommends a UUID: a fingerprint of 32 hexadecimal digits in the shape of one. */
function uuidLike(fingerprint: string): string {
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})[0-9a-f]([0-9a-f]{3})[0-9a-f]([0-9a-f]{3})([0-9a-f]{12})$/.exec(
    fingerprint,
  );
  return parts === null
    ? neutralize(fingerprint) || 'unknown'
    : `${parts[1]}-${parts[2]}-8${parts[3]}-8${parts[4]}-${parts[5]}`;
}

/** What vulnerabilities cannot say, most important first. */
function messages(report: Report, components: ReadonlyMap<string, ReportComponent>): object[] {
  const findings = byImportance(report.findings);
  const told = findings.filter(({ component, outcome }) => component === null || outcome === 'unknown');
  const settled = findings.filter(({ waived, known }) => waived !== undefined || known === true);
  const lines: [string, string][] = [
    ...told.map((finding): [string, string] => ['warn', `${finding.rule}: ${finding.message}`]),
    ...report.problems.map((problem): [string, string] => [isRemark(problem) ? 'info' : 'warn', problemText(problem)]),
    ...settled.map((finding): [string, string] => {
      const component = components.get(finding.component ?? '');
      const what = component === undefined ? finding.rule : `${pinText(component)}: ${findingId(finding)}`;
      return ['info', `${what}: ${waiverText(finding) ?? 'known from the baseline'}`];
    }),
    ...(report.loosened ?? []).map(({ message }): [string, string] => ['info', `loosened: ${message}`]),
    ...[baselineText(report) ?? []].flat().map((text): [string, string] => ['info', text]),
    ...report.advisories.map((one): [string, string] => ['info', `advisories: ${sourceText(one)}`]),
  ];
  return lines.map(([level, value]) => ({ level, value: neutralize(cut(value, 2000)) }));
}

function problemText({ code, message, at }: ReportProblem): string {
  return `${code}: ${message}${at === undefined ? '' : ` (${at.path}:${at.line})`}`;
}
