import { type DistributionParts, makeSdist, makeWheel } from '../servers/distribution.ts';
import { fileOf, type UpstreamFile, type UpstreamProject } from '../servers/upstream-file.ts';
import { nameIn, type PackseScenario, type PackseVersion, requirementIn } from './scenario.ts';

/** The projects of a scenario, each under its name in the one index of all scenarios. */
export function packseProjects(scenario: PackseScenario): UpstreamProject[] {
  return Object.entries(scenario.packages).map(([project, { versions }]) => ({
    name: nameIn(scenario, project),
    files: Object.entries(versions).flatMap(([version, facts]) => filesOf(scenario, project, version, facts)),
  }));
}

function filesOf(scenario: PackseScenario, project: string, version: string, facts: PackseVersion): UpstreamFile[] {
  const { requires = [], extras = {}, requires_python, sdist = true, wheel = true, yanked } = facts;
  const parts: DistributionParts = {
    name: nameIn(scenario, project),
    version,
    requires: requires.map((text) => requirementIn(scenario, text)),
    extras: Object.fromEntries(
      Object.entries(extras).map(([extra, wanted]) => [extra, wanted.map((text) => requirementIn(scenario, text))]),
    ),
    ...(requires_python === undefined ? {} : { requiresPython: requires_python }),
  };
  const listed = yanked ? { yanked: '' } : {};
  const wheels = wheel ? (facts.wheel_tags ?? ['py3-none-any']).map((tag) => makeWheel({ ...parts, tag })) : [];
  return [...wheels, ...(sdist ? [makeSdist(parts)] : [])].map((distribution) => fileOf(distribution, listed));
}
