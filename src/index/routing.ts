import { closestNamespace, type NormalizedName } from '@rind/pypa';
import { matchesPattern, type NamePattern } from './name-pattern.ts';

/** An index, as far as routing knows it. */
export interface RoutedUpstream {
  readonly name: string;
  /** Projects that are taken from it and from no other; empty: it serves what nobody else claims. */
  readonly names: readonly NamePattern[];
}

/** Names whose pages are put together from several indexes, because somebody said so. */
export interface ExplicitMerge {
  readonly names: readonly NamePattern[];
  /** The upstreams by name, in order. */
  readonly upstreams: readonly string[];
}

/** Everything that decides which index may serve a name. */
export interface RoutingTable {
  /** In order. */
  readonly upstreams: readonly RoutedUpstream[];
  /** Who alone may serve a prefix: the name itself, and what follows it after a hyphen. Source: PEP 752, "Semantics". */
  readonly reservations: ReadonlyMap<NormalizedName, string>;
  readonly merges: readonly ExplicitMerge[];
  /** Whether a name is one of our own projects. */
  isPrivate(name: NormalizedName): boolean;
}

/**
 * Who may be asked for a name. `private`: our own, no index is ever asked. `first`: these in order, until one has
 * it. `all`: these together. `nobody`: the name is reserved for, or bound to, what is not there.
 */
export type Route =
  | { readonly kind: 'private' }
  | { readonly kind: 'first'; readonly upstreams: readonly string[] }
  | { readonly kind: 'all'; readonly upstreams: readonly string[] }
  | { readonly kind: 'nobody'; readonly reason: string };

/**
 * Finds who may be asked for a name. What speaks for the name itself goes before order: our own projects, then
 * merges that were asked for, reservations (the longest prefix), indexes that the name is bound to (the first one);
 * indexes bound to nothing are asked in order for the rest. An index bound to names is asked for no other.
 */
export function routeOf(name: NormalizedName, table: RoutingTable): Route {
  if (table.isPrivate(name)) return { kind: 'private' };
  const has = (patterns: readonly NamePattern[]) => patterns.some((pattern) => matchesPattern(name, pattern));
  const known = new Set(table.upstreams.map((upstream) => upstream.name));
  const missing = (owner: string): Route => ({ kind: 'nobody', reason: `there is no index \`${owner.slice(0, 60)}\`` });
  const merge = table.merges.find(({ names }) => has(names));
  if (merge !== undefined) {
    const gone = merge.upstreams.find((owner) => !known.has(owner));
    return gone === undefined ? { kind: 'all', upstreams: merge.upstreams } : missing(gone);
  }
  const reserved = closestNamespace(name, table.reservations.keys());
  const owner = reserved === undefined ? undefined : table.reservations.get(reserved);
  if (owner !== undefined) return known.has(owner) ? { kind: 'first', upstreams: [owner] } : missing(owner);
  const bound = table.upstreams.find(({ names }) => has(names));
  if (bound !== undefined) return { kind: 'first', upstreams: [bound.name] };
  const open = table.upstreams.filter(({ names }) => names.length === 0).map((upstream) => upstream.name);
  return open.length > 0
    ? { kind: 'first', upstreams: open }
    : { kind: 'nobody', reason: 'every index is bound to other names' };
}

/** What an index answered. */
export type RouteAnswer = 'found' | 'absent' | 'unavailable';

/** What to do next: ask an index, or be done. `found` names every index whose page counts. */
export type RouteStep =
  | { readonly kind: 'ask'; readonly upstream: string }
  | { readonly kind: 'found'; readonly upstreams: readonly string[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unavailable'; readonly upstream: string };

/**
 * Goes on along a route, by the answers so far. An index that cannot be asked makes the name unavailable: the
 * next one is not asked, or whoever cuts the line to the first could have the name served from there.
 */
export function nextStep(
  route: Extract<Route, { kind: 'first' | 'all' }>,
  answers: ReadonlyMap<string, RouteAnswer>,
): RouteStep {
  const found: string[] = [];
  for (const upstream of route.upstreams) {
    const answer = answers.get(upstream);
    if (answer === undefined) return { kind: 'ask', upstream };
    if (answer === 'unavailable') return { kind: 'unavailable', upstream };
    if (answer === 'absent') continue;
    found.push(upstream);
    if (route.kind === 'first') break;
  }
  return found.length > 0 ? { kind: 'found', upstreams: found } : { kind: 'absent' };
}
