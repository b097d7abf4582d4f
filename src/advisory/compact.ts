import type { Advisory, AffectedProject, AffectedRange } from './advisory.ts';
import { matchAdvisory, ranksOf } from './match.ts';

/**
 * What a record says of one project, its ranges ready to match, less the listed versions that they call affected as
 * well: they are nearly all of its bulk. Every answer of `matchAdvisory` stays the same.
 */
export function compactFor(advisory: Advisory, name: string): Advisory {
  return {
    ...advisory,
    affected: advisory.affected
      .filter((project) => project.name === name)
      .map((project) => compact(advisory, { ...project, ranges: project.ranges.map(ready) })),
  };
}

function ready({ events }: AffectedRange): AffectedRange {
  const ranks = ranksOf({ events });
  return ranks === undefined ? { events } : { events, ranks };
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
