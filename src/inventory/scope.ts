import { evaluateMarker, type MarkerEnvironment, type NormalizedName, parseMarker } from '@rind/pypa';
import { type Component, componentId } from './component.ts';
import type { LockEdge, LockEntry } from './lock-graph.ts';

/** A part of what a project may install: for whom, and where. */
export interface Scope {
  /** Where it is installed; absent for anywhere. */
  readonly environment?: MarkerEnvironment;
  /** Whether what a group brings in counts: `""` for the project's own dependencies, a group, `extra:NAME`. */
  wants(group: string): boolean;
}

/** Says which components, by id, a scope installs. */
export type Selection = (scope: Scope) => ReadonlySet<string>;

/** What a scope installs of components that say themselves who brings them in, and when. */
export function selectListed(components: readonly Component[]): Selection {
  return (scope) => {
    const holds = new MarkerTruth(scope.environment);
    return new Set(
      components
        .filter(({ groups, marker }) => (groups.length === 0 || groups.some(scope.wants)) && holds.of(marker))
        .map(componentId),
    );
  };
}

/** What a scope installs of a lock: follows the arrows whose markers hold, from the roots of the groups that count. */
export function selectEntries<E extends LockEntry>(
  entries: readonly E[],
  roots: ReadonlyMap<string, readonly LockEdge[]>,
  scope: Scope,
): Set<E> {
  const byName = new Map<NormalizedName, E[]>();
  for (const entry of entries) {
    const same = byName.get(entry.name);
    if (same) same.push(entry);
    else byName.set(entry.name, [entry]);
  }
  const holds = new MarkerTruth(scope.environment);
  const waiting: LockEdge[] = [];
  for (const [group, edges] of roots) if (scope.wants(group)) for (const edge of edges) waiting.push(edge);
  const extrasOf = new Map<E, Set<NormalizedName>>();
  for (let edge = waiting.pop(); edge !== undefined; edge = waiting.pop()) {
    if (!holds.of(edge.marker)) continue;
    for (const entry of byName.get(edge.name) ?? []) {
      if (edge.version !== undefined && entry.version !== null && edge.version !== entry.version) continue;
      const known = extrasOf.get(entry);
      const extras = known ?? new Set<NormalizedName>();
      extrasOf.set(entry, extras);
      if (known === undefined) for (const next of entry.dependencies) waiting.push(next);
      for (const extra of edge.extras) {
        if (extras.has(extra)) continue;
        extras.add(extra);
        for (const next of entry.optional.get(extra) ?? []) waiting.push(next);
      }
    }
  }
  return new Set(extrasOf.keys());
}

/** Whether markers hold in an environment; one that cannot be evaluated does, which hides nothing. */
class MarkerTruth {
  readonly #environment: MarkerEnvironment | undefined;
  readonly #known = new Map<string, boolean>();

  constructor(environment: MarkerEnvironment | undefined) {
    this.#environment = environment;
  }

  of(marker: string | undefined): boolean {
    if (marker === undefined || this.#environment === undefined) return true;
    const known = this.#known.get(marker);
    if (known !== undefined) return known;
    const parsed = parseMarker(marker);
    const truth = parsed.ok ? evaluateMarker(parsed.value, this.#environment) : undefined;
    const holds = truth === undefined || !truth.ok || truth.value;
    this.#known.set(marker, holds);
    return holds;
  }
}
