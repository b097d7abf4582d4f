import type { NormalizedName } from '@rind/pypa';
import type { LockConditions } from './lock-condition.ts';
import type { LockEdge, LockEntry, LockStart } from './lock-graph.ts';
import { MarkerTruth, type Scope } from './scope.ts';

/** Arrows that are followed for one scope, and entries that are compared with them; beyond it all is installed. */
const MAX_ARROWS = 4_000_000;

/** What a scope installs of a lock: follows the arrows whose markers hold, from the parts of the project that count. */
export function selectEntries<E extends LockEntry>(
  entries: readonly E[],
  starts: readonly LockStart[],
  scope: Scope,
  conditions: LockConditions,
): Set<E> {
  const byName = Map.groupBy(entries, ({ name }) => name);
  const holds = new MarkerTruth(scope.environment);
  const waiting: { readonly edge: LockEdge; readonly start: LockStart }[] = [];
  for (const start of starts)
    if (scope.wants(start.group)) for (const edge of start.edges) waiting.push({ edge, start });
  const extrasOf = new Map<E, Set<NormalizedName>>();
  let arrows = 0;
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const { edge, start } = step;
    const { marker, accepts } = edge;
    if (marker !== undefined && !holds.ofCondition(start.read?.(marker, conditions) ?? conditions.read(marker)))
      continue;
    const all = byName.get(edge.name) ?? [];
    arrows += all.length + 1;
    if (arrows > MAX_ARROWS) return new Set(entries);
    const fitting = accepts === undefined || all.length === 1 ? all : all.filter(accepts);
    for (const entry of fitting.length > 0 ? fitting : all) {
      const known = extrasOf.get(entry);
      const extras = known ?? new Set<NormalizedName>();
      extrasOf.set(entry, extras);
      if (known === undefined) for (const next of entry.dependencies) waiting.push({ edge: next, start });
      for (const extra of edge.extras) {
        if (extras.has(extra)) continue;
        extras.add(extra);
        for (const next of entry.optional.get(extra) ?? []) waiting.push({ edge: next, start });
      }
    }
  }
  return new Set(extrasOf.keys());
}
