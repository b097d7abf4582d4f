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
  const required = new Set(
    entries.flatMap((entry) => arrowsOf(entry).flatMap(({ name }) => (name === entry.name ? [] : name))),
  );
  const direct = new Set(entries.flatMap(({ name }) => (required.has(name) ? [] : name)));
  const reached = new Set<NormalizedName>();
  for (const start of [...direct, ...byName.keys()]) {
    if (!reached.has(start)) direct.add(start);
    const waiting = [start];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      for (const entry of byName.get(name) ?? []) for (const edge of arrowsOf(entry)) waiting.push(edge.name);
    }
  }
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

function arrowsOf({ dependencies, optional }: LockEntry): readonly LockEdge[] {
  return optional.size === 0 ? dependencies : [...dependencies, ...[...optional.values()].flat()];
}
