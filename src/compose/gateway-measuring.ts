import type { AdvisoryStore } from '../advisory/store.ts';
import type { Measures, Measuring } from '../app/serve/measuring.ts';
import type { WatchStatus } from '../app/serve/watching.ts';
import type { Traffic } from '../index/traffic.http.ts';
import { freeRoom } from './free-room.ts';
import type { Hearing } from './gateway-hearing.ts';

/** What a gateway's measures come from. */
export interface MeasuringParts {
  readonly state: {
    readonly folder: string;
    readonly holds: { count(): Promise<number> };
    readonly notices: { count(kind: string): Promise<number> };
  };
  readonly traffic: Traffic;
  readonly hearing: Hearing;
  readonly grounds: { advisories(): AdvisoryStore | undefined };
  /** What the gateway does by itself. */
  status(): Promise<WatchStatus>;
}

/** Measures what a gateway's door does not see. Two counts in the database and a look at the disk: nothing is kept up to date for it. */
export function gatewayMeasuring({ grounds, hearing, state, status, traffic }: MeasuringParts): Measuring {
  return {
    async measures() {
      const [holds, exposures, watched, room] = await Promise.all([
        orNothing(state.holds.count()),
        orNothing(state.notices.count('exposure')),
        orNothing(status()),
        freeRoom(state.folder),
      ]);
      const store = grounds.advisories();
      return {
        upstreams: Array.from(traffic.counts, ([name, counts]) => {
          const heard = hearing.of(name);
          const isUp = heard === undefined ? undefined : heard.state === 'answers';
          return { ...counts, name, isUp, stale: hearing.stale(name) };
        }),
        holds,
        exposures,
        events: watched?.webhook?.waiting,
        advisories: advisoriesOf(store),
        isWhole: store?.complete === true,
        sync: watched?.sync,
        stored: watched?.stored,
        room,
      };
    },
  };
}

function advisoriesOf(store: AdvisoryStore | undefined): Measures['advisories'] {
  return [...(store?.sources ?? []), ...(store?.feeds ?? [])].map(({ name, records, newest, checked }) => {
    const at = Date.parse(newest);
    return { name, records, newest: Number.isFinite(at) ? at : undefined, checked };
  });
}

/** A database that does not answer keeps nobody from all the rest. */
async function orNothing<T>(found: Promise<T>): Promise<T | undefined> {
  return found.catch(() => undefined);
}
