import {
  type Condition,
  compareVersions,
  differenceOf,
  disjoinMarkers,
  isAlwaysTrue,
  isEmptyRange,
  type NormalizedName,
  parseMarker,
  parseVersion,
  specifierSetOf,
  unionOf,
  type VersionRange,
} from '@rind/pypa';
import { setMarker } from './lock-edge.ts';
import type { LockEdge, LockEntry, LockStart } from './lock-graph.ts';
import type { PoetryEntry } from './poetry-entry.ts';

/** Entries of one name that are told apart; no lock has more versions of a project. */
const MOST_VERSIONS = 50;
/** Names for which it is proven that the project decides everywhere. */
const MOST_DECISIONS = 100;

/**
 * Before `lock-version` 2.1 a lock may hold several versions of a name without saying which is for whom: of
 * those that an arrow lets in, the one that the project itself decided on is taken, else the highest that
 * supports the Python at hand.
 *
 * Source: `walker.py` of poetry-plugin-export 1.8.
 */
export class PythonChoice {
  readonly #several = new Map<NormalizedName, readonly PoetryEntry[]>();
  readonly #ways = new Map<string, readonly PythonWay[] | undefined>();
  /** What the project itself decides, where that covers every environment. */
  readonly #decided = new Map<NormalizedName, ReadonlyMap<PoetryEntry, string>>();

  constructor(entries: readonly PoetryEntry[], starts: readonly LockStart[]) {
    for (const [name, same] of Map.groupBy(entries, (entry) => entry.name)) {
      if (same.length > 1 && same.length <= MOST_VERSIONS) this.#several.set(name, same.toSorted(higherFirst));
    }
    if (this.#several.size === 0) return;
    const own = starts.flatMap(({ group, edges }) => (group === '' ? edges : []));
    let tried = 0;
    for (const [name, edges] of Map.groupBy(own, (edge) => edge.name)) {
      const decided = this.#several.has(name) && ++tried <= MOST_DECISIONS ? this.#decisionOf(edges) : undefined;
      if (decided !== undefined) this.#decided.set(name, decided);
    }
  }

  /** Which version is taken where, if the project says so for each environment. */
  #decisionOf(edges: readonly LockEdge[]): ReadonlyMap<PoetryEntry, string> | undefined {
    const decided = new Map<PoetryEntry, string>();
    let any: Condition = false;
    for (const { name, marker, accepts } of edges.slice(0, MOST_VERSIONS)) {
      const [only, ...others] = this.#several.get(name)?.filter((entry) => accepts?.(entry) ?? true) ?? [];
      const parsed = marker === undefined ? undefined : parseMarker(marker);
      if (only === undefined || others.length > 0 || marker === undefined || !parsed?.ok || decided.has(only))
        return undefined;
      decided.set(only, marker);
      any = disjoinMarkers(any, parsed.value);
    }
    return isAlwaysTrue(any) === 'yes' ? decided : undefined;
  }

  /** The entries with each of their arrows leading to one entry. */
  entries(entries: readonly PoetryEntry[]): readonly PoetryEntry[] {
    if (this.#several.size === 0) return entries;
    return entries.map((entry) => ({
      ...entry,
      dependencies: this.edges(entry.dependencies),
      optional: new Map([...entry.optional].map(([extra, edges]) => [extra, this.edges(edges)])),
    }));
  }

  edges(edges: readonly LockEdge[]): readonly LockEdge[] {
    return edges.some(({ name }) => this.#several.has(name)) ? edges.flatMap((edge) => this.#split(edge)) : edges;
  }

  #split(edge: LockEdge): LockEdge[] {
    const { accepts } = edge;
    const fitting = this.#several.get(edge.name)?.filter((entry) => accepts?.(entry) ?? true) ?? [];
    if (fitting.length < 2) return [edge];
    const decided = this.#decided.get(edge.name);
    if (decided !== undefined && fitting.every((entry) => decided.has(entry)))
      return fitting.map((entry) => narrowed(edge, entry.version, decided.get(entry)));
    const ways = this.#waysOf(fitting);
    return ways === undefined ? [edge] : ways.map(({ version, marker }) => narrowed(edge, version, marker));
  }

  /** For which Pythons each of some versions is taken; undefined where that cannot be said, and all are meant. */
  #waysOf(fitting: readonly PoetryEntry[]): readonly PythonWay[] | undefined {
    const key = [fitting[0]?.name, ...fitting.map(({ version }) => version)].join(' ');
    if (this.#ways.has(key)) return this.#ways.get(key);
    const ways = waysOf(fitting);
    this.#ways.set(key, ways);
    return ways;
  }
}

/** A version and the Pythons for which it is taken. */
interface PythonWay {
  readonly version: string | null;
  readonly marker: string;
}

function waysOf(fitting: readonly PoetryEntry[]): PythonWay[] | undefined {
  let taken: VersionRange | undefined;
  const ways: PythonWay[] = [];
  for (const { version, pythons } of fitting) {
    if (pythons === undefined) return undefined;
    const left = taken === undefined ? pythons : differenceOf(pythons, taken);
    taken = taken === undefined ? pythons : unionOf(taken, pythons);
    if (isEmptyRange(left)) continue;
    const specifiers = specifierSetOf(left);
    if (specifiers === undefined) return undefined;
    ways.push({ version, marker: setMarker(specifiers) });
  }
  return ways;
}

/** The arrow to one version alone, under one more condition. */
function narrowed(edge: LockEdge, version: string | null, own: string | undefined): LockEdge {
  const parts = [edge.marker, own].filter((part) => part !== undefined && part !== '').map((part) => `(${part})`);
  const accepts = (entry: LockEntry) => entry.version === version;
  return { ...edge, marker: parts.length === 0 ? undefined : parts.join(' and '), accepts };
}

function higherFirst(a: PoetryEntry, b: PoetryEntry): number {
  const [left, right] = [parseVersion(a.version ?? ''), parseVersion(b.version ?? '')];
  return left.ok && right.ok ? compareVersions(right.value, left.value) : 0;
}
