import { createHash } from 'node:crypto';
import { jsonText, neutralize } from '../../base/text/neutral.ts';
import type { Report, ReportComponent, ReportFinding } from '../../contract/report.ts';
import { componentGraph } from '../component-graph.ts';
import { componentIds, componentsById } from '../findings.ts';
import type { ReportFormat } from '../format.ts';
import { advisoryPage, webLinks } from '../web-link.ts';
import { waiverText } from '../words.ts';

/** The reference of what was audited, which the components belong to. */
const ROOT = 'rind:audited';

/** The names that CycloneDX has for the algorithms of locks. */
const ALGORITHMS: ReadonlyMap<string, readonly [name: string, digits: number]> = new Map([
  ['md5', ['MD5', 32]],
  ['sha1', ['SHA-1', 40]],
  ['sha256', ['SHA-256', 64]],
  ['sha384', ['SHA-384', 96]],
  ['sha512', ['SHA-512', 128]],
  ['blake2b', ['BLAKE2b-512', 128]],
]);

const METHODS: ReadonlyMap<string, string> = new Map([
  ['2.0', 'CVSSv2'],
  ['3.0', 'CVSSv3'],
  ['3.1', 'CVSSv31'],
  ['4.0', 'CVSSv4'],
]);

/**
 * CycloneDX 1.6: components with their places, the graph of what asks for what as far as it is known,
 * and the vulnerabilities that affect them. The serial number follows from the content. Source:
 * CycloneDX 1.6 JSON schema (ECMA-424).
 */
export const format: ReportFormat = {
  id: 'cyclonedx',
  title: 'CycloneDX 1.6 JSON with vulnerabilities',
  render(report) {
    const { tool, now, components } = report;
    const graph = componentGraph(report, ROOT);
    const refs = graph.edges.map(([ref]) => ref);
    const body = {
      version: 1,
      metadata: {
        timestamp: now,
        tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
        component: { type: 'application', 'bom-ref': ROOT, name: 'audited project' },
        properties: [
          ...report.advisories.map(({ source, newest }) =>
            property('advisories', `${source}, newest of ${newest ?? 'no known day'}`),
          ),
          ...report.problems.map(({ code, message }) => property('problem', `${code}: ${message}`)),
        ],
      },
      components: [...new Map(components.map((component) => [component.id, asComponent(component)])).values()],
      dependencies: graph.edges.map(([ref, dependsOn]) => ({ ref, ...(dependsOn.length === 0 ? {} : { dependsOn }) })),
      compositions: [{ aggregate: graph.complete ? 'complete' : 'incomplete', dependencies: refs }],
      vulnerabilities: vulnerabilities(report),
    };
    const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(body))}`;
    const { version, ...rest } = body;
    const $schema = 'http://cyclonedx.org/schema/bom-1.6.schema.json';
    return jsonText({ $schema, bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber, version, ...rest });
  },
};

function property(name: string, value: string): object {
  return { name: `rind:${name}`, value: neutralize(value) };
}

/** A UUID of version 8, whose bits the digest of a text fills. Source: RFC 9562 §5.8. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function asComponent(component: ReportComponent): object {
  const { id, name, version, purl, source, marker, groups, extras, hashes, locations, reasons, answer } = component;
  const [hash, ...others] = hashes.flatMap(asHash);
  const properties = [
    ...(answer === undefined ? [] : [property('answer', answer)]),
    ...reasons.map((reason) => property('reason', reason)),
    property('source', source.url === undefined ? source.kind : `${source.kind} ${source.url}`),
    ...(marker === undefined ? [] : [property('marker', marker)]),
    ...groups.map((group) => property('group', group)),
    ...extras.map((extra) => property('extra', extra)),
    // A lock lists a hash for each file of a release; a component of CycloneDX is one file.
    ...(others.length === 0 ? [] : hashes.map((one) => property('file-hash', one))),
  ];
  return {
    type: 'library',
    'bom-ref': id,
    name: neutralize(name),
    ...(version === null ? {} : { version: neutralize(version) }),
    scope: groups.length === 0 || groups.includes('') ? 'required' : 'optional',
    ...(hash !== undefined && others.length === 0 ? { hashes: [hash] } : {}),
    ...(purl === '' ? {} : { purl }),
    ...(locations.length === 0
      ? {}
      : { evidence: { occurrences: locations.map(({ path, line }) => ({ location: neutralize(path), line })) } }),
    properties,
  };
}

function asHash(hash: string): object[] {
  const split = hash.indexOf(':');
  const content = hash.slice(split + 1);
  const [alg, digits] = ALGORITHMS.get(hash.slice(0, split)) ?? [];
  return alg !== undefined && content.length === digits && /^[0-9a-f]+$/i.test(content) ? [{ alg, content }] : [];
}

function vulnerabilities(report: Report): object[] {
  const byId = componentsById(report);
  const groups = new Map<string, { finding: ReportFinding; components: Set<ReportComponent> }>();
  for (const finding of report.findings) {
    const affected = componentIds(finding).flatMap((id) => byId.get(id) ?? []);
    if (finding.advisory === undefined || finding.outcome !== 'fail' || affected.length === 0) continue;
    // What is said of an advisory holds for all that it affects: a waiver of some makes it two.
    const key = JSON.stringify([finding.advisory.id, finding.waived, finding.hint]);
    const group = groups.get(key) ?? { finding, components: new Set() };
    groups.set(key, group);
    for (const one of affected) group.components.add(one);
  }
  return Array.from(groups.values(), ({ finding, components: affected }) => asVulnerability(finding, [...affected]));
}

function asVulnerability(finding: ReportFinding, affected: readonly ReportComponent[]): object {
  const { advisory, message, hint } = finding;
  if (advisory === undefined) return {};
  const links = webLinks(advisory.references);
  const waiver = waiverText(finding);
  return {
    id: neutralize(advisory.id),
    source: sourceOf(advisory.id, advisory.sources[0]),
    ...(advisory.aliases.length === 0
      ? {}
      : { references: [...new Set(advisory.aliases)].map((id) => ({ id: neutralize(id), source: sourceOf(id) })) }),
    ratings: ratings(finding),
    description: neutralize(message),
    ...(hint === undefined ? {} : { recommendation: neutralize(hint) }),
    ...(links.length === 0 ? {} : { advisories: links.map((url) => ({ url })) }),
    ...(waiver === undefined
      ? {}
      : { analysis: { state: 'exploitable', response: ['will_not_fix'], detail: neutralize(waiver) } }),
    affects: affected.map(({ id, version }) => ({
      ref: id,
      ...(version === null ? {} : { versions: [{ version: neutralize(version), status: 'affected' }] }),
    })),
    properties: [
      ...(advisory.kev === true ? [property('kev', 'true')] : []),
      ...advisory.fixed.map((version) => property('fixed', version)),
      ...(advisory.disagreements ?? []).map((sentence) => property('disagreement', sentence)),
      ...(finding.known === true ? [property('known', 'true')] : []),
    ],
  };
}

/** Who speaks of an id: the source that it was read from, and its page. */
function sourceOf(id: string, source?: string): object {
  const url = advisoryPage(id);
  return { name: neutralize(source ?? 'OSV'), ...(url === undefined ? {} : { url }) };
}

function ratings({ advisory }: ReportFinding): object[] {
  const { cvss, epss, severity = 'unknown' } = advisory ?? {};
  const first =
    cvss === undefined
      ? { severity }
      : {
          source: { name: neutralize(cvss.source) },
          score: cvss.score,
          severity,
          method: METHODS.get(cvss.version) ?? 'other',
          vector: neutralize(cvss.vector),
        };
  return [first, ...(epss === undefined ? [] : [{ source: { name: 'EPSS' }, score: epss, method: 'other' }])];
}
