import type { NormalizedName } from '@rind/pypa';

/** One arrow of a lock: a dependency as an entry or a root states it. */
export interface LockEdge {
  readonly name: NormalizedName;
  /** Given where the lock holds several versions of the name. */
  readonly version?: string;
  /** Extras of the target that the arrow asks for. */
  readonly extras: readonly NormalizedName[];
  readonly marker?: string;
}

/** One entry of a lock with its arrows. */
export interface LockEntry {
  readonly name: NormalizedName;
  readonly version: string | null;
  readonly dependencies: readonly LockEdge[];
  /** Arrows that an extra of the entry adds. */
  readonly optional: ReadonlyMap<NormalizedName, readonly LockEdge[]>;
}

/** How the roots reach an entry. */
export interface Reach {
  /** `""`, group names, `extra:NAME`; see `Component.groups`. */
  readonly groups: Set<string>;
  readonly extras: Set<NormalizedName>;
}

/**
 * Who brings every entry in: follows the arrows from each group's roots. An extra of the project is
 * not listed where its plain dependencies bring the entry already.
 */
export function reachEntries<E extends LockEntry>(
  entries: readonly E[],
  roots: ReadonlyMap<string, readonly LockEdge[]>,
): Map<E, Reach> {
  const byName = new Map<NormalizedName, E[]>();
  for (const entry of entries) {
    const same = byName.get(entry.name);
    if (same) same.push(entry);
    else byName.set(entry.name, [entry]);
  }
  const reached = new Map<E, Reach>();
  // The project's own dependencies come first, so that its extras know what is there already.
  const ordered = [...roots].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [group, edges] of ordered) follow(byName, reached, group, edges);
  return reached;
}

function follow<E extends LockEntry>(
  byName: ReadonlyMap<NormalizedName, readonly E[]>,
  reached: Map<E, Reach>,
  group: string,
  roots: readonly LockEdge[],
): void {
  const seen = new Set<string>();
  const visited = new Set<E>();
  const waiting = [...roots];
  for (let edge = waiting.pop(); edge !== undefined; edge = waiting.pop()) {
    for (const entry of byName.get(edge.name) ?? []) {
      if (edge.version !== undefined && entry.version !== null && edge.version !== entry.version) continue;
      const reach = reached.get(entry) ?? { groups: new Set<string>(), extras: new Set<NormalizedName>() };
      reached.set(entry, reach);
      if (!(group.startsWith('extra:') && reach.groups.has(''))) reach.groups.add(group);
      if (!visited.has(entry)) {
        visited.add(entry);
        waiting.push(...entry.dependencies);
      }
      for (const extra of edge.extras) {
        reach.extras.add(extra);
        const key = `${entry.name} ${entry.version} ${extra}`;
        if (seen.has(key)) continue;
        seen.add(key);
        waiting.push(...(entry.optional.get(extra) ?? []));
      }
    }
  }
}
