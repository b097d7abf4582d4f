import { closestNamespace, type NormalizedName } from '@rind/pypa';
import { OWN } from '../app/serve/ports.ts';
import type { ConfiguredServer } from '../config/config.ts';
import { type NamePattern, parseNamePattern } from '../index/name-pattern.ts';
import type { ExplicitMerge, RoutingTable } from '../index/routing.ts';

/** Who may serve which names, as it is configured. */
export interface GatewayRouting extends Pick<RoutingTable, 'reservations' | 'merges' | 'isPrivate'> {
  /** Whether a name is reserved for an upstream: nobody uploads to it. */
  isUpstreams(name: NormalizedName): boolean;
}

/** Reads what is configured; it was checked. Nothing is reserved or merged where nothing says so. */
export function gatewayRouting(server: Pick<ConfiguredServer, 'reservations' | 'merges'> | undefined): GatewayRouting {
  const reservations = new Map((server?.reservations ?? []).map(({ prefix, upstream = OWN }) => [prefix, upstream]));
  const merges = (server?.merges ?? []).map(
    ({ names, upstreams }): ExplicitMerge => ({ names: names.flatMap(patternOf), upstreams }),
  );
  const ownerOf = (name: NormalizedName): string | undefined => {
    const closest = closestNamespace(name, reservations.keys());
    return closest === undefined ? undefined : reservations.get(closest);
  };
  return {
    reservations,
    merges,
    isPrivate: (name) => ownerOf(name) === OWN,
    isUpstreams: (name) => (ownerOf(name) ?? OWN) !== OWN,
  };
}

function patternOf(text: string): readonly NamePattern[] {
  const pattern = parseNamePattern(text);
  return pattern === undefined ? [] : [pattern];
}
