import { compareVersions, type Version } from '@rind/pypa';
import type { IndexFile } from './index-file.ts';
import type { IndexPage } from './page.ts';

/** What one index says of a project. `unavailable`: nobody knows. */
export type IndexSays =
  | { readonly state: 'found'; readonly page: IndexPage }
  | { readonly state: 'absent' | 'unavailable' };

/** One index of a client's configuration, and what it says of the project; in the client's order. */
export interface ConsultedIndex {
  readonly index: string;
  readonly says: IndexSays;
  /** uv and Poetry: asked only for projects that name it. */
  readonly explicit?: boolean;
  /** Poetry: asked where the others have nothing that fits. */
  readonly supplemental?: boolean;
}

/** A file that a client would consider, and where it would get it. */
export interface Offer {
  readonly index: string;
  readonly file: IndexFile;
}

/**
 * What a client would consider. `considered`: these, the best version first, of equal ones those of earlier indexes;
 * `consulted` names the indexes that it would ask. `undetermined`: it depends on an index that cannot be asked.
 */
export type Choice =
  | { readonly state: 'considered'; readonly offers: readonly Offer[]; readonly consulted: readonly string[] }
  | { readonly state: 'undetermined'; readonly index: string };

/**
 * pip merges all of its indexes and takes the best version, wherever it lies. One that cannot be asked it passes over
 * with a warning; what it would then choose is not what it would have chosen, so it is undetermined here.
 *
 * Source: pip, "Finding packages".
 */
export function chooseLikePip(indexes: readonly ConsultedIndex[]): Choice {
  return merged(indexes);
}

/** How uv treats several indexes. Source: uv, "Searching across multiple indexes". */
export type UvStrategy = 'first-index' | 'unsafe-first-match' | 'unsafe-best-match';

/**
 * uv asks the index that the project is bound to, and no other; else those that are not explicit. By default the
 * first that has the project is the only one; `unsafe-first-match` prefers any version of an earlier index to those
 * of later ones; `unsafe-best-match` is pip's way. One that cannot be asked ends uv's run.
 *
 * @param indexes in uv's order: the default index stands last
 * @param bound the index that `tool.uv.sources` names for the project
 */
export function chooseLikeUv(
  indexes: readonly ConsultedIndex[],
  { bound, strategy = 'first-index' }: { readonly bound?: string | undefined; readonly strategy?: UvStrategy } = {},
): Choice {
  if (bound !== undefined) return only(indexes, bound);
  const open = indexes.filter(({ explicit }) => explicit !== true);
  if (strategy === 'unsafe-best-match') return merged(open);
  const down = open.findIndex(({ says }) => says.state === 'unavailable');
  const first = open.findIndex(({ says }) => says.state === 'found');
  if (strategy === 'first-index') {
    // One before it that cannot be asked stands among them.
    return merged(first < 0 ? open : open.slice(0, first + 1));
  }
  if (down >= 0) return undetermined(open, down);
  const offers = open.flatMap((index) => sorted(offersOf(index)));
  return { state: 'considered', offers, consulted: namesOf(open) };
}

/**
 * Poetry asks the source that a dependency names, and no other; else its primary sources together, and supplemental
 * ones, in order, as long as nothing that fits was found. Explicit ones are asked by name only. One that cannot be
 * asked ends Poetry's run.
 *
 * Source: Poetry, "Repositories", "Package sources".
 *
 * @param indexes primary ones first, then supplemental ones, each kind in the order of the configuration
 * @param fits which versions the dependency allows: what does not fit does not keep Poetry from asking on
 */
export function chooseLikePoetry(
  indexes: readonly ConsultedIndex[],
  {
    source,
    fits = () => true,
  }: { readonly source?: string | undefined; readonly fits?: (version: Version) => boolean } = {},
): Choice {
  if (source !== undefined) return only(indexes, source);
  const asked: ConsultedIndex[] = [];
  let found = false;
  for (const index of indexes) {
    if (index.explicit === true) continue;
    if (index.supplemental === true && found) break;
    asked.push(index);
    // Whether Poetry would have gone on, that one alone knows.
    if (index.says.state === 'unavailable') break;
    found ||= offersOf(index).some(({ file }) => fits(file.distribution.version));
  }
  return merged(asked);
}

function only(indexes: readonly ConsultedIndex[], name: string): Choice {
  return merged(indexes.filter(({ index }) => index === name));
}

function merged(indexes: readonly ConsultedIndex[]): Choice {
  const down = indexes.findIndex(({ says }) => says.state === 'unavailable');
  if (down >= 0) return undetermined(indexes, down);
  return { state: 'considered', offers: sorted(indexes.flatMap(offersOf)), consulted: namesOf(indexes) };
}

function undetermined(indexes: readonly ConsultedIndex[], at: number): Choice {
  return { state: 'undetermined', index: indexes[at]?.index ?? '' };
}

function namesOf(indexes: readonly ConsultedIndex[]): readonly string[] {
  return indexes.map(({ index }) => index);
}

/** Whatever the page lists, a quarantined project's files included: clients do not all look at that. */
function offersOf({ index, says }: ConsultedIndex): Offer[] {
  return says.state === 'found' ? Array.from(says.page.files, (file) => ({ index, file })) : [];
}

/** The best version first; the order of indexes, and of files within one, stays. */
function sorted(offers: readonly Offer[]): Offer[] {
  return offers.toSorted((a, b) => compareVersions(b.file.distribution.version, a.file.distribution.version));
}
