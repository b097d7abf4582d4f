import type { NormalizedName } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { Advisory, AdvisoryDetails } from './advisory.ts';
import type { AdvisorySource, AdvisoryStore } from './store.ts';

/** One source, read whole. */
export interface LoadedSource {
  readonly source: AdvisorySource;
  readonly advisories: readonly Advisory[];
  readonly details: ReadonlyMap<Advisory, AdvisoryDetails>;
  readonly problems: readonly Problem[];
}

/** Records that one run looks at, over all its questions: thousands of versions of a project, thousands of records of it. */
const MAX_LOOKED_AT = 1_000_000;

/** A store over records in memory. Equal ids in several sources are all kept: they may disagree. */
export function memoryStore(loaded: readonly LoadedSource[]): AdvisoryStore {
  const byName = new Map<NormalizedName, Advisory[]>();
  for (const { advisories } of loaded) {
    for (const advisory of advisories) {
      for (const name of new Set(advisory.affected.map((project) => project.name))) {
        const same = byName.get(name);
        if (same) same.push(advisory);
        else byName.set(name, [advisory]);
      }
    }
  }
  let lookedAt = 0;
  return {
    sources: loaded.map(({ source }) => source),
    problems: loaded.flatMap(({ problems }) => problems),
    forProject(name) {
      const records = byName.get(name) ?? [];
      lookedAt += records.length;
      return lookedAt > MAX_LOOKED_AT ? undefined : records;
    },
    details(advisory) {
      for (const { details } of loaded) {
        const known = details.get(advisory);
        if (known !== undefined) return known;
      }
      throw new Error(`\`${advisory.id}\` is not of this store`);
    },
  };
}
