import type { Report, ReportComponent, ReportFinding, ReportLocation } from '../contract/report.ts';
import { foldAlike } from './alike.ts';
import type { Doubt } from './doubt.ts';
import { componentIds, componentsById, placesOf } from './findings.ts';
import { blocks, byImportance, compareImportance, treatmentOf } from './importance.ts';
import { reasonText } from './words.ts';

/** One component with findings that are treated alike, the most important first. */
export interface Entry {
  readonly component: ReportComponent;
  /** Every place of it, those from another source too. */
  readonly places: readonly ReportLocation[];
  readonly findings: readonly ReportFinding[];
}

/** A report in the order in which a person should read it. */
export interface Outline {
  /** About the run as a whole, or denied of a project: before everything else. */
  readonly run: readonly ReportFinding[];
  /** What projects are warned of, or what cannot be told of their files. */
  readonly projects: readonly ReportFinding[];
  /** What fails, denied first. */
  readonly failing: readonly Entry[];
  /** What fails, and only development brings in. */
  readonly development: readonly Entry[];
  /** What cannot be told, denied first. */
  readonly doubts: readonly Doubt[];
  readonly known: readonly Entry[];
  readonly waived: readonly Entry[];
}

/** Puts a report into the order of reading. */
export function outline(report: Report): Outline {
  const components = componentsById(report);
  const settled = (treatment: 'known' | 'waived') => (finding: ReportFinding) => treatmentOf(finding) === treatment;
  const findings = byImportance(report.findings);
  const counting = findings.filter(({ waived, known }) => waived === undefined && known !== true);
  const failures = counting.filter(({ outcome }) => outcome === 'fail');
  const general = counting.filter(({ component }) => component === null);
  return {
    run: general.filter((finding) => finding.at === undefined || blocks(finding)),
    projects: general.filter((finding) => finding.at !== undefined && !blocks(finding)),
    failing: entries(
      failures.filter(({ development }) => development !== true),
      components,
    ),
    development: entries(
      failures.filter(({ development }) => development === true),
      components,
    ),
    doubts: doubts(report, counting, components),
    known: entries(findings.filter(settled('known')), components),
    waived: entries(findings.filter(settled('waived')), components),
  };
}

/** Findings by component, in the order of the first of each. */
function entries(
  findings: readonly ReportFinding[],
  components: ReadonlyMap<string, ReportComponent>,
): readonly Entry[] {
  const byComponent = new Map<ReportComponent, ReportFinding[]>();
  for (const finding of findings) {
    const component = components.get(finding.component ?? '');
    if (component === undefined) continue;
    const same = byComponent.get(component);
    if (same) same.push(finding);
    else byComponent.set(component, [finding]);
  }
  return Array.from(byComponent, ([component, own]) => {
    const all = new Set(own.flatMap(componentIds));
    const places = placesOf([...all].flatMap((id) => components.get(id) ?? []));
    return { component, places, findings: own };
  });
}

function doubts(
  report: Report,
  counting: readonly ReportFinding[],
  components: ReadonlyMap<string, ReportComponent>,
): readonly Doubt[] {
  const groups = new Map<
    string,
    { finding?: ReportFinding; why: string; hint?: string; components: Set<ReportComponent> }
  >();
  const told = new Set<ReportComponent>();
  for (const finding of counting) {
    const component = components.get(finding.component ?? '');
    if (finding.outcome !== 'unknown' || component === undefined) continue;
    const all = componentIds(finding).flatMap((id) => components.get(id) ?? []);
    for (const one of all) told.add(one);
    const why = general(finding.message, component);
    const hint = finding.hint === undefined ? undefined : general(finding.hint, component);
    const key = JSON.stringify([finding.rule, blocks(finding) ? finding.level : '', finding.development, why, hint]);
    const group = groups.get(key);
    if (group) for (const one of all) group.components.add(one);
    else groups.set(key, { finding, why, ...(hint === undefined ? {} : { hint }), components: new Set(all) });
  }
  // What nothing was looked up for is said once, by the rule that was not run; what is settled, where it is.
  const idle = new Set(report.not_run.map(({ reason }) => reason));
  const settled = new Set(report.findings.filter(({ outcome }) => outcome === 'unknown').flatMap(componentIds));
  for (const component of report.components) {
    if (component.answer !== 'undetermined' || told.has(component) || settled.has(component.id)) continue;
    const reasons = component.reasons.filter((reason) => !idle.has(reason));
    if (reasons.length === 0) continue;
    const why = reasons.map(reasonText).join(', ');
    const group = groups.get(why);
    if (group) group.components.add(component);
    else groups.set(why, { why, components: new Set([component]) });
  }
  const all = [...groups.values()].map((group) => ({ ...group, components: [...group.components] }));
  const sorted = all.sort((a, b) =>
    a.finding && b.finding ? compareImportance(a.finding, b.finding) : a.finding ? -1 : b.finding ? 1 : 0,
  );
  return foldAlike(sorted);
}

/** A message that holds for any component: `each` where it names this one. */
function general(message: string, { name, version }: ReportComponent): string {
  const pins = version === null ? [] : [`${name}==${version}`, `${name} ${version}`];
  return [...pins, name].reduce((text, own) => text.replaceAll(`\`${own}\``, 'each'), message);
}
