import { randomBytes } from 'node:crypto';
import type { AdvisorySource } from '../advisory/store.ts';
import type { Absent, Forbidden } from '../app/serve/answers.ts';
import type { Asker } from '../app/serve/ask.ts';
import type { Desk } from '../app/serve/desk.ts';
import { AccessDesk } from '../app/serve/desk-access.ts';
import { Acts } from '../app/serve/desk-acts.ts';
import { HoldDesk } from '../app/serve/desk-holds.ts';
import { type GatewayFacts, ReadingDesk } from '../app/serve/desk-reading.ts';
import { RulingDesk } from '../app/serve/desk-rulings.ts';
import { GatewayDesk, type Operation } from '../app/serve/gateway-desk.ts';
import type { Explainer } from '../app/serve/why.ts';
import type { LogFacts } from '../evidence/log-chain.ts';
import type { Pace } from '../platform/pace.ts';
import type { GatewayState } from './gateway-state.ts';

/** What a desk stands on: the state of a gateway, whether one runs in this process or not. */
export interface AdminDeskParts {
  readonly state: GatewayState;
  readonly log: { append(facts: LogFacts): Promise<void> };
  readonly pace: Pick<Pace, 'after' | 'elapsed'>;
  now(): number;
  readonly explainer: Explainer | undefined;
  /** Undefined where no gateway runs in this process. */
  readonly gateway: GatewayFacts | undefined;
  advisories(): readonly AdvisorySource[];
  /** Operations that others answer, by id. */
  readonly others?: ReadonlyMap<string, Operation>;
  fault(scope: 'read' | 'admin', asker: Asker): Forbidden | undefined;
  readFault(view: string, asker: Asker): Forbidden | Absent | undefined;
  /** That it goes on from a backup, in words. */
  readonly restored?: string;
  glance(view: string, project: string): Promise<void>;
  look?(): Promise<void>;
}

/** Puts a desk together. */
export function adminDesk(parts: AdminDeskParts): Desk {
  const { state, log, pace, now, explainer, gateway, look, restored } = parts;
  const { rulings: standing, holds, tokens, hosted, downloads, pins, followers } = state;
  const random = (bytes: number): Uint8Array => randomBytes(bytes);
  const acts = new Acts({ log, followers, pace, random, now, ...(look === undefined ? {} : { look }) });
  const names = async (): Promise<readonly string[]> => {
    const all = [...(await hosted.projects()), ...(await pins.projects()), ...(await downloads.projects())];
    return [...new Set(all)].sort();
  };
  const rulings = new RulingDesk({
    acts,
    rulings: standing,
    filesOf: async (project) => [...(await pins.everywhere(project)), ...(await hosted.files(project))],
    glance: parts.glance,
    views: async () => gateway?.views.map(({ name }) => name) ?? (await followers.views()),
    why: (id) => holds.why(id),
    names,
    now,
  });
  return new GatewayDesk({
    rulings,
    holds: new HoldDesk({ acts, rulings, standing, holds, now }),
    access: new AccessDesk({ acts, tokens, hosted, rulings: standing, random, now }),
    reading: new ReadingDesk({
      gateway,
      restored,
      advisories: parts.advisories,
      explainer,
      downloads,
      followers,
      rulings: standing,
      readFault: parts.readFault,
      names,
      now,
    }),
    others: parts.others ?? new Map(),
    fault: parts.fault,
  });
}
