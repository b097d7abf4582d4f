import type { Report, ReportFinding } from '../contract/report.ts';

/** The findings of a report by the id of their component, so that formats need not search. */
export function findingsByComponent({ findings }: Report): Map<string, ReportFinding[]> {
  const byId = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    if (finding.component === null) continue;
    const same = byId.get(finding.component);
    if (same) same.push(finding);
    else byId.set(finding.component, [finding]);
  }
  return byId;
}
