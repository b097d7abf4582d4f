import type { NormalizedName } from '@rind/pypa';
import type { LockEdge, LockEntry, LockStart } from './lock-graph.ts';

/**
 * What a project asks for where nothing says it: the entries that no other one requires, and one of each
 * circle that is left. `groupsOf` says for whom each is there.
 */
export function freeStarts<E extends LockEntry>(
  entries: readonly E[],
  groupsOf: (entry: E) => readonly string[],
): LockStart[] {
  const byName = Map.groupBy(entries, ({ name }) => name);
  const direct = freeNames(byName, (entry) => arrowsOf(entry).map(({ name }) => name));
  const starts = new Map<string, LockEdge[]>();
  for (const name of direct) {
    const groups = new Set(byName.get(name)?.flatMap(groupsOf));
    for (const group of groups) {
      const edges = starts.get(group);
      if (edges) edges.push({ name, extras: [] });
      else starts.set(group, [{ name, extras: [] }]);
    }
  }
  return [...starts].map(([group, edges]) => ({ group, edges, besides: group.startsWith('extra:') }));
}

/**
 * The names that nothing else requires, and one of each circle that is left.
 *
 * @param own names that are direct whatever requires them; those that stand nowhere are passed over
 */
export function freeNames<T>(
  byName: ReadonlyMap<NormalizedName, readonly T[]>,
  requiresOf: (item: T) => readonly NormalizedName[],
  own: readonly NormalizedName[] = [],
): Set<NormalizedName> {
  const required = new Set<NormalizedName>();
  for (const [name, items] of byName)
    for (const item of items) for (const other of requiresOf(item)) if (other !== name) required.add(other);
  const direct = new Set(own.filter((name) => byName.has(name)));
  for (const name of byName.keys()) if (!required.has(name)) direct.add(name);
  const reached = new Set<NormalizedName>();
  for (const start of [...direct, ...byName.keys()]) {
    if (!reached.has(start)) direct.add(start);
    const waiting = [start];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      for (const item of byName.get(name) ?? []) for (const other of requiresOf(item)) waiting.push(other);
    }
  }
  return direct;
}

function arrowsOf({ dependencies, optional }: LockEntry): readonly LockEdge[] {
  return optional.size === 0 ? dependencies : [...dependencies, ...[...optional.values()].flat()];
}
