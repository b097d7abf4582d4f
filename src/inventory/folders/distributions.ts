import { type Problem, problem } from '../../base/problem.ts';
import { type DistributionName, distributionName, readDistributionFile } from '../distribution-file.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import { installedGraph } from '../environment-graph.ts';
import { MarkerJudge } from '../environment-markers.ts';
import { startOf } from '../folder-place.ts';
import type { FolderFormat, Reading, SourceFolder } from '../format.ts';
import type { InstalledDistribution } from '../installed-distribution.ts';

/** A folder of wheels and source distributions, as `pip download` and `pip wheel` fill it. */
export const format: FolderFormat = {
  id: 'distributions',
  title: 'folders of wheels (`*.whl`) and source distributions (`*.tar.gz`, `*.zip`), and one such file',
  matches: (entries) => [...entries].some((name) => !name.endsWith('.zip') && distributionName(name) !== undefined),
  read: readDistributions,
  editing: 'Never: the files are downloaded anew.',
};

/** Reads the wheels and source distributions that stand in a folder itself; nothing is unpacked to disk. */
function readDistributions(folder: SourceFolder): Reading {
  const problems: Problem[] = [];
  const distributions: InstalledDistribution[] = [];
  for (const { name, kind } of folder.list('')) {
    const named = kind === 'file' ? distributionName(name) : undefined;
    if (named === undefined) {
      // Other archives may be anything; a wheel is one, and is missed.
      if (kind === 'file' && name.endsWith('.whl')) problems.push(noName(folder, name));
      continue;
    }
    if (distributions.length + problems.length >= MAX_ENTRIES) {
      problems.push(tooManyEntries(folder.path));
      break;
    }
    distributions.push(readDistributionFile(folder, name, named, problems));
  }
  return asReading(distributions, problems);
}

/** Reads one file of a folder, named by a person; undefined where it is no distribution by its name. */
export function readDistribution(folder: SourceFolder, fileName: string): Reading | undefined {
  const named: DistributionName | undefined = distributionName(fileName);
  if (named === undefined) return undefined;
  const problems: Problem[] = [];
  return asReading([readDistributionFile(folder, fileName, named, problems)], problems);
}

function noName(folder: SourceFolder, name: string): Problem {
  const message = `\`${name.slice(0, 100)}\` is no name that a wheel has`;
  return problem('archive-invalid', message, { at: startOf(folder, name) });
}

/** Which Python the files are for is not told: every marker may hold. */
function asReading(distributions: readonly InstalledDistribution[], problems: readonly Problem[]): Reading {
  const { components, roots } = installedGraph(distributions, new MarkerJudge({}));
  return { components, roots: new Map([['', roots]]), problems };
}
