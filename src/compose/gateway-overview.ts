import type { AdvisoryStore } from '../advisory/store.ts';
import type { Gatekeeper } from '../app/serve/gatekeeper.ts';
import { Overseeing, type OverseeingParts } from '../app/serve/overseeing.ts';
import type { AdvisoryOverview, Heard, Overview } from '../app/serve/overview.ts';
import type { PageAnswer, Same } from '../index/page-fetch.http.ts';
import type { Upstream } from '../index/upstream.ts';
import type { Policy } from '../policy/policy.ts';
import type { GatewayState } from './gateway-state.ts';
import { restoredNote } from './restored.ts';

/** Remembers what upstreams last answered. */
export class Hearing {
  readonly #heard = new Map<string, Heard>();
  readonly #stale = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes an answer. What was kept from before says nothing. */
  take(upstream: string, answer: PageAnswer | Same): void {
    const at = this.#now();
    if (answer.state === 'unavailable') this.#heard.set(upstream, { state: 'silent', at, why: answer.problem.message });
    else if (answer.state !== 'absent' && answer.from === 'stale') {
      this.#heard.set(upstream, { state: 'silent', at, why: answer.why?.message ?? '' });
      this.#stale.set(upstream, this.stale(upstream) + 1);
    } else if (answer.state === 'absent' || answer.from === 'index')
      this.#heard.set(upstream, { state: 'answers', at });
  }

  /** Pages of it that stood in while it said nothing. */
  stale(upstream: string): number {
    return this.#stale.get(upstream) ?? 0;
  }

  of(upstream: string): Heard | undefined {
    return this.#heard.get(upstream);
  }
}

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
