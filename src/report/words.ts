import type { Report, ReportAdvisorySource, ReportComponent, ReportFinding, Severity } from '../contract/report.ts';
import { count } from './count.ts';
import { treatmentOf } from './importance.ts';

/** Name and version, as people write them; text as it came. */
export function pinText({ name, version }: ReportComponent): string {
  return version === null ? name : `${name} ${version}`;
}

/** What becomes of findings that are treated alike, in a word. */
export function treatmentWord(finding: ReportFinding): string {
  return { deny: 'denied', hold: 'held', warn: 'warning', waived: 'waived', known: 'known' }[treatmentOf(finding)];
}

/** By whom a finding is waived, why, until when; text from outside is as it came. */
export function waiverText({ waived }: ReportFinding): string | undefined {
  if (waived === undefined) return undefined;
  const { expires, owner, reason, tool, at } = waived;
  const said = tool ?? 'another tool';
  // What the command line says stands in no file.
  const by = owner !== '' ? owner : at === undefined ? said : `a file of ${said} (${at.path}:${at.line})`;
  return `waived${expires === '' ? '' : ` until ${expires}`} by ${by}: ${reason === '' ? 'no reason given' : reason}`;
}

/** What a finding is called by: the preferred id of its advisory, or its rule. */
export function findingId({ advisory, rule }: ReportFinding): string {
  return advisory?.id ?? rule;
}

/** Every id of a finding's advisory, the preferred one first; its rule where there is none. */
export function findingIds({ advisory, rule }: ReportFinding): readonly string[] {
  return advisory === undefined ? [rule] : [advisory.id, ...advisory.aliases];
}

/** How bad a severity is, in words that stand alone; nothing where nobody states one. */
export function severityText(finding: ReportFinding): string | undefined {
  const { severity, cvss } = finding.advisory ?? {};
  if (severity === undefined || severity === 'unknown') return undefined;
  if (cvss !== undefined) return `${severity} (CVSS ${cvss.score.toFixed(1)})`;
  return severity === 'none' ? 'no severity' : `${severity} severity`;
}

/** What makes a flaw urgent: that it is exploited, or how likely that is. */
export function likelihoodText({ advisory }: ReportFinding): string | undefined {
  const parts = [
    ...(advisory?.kev === true ? ['exploited already (KEV)'] : []),
    ...(advisory?.epss === undefined ? [] : [`${percent(advisory.epss)} likely to be exploited within 30 days (EPSS)`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function percent(share: number): string {
  const hundredths = share * 100;
  return hundredths > 0 && hundredths < 1 ? 'less than 1 %' : `${Math.round(hundredths)} %`;
}

/** The worst severity of findings, `unknown` where none states one. */
export function worstSeverity(findings: readonly ReportFinding[]): Severity {
  const order: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'none'];
  return order.find((one) => findings.some(({ advisory }) => advisory?.severity === one)) ?? 'unknown';
}

/** Who asks for a component, when it is not the project itself, in plain words; text as it came. */
export function scopeText({ groups }: ReportComponent): string | undefined {
  if (groups.length === 0 || groups.includes('')) return undefined;
  const names = groups.map((group) =>
    group.startsWith('extra:') ? `extra \`${group.slice('extra:'.length)}\`` : `group \`${group}\``,
  );
  return `only in ${names.join(', ')}`;
}

/** The shortest way by which a component comes in, and how many more there are; nothing for a direct dependency. */
export function chainText({ chains: [shortest, ...more] }: ReportFinding): string | undefined {
  if (shortest === undefined || shortest.length < 2) return undefined;
  const others = more.length === 0 ? '' : `, and ${count(more.length, 'more way')}`;
  return `through ${shortest.join(' → ')}${others}`;
}

/** What the reasons of `src/inventory/component.ts` mean to somebody who reads them for the first time. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['unpinned', 'no exact version is asked for'],
  ['unknown-version', 'its version is not said'],
  ['invalid-version', 'its version is none of PEP 440'],
  ['unknown-source', 'where it comes from is not said'],
  ['advisories-incomplete', 'no advisory at hand names it, but some could not be read or were not asked for'],
  ['not-of-pypi', 'it is a package of conda that needs no Python, which PyPI’s advisories are not about'],
  ['unknown-index', 'it comes from an index that may not mirror PyPI'],
]);

/** A reason with what it means, where that is known; text as it came. */
export function reasonText(reason: string): string {
  const meaning = REASONS.get(reason);
  return meaning === undefined ? reason : `${reason} (${meaning})`;
}

const DAY_S = 86_400;

/** How fresh a source of advisories is, so that an old one is not taken for today's; text as it came. */
export function sourceText({ source, records, newest, age_s }: ReportAdvisorySource): string {
  const age = age_s === null ? '' : ` (${count(Math.floor(age_s / DAY_S), 'day')} old)`;
  return `${source}, ${count(records, 'record')}${newest === null ? ', of no known day' : `, newest of ${newest.slice(0, 10)}${age}`}`;
}

/** What a report says of its components in a line: how many, and how each answer is shared out. */
export function answersText({ summary }: Report): string {
  const { components, affected, not_affected: clear, undetermined } = summary;
  return `${count(components, 'component')}, ${affected} affected, ${clear} not affected, ${undetermined} undetermined`;
}

/** That a baseline was compared with, and what that changed; text as it came. */
export function baselineText({ baseline, summary }: Report): string | undefined {
  if (baseline === undefined) return undefined;
  const { path, now, findings, gone } = baseline;
  const known = `${count(summary.known ?? 0, 'finding')} known from the baseline ${path} of ${now.slice(0, 10)}`;
  return `${known}; of its ${findings}, ${gone} ${gone === 1 ? 'is' : 'are'} gone`;
}
