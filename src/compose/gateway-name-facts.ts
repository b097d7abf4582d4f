import type { NormalizedName } from '@rind/pypa';
import type { NameFacts } from '../access/grants.ts';
import type { NameList } from '../evidence/name-list.ts';
import type { GatewayRouting } from './gateway-routing.ts';
import type { GatewayState } from './gateway-state.ts';

/** What says whose a name is. */
export interface NameFactsParts {
  readonly state: Pick<GatewayState, 'hosted' | 'pins'>;
  readonly routing: Pick<GatewayRouting, 'isPrivate' | 'isUpstreams'>;
  /** The public names, where an operator turned that list on. */
  readonly list: Pick<NameList, 'has'> | undefined;
}

/** Whose a name is, for who wants to upload it: no upstream is asked. */
export async function nameFactsOf(name: NormalizedName, { state, routing, list }: NameFactsParts): Promise<NameFacts> {
  const { hosted, pins } = state;
  const claims = await hosted.claims();
  return {
    isOurs: await hosted.has(name),
    isClaimed: claims.some((claim) => claim.name === name),
    isReserved: routing.isPrivate(name) || claims.some((claim) => claim.prefix && name.startsWith(`${claim.name}-`)),
    isKnownUpstream:
      routing.isUpstreams(name) ||
      list?.has(name) === true ||
      (await hosted.remembers(name)) ||
      (await pins.knows(name)),
  };
}
