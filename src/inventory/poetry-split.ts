import {
  compareVersions,
  differenceOf,
  isEmptyRange,
  type NormalizedName,
  parseVersion,
  specifierSetOf,
  unionOf,
  type VersionRange,
} from '@rind/pypa';
import { setMarker } from './lock-edge.ts';
import type { LockEdge, LockEntry } from './lock-graph.ts';
import type { PoetryEntry } from './poetry-entry.ts';

/** Entries of one name that are told apart; no lock has more versions of a project. */
const MOST_VERSIONS = 50;

/**
 * Before `lock-version` 2.1 a lock may hold several versions of a name without saying which is for whom: of
 * those that an arrow lets in, Poetry takes the highest that supports the Python at hand.
 *
 * Source: `walker.py` of poetry-plugin-export 1.8.
 */
export class PythonChoice {
  readonly #several = new Map<NormalizedName, readonly PoetryEntry[]>();

  constructor(entries: readonly PoetryEntry[]) {
    for (const [name, same] of Map.groupBy(entries, (entry) => entry.name)) {
      if (same.length > 1 && same.length <= MOST_VERSIONS) this.#several.set(name, same.toSorted(higherFirst));
    }
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
    const { accepts, marker } = edge;
    const fitting = this.#several.get(edge.name)?.filter((entry) => accepts?.(entry) ?? true) ?? [];
    if (fitting.length < 2) return [edge];
    let taken: VersionRange | undefined;
    const ways: LockEdge[] = [];
    for (const { version, pythons } of fitting) {
      // What cannot be told apart is all meant.
      if (pythons === undefined) return [edge];
      const left = taken === undefined ? pythons : differenceOf(pythons, taken);
      taken = taken === undefined ? pythons : unionOf(taken, pythons);
      if (isEmptyRange(left)) continue;
      const specifiers = specifierSetOf(left);
      if (specifiers === undefined) return [edge];
      const own = setMarker(specifiers);
      const both = [marker, own].filter((part) => part !== undefined && part !== '').map((part) => `(${part})`);
      const isThis = (entry: LockEntry) => entry.version === version;
      ways.push({ ...edge, marker: both.length === 0 ? undefined : both.join(' and '), accepts: isThis });
    }
    return ways;
  }
}

function higherFirst(a: PoetryEntry, b: PoetryEntry): number {
  const [left, right] = [parseVersion(a.version ?? ''), parseVersion(b.version ?? '')];
  return left.ok && right.ok ? compareVersions(right.value, left.value) : 0;
}
