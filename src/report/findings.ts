import type { Report, ReportComponent, ReportFinding, ReportLocation } from '../contract/report.ts';

/** Ids of every component that a finding is about; none for one about the run, a project or a file. */
export function componentIds({ component, also = [] }: ReportFinding): readonly string[] {
  return component === null ? [] : [component, ...also];
}

/** The components of a report by id. */
export function componentsById({ components }: Report): ReadonlyMap<string, ReportComponent> {
  return new Map(components.map((component) => [component.id, component]));
}

/** The findings of a report by the id of their component, so that formats need not search. */
export function findingsByComponent({ findings }: Pick<Report, 'findings'>): Map<string, ReportFinding[]> {
  const byId = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    for (const id of componentIds(finding)) {
      const same = byId.get(id);
      if (same) same.push(finding);
      else byId.set(id, [finding]);
    }
  }
  return byId;
}

/** Every place of several components, each once, in their order. */
export function placesOf(components: readonly ReportComponent[]): readonly ReportLocation[] {
  const places = new Map<string, ReportLocation>();
  for (const { locations } of components) {
    for (const at of locations) places.set(`${at.line}:${at.column}:${at.path}`, at);
  }
  return [...places.values()];
}
