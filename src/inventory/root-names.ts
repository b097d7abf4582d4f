import type { NormalizedName } from '@rind/pypa';
import type { LockStart } from './lock-graph.ts';

/** What each part of the project itself asks for, by name; parts of several members are one. */
export function rootNames(starts: readonly LockStart[]): Map<string, readonly NormalizedName[]> {
  const roots = new Map<string, Set<NormalizedName>>();
  for (const { group, edges, isImplied } of starts) {
    if (isImplied === true) continue;
    const names = roots.get(group) ?? new Set<NormalizedName>();
    roots.set(group, names);
    for (const { name } of edges) names.add(name);
  }
  return new Map([...roots].map(([group, names]) => [group, [...names].sort()]));
}
