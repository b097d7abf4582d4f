import type { AdvisoryStore } from '../advisory/store.ts';
import type { Gatekeeper } from '../app/serve/gatekeeper.ts';
import { Overseeing, type OverseeingParts } from '../app/serve/overseeing.ts';
import type { AdvisoryOverview, Overview } from '../app/serve/overview.ts';
import type { Upstream } from '../index/upstream.ts';
import type { Policy } from '../policy/policy.ts';
import type { Hearing } from './gateway-hearing.ts';
import type { GatewayState } from './gateway-state.ts';
import { restoredNote } from './restored.ts';

/** What the pages for people are made of. */
export interface OverviewParts
  extends Pick<
    OverseeingParts,
    'projects' | 'pace' | 'patienceMs' | 'version' | 'dryRun' | 'readFault' | 'names' | 'syncing'
  > {
  readonly gatekeeper: Gatekeeper;
  readonly state: Pick<GatewayState, 'folder' | 'holds'>;
  readonly hearing: Hearing;
  readonly views: ReadonlyMap<string, readonly Upstream[]>;
  readonly grounds: { policy(view: string): Policy; advisories(): AdvisoryStore | undefined };
}

/** Puts the pages for people together. */
export function gatewayOverview(parts: OverviewParts): Overview {
  const { gatekeeper, grounds, hearing, state, views, ...rest } = parts;
  const upstreams = new Map([...views.values()].flat().map((upstream) => [upstream.name, upstream]));
  return new Overseeing({
    ...rest,
    restored: restoredNote(state.folder),
    adminFault: (asker) => gatekeeper.adminFault(asker),
    views: () =>
      [...views].map(([name, order]) => ({
        name,
        policy: grounds.policy(name).digest,
        upstreams: order.map((upstream) => upstream.name),
      })),
    upstreams: () => Array.from(upstreams.values(), ({ name, url }) => ({ name, url, heard: hearing.of(name) })),
    advisories: () => advisoriesOf(grounds.advisories()),
    isWhole: () => grounds.advisories()?.complete === true,
    waiting: () => state.holds.waiting(),
  });
}

function advisoriesOf(store: AdvisoryStore | undefined): readonly AdvisoryOverview[] | undefined {
  return store?.sources.map(({ name, records, newest, checked }) => ({ name, records, newest, checked }));
}
