import type { NormalizedName } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { Advisory, AdvisoryDetails } from './advisory.ts';
import { isComplete } from './completeness.ts';
import { relatedIds } from './related-ids.ts';
import { repositoryKey } from './repository-key.ts';
import type { AdvisorySource, AdvisoryStore } from './store.ts';

/** A record of a source that is read whole. */
export interface LoadedRecord {
  readonly advisory: Advisory;
  readonly details: AdvisoryDetails;
}

/** One source, read whole. */
export interface LoadedSource {
  readonly source: AdvisorySource;
  readonly records: readonly LoadedRecord[];
  readonly problems: readonly Problem[];
}

/** Records that one run looks at, over all its questions: thousands of versions of a project, thousands of records of it. */
export const MAX_LOOKED_AT = 1_000_000;

/** A store over records in memory. Equal ids in several sources are all kept: they may disagree. */
export function memoryStore(loaded: readonly LoadedSource[]): AdvisoryStore {
  const byName = new Map<NormalizedName, Advisory[]>();
  const byRepository = new Map<string, Advisory[]>();
  const byId = new Map<string, Advisory[]>();
  const byHash = new Map<string, Advisory[]>();
  const neighbors = new Map<string, string[]>();
  const details = new Map<Advisory, AdvisoryDetails>();
  for (const { advisory, details: said } of loaded.flatMap(({ records }) => records)) {
    details.set(advisory, said);
    add(byId, advisory.id, advisory);
    for (const name of new Set(advisory.affected.map((project) => project.name))) add(byName, name, advisory);
    for (const hash of advisory.hashes) add(byHash, hash, advisory);
    for (const repository of new Set(advisory.repositories.map((affected) => affected.repository)))
      add(byRepository, repository, advisory);
    for (const other of [...advisory.aliases, ...advisory.upstream]) {
      add(neighbors, advisory.id, other);
      add(neighbors, other, advisory.id);
    }
  }
  let lookedAt = 0;
  return {
    sources: loaded.map(({ source }) => source),
    feeds: [],
    problems: loaded.flatMap(({ problems }) => problems),
    complete: loaded.every(({ problems }) => isComplete(problems)),
    // Who names a folder means it to speak of all projects, unless it speaks of none.
    covers: () => byName.size > 0,
    expect() {},
    again() {
      lookedAt = 0;
    },
    forProject(name) {
      const records = byName.get(name) ?? NONE;
      lookedAt += records.length;
      return lookedAt > MAX_LOOKED_AT ? undefined : records;
    },
    forRepository: (url) => byRepository.get(repositoryKey(url)) ?? NONE,
    forHash: (hash) => byHash.get(hash) ?? NONE,
    byId: (id) => byId.get(id) ?? NONE,
    relatedIds: (id) => relatedIds(id, (at) => neighbors.get(at) ?? []),
    details(advisory) {
      const known = details.get(advisory);
      if (known === undefined) throw new Error(`\`${advisory.id}\` is not of this store`);
      return known;
    },
    epss: () => undefined,
    kev: () => undefined,
    epochOf: () => 0,
  };
}

const NONE: readonly Advisory[] = [];

function add<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const same = map.get(key);
  if (same) same.push(value);
  else map.set(key, [value]);
}
