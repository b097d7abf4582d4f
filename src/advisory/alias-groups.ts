import type { Advisory } from './advisory.ts';
import { UnionFind } from './union-find.ts';

/** Records that speak of one flaw, under one preferred id. */
export interface AliasGroup {
  /** The preferred id: PYSEC before GHSA before CVE before others, then the first by text. */
  readonly id: string;
  /** Every other id of the group, sorted. */
  readonly aliases: readonly string[];
  readonly advisories: readonly Advisory[];
}

const PREFERENCE = ['PYSEC-', 'GHSA-', 'CVE-'];
const MALWARE = 'MAL-';

function preference(id: string): number {
  const at = PREFERENCE.findIndex((prefix) => id.startsWith(prefix));
  return at === -1 ? PREFERENCE.length : at;
}

/** Whether one of the ids of a group or a record is that of a malicious package. */
export function isMalware({ id, aliases }: Pick<AliasGroup, 'id' | 'aliases'>): boolean {
  return id.startsWith(MALWARE) || aliases.some((alias) => alias.startsWith(MALWARE));
}

/**
 * Groups records by shared ids, transitively (union-find): A–B and B–C make one group whatever the order.
 *
 * @param related every id that records elsewhere connect with an id: two records may be one flaw only
 *   by a third that speaks of another project
 */
export function groupByAlias(
  advisories: readonly Advisory[],
  related: (id: string) => readonly string[] = () => [],
): AliasGroup[] {
  const connected = new UnionFind();
  const idsOf = (advisory: Advisory) => [
    advisory.id,
    ...advisory.aliases,
    ...advisory.upstream,
    ...related(advisory.id),
  ];
  const everyId = advisories.map(idsOf);
  for (const ids of everyId) {
    for (const other of ids) connected.unite(ids[0] ?? other, other);
  }
  const groups = new Map<string, { ids: Set<string>; advisories: Advisory[] }>();
  for (const [at, advisory] of advisories.entries()) {
    const root = connected.rootOf(advisory.id);
    const group = groups.get(root) ?? { ids: new Set<string>(), advisories: [] };
    groups.set(root, group);
    group.advisories.push(advisory);
    for (const id of everyId[at] ?? []) group.ids.add(id);
  }
  return [...groups.values()]
    .map((group) => aliasGroup(group.ids, group.advisories))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Records that are one flaw, with all of its ids. */
export function aliasGroup(ids: Iterable<string>, advisories: readonly Advisory[]): AliasGroup {
  let best: string | undefined;
  for (const id of ids) if (best === undefined || isPreferred(id, best)) best = id;
  const aliases = [...ids].filter((id) => id !== best).sort();
  return { id: best ?? '', aliases, advisories };
}

function isPreferred(id: string, than: string): boolean {
  const order = preference(id) - preference(than);
  return order < 0 || (order === 0 && id < than);
}
