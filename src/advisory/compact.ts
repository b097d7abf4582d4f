import type { Advisory, AffectedProject } from './advisory.ts';
import { matchAdvisory } from './match.ts';

/**
 * What a record says of one project, less the listed versions that its ranges call affected as well: they
 * are nearly all of its bulk, and every answer of `matchAdvisory` stays the same without them.
 */
export function compactFor(advisory: Advisory, name: string): Advisory {
  return {
    ...advisory,
    affected: advisory.affected.filter((project) => project.name === name).map((project) => compact(advisory, project)),
  };
}

function compact(advisory: Advisory, project: AffectedProject): AffectedProject {
  // A local build of a listed version is affected with it. A bound with a local part could part the two.
  const parted = project.ranges.some(({ events }) => events.some(({ version }) => version.includes('+')));
  if (parted || project.versions.length === 0) return project;
  const ranges: Advisory = { ...advisory, affected: [{ ...project, versions: [] }] };
  const kept = project.versions.filter(
    (version) => version.includes('+') || matchAdvisory(ranges, project.name, version).affected !== true,
  );
  return { ...project, versions: kept };
}
