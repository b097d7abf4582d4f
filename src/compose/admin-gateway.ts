import { type NormalizedName, normalizeName } from '@rind/pypa';
import type { Absent, Forbidden } from '../app/serve/answers.ts';
import type { Asker } from '../app/serve/ask.ts';
import type { Desk, Readiness } from '../app/serve/desk.ts';
import type { Gatekeeper } from '../app/serve/gatekeeper.ts';
import type { SyncOverview } from '../app/serve/overview.ts';
import type { Sharing } from '../app/serve/sharing.ts';
import type { Explainer } from '../app/serve/why.ts';
import type { Upstream } from '../index/upstream.ts';
import { PACE } from '../platform/pace.ts';
import type { Policy } from '../policy/policy.ts';
import { adminDesk } from './admin-desk.ts';
import { gatewayReadiness, type WatchedLog } from './admin-readiness.ts';
import type { GatewayGrounds } from './gateway-grounds.ts';
import { gatewaySharing } from './gateway-sharing.ts';
import type { GatewayState } from './gateway-state.ts';
import { replayOperations } from './replay-desk.ts';
import { restoredNote } from './restored.ts';

/** A gateway that runs in this process, as those see it who administer it. */
export interface AdministeredGateway {
  readonly state: GatewayState;
  readonly log: WatchedLog;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly version: string;
  readonly dryRun: boolean;
  /** Upstreams by view. */
  readonly views: ReadonlyMap<string, readonly Upstream[]>;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly grounds: GatewayGrounds;
  readonly explainer: Explainer;
  readonly gatekeeper: Gatekeeper;
  readFault(view: string, asker: Asker): Forbidden | Absent | undefined;
  /** How it comes by advisories. */
  syncing(): Promise<SyncOverview>;
  /** Told of what kept it from doing something in the background. */
  failed(error: unknown): void;
  /** Looks at a project, so that its files are known. */
  standing(view: string, name: NormalizedName): unknown;
}

/** How long a look at a project is waited for. Unit: milliseconds. */
const GLANCE_MS = 12_000;

/** The desk of a running gateway, whether it is ready, and what it hands out to others of its kind. */
export function gatewayAdministration(gateway: AdministeredGateway): {
  readonly desk: Desk;
  readonly readiness: Readiness;
  readonly sharing: Sharing;
} {
  const { state, log, now, version, dryRun, views, policies, grounds, explainer, gatekeeper, readFault } = gateway;
  const restored = restoredNote(state.folder);
  const desk = adminDesk({
    state,
    log,
    pace: PACE,
    now,
    explainer,
    gateway: {
      version,
      dryRun,
      started: now(),
      syncing: () => gateway.syncing(),
      views: [...views].map(([name, asked]) => ({
        name,
        policy: grounds.policy(name).digest,
        upstreams: asked.map((upstream) => upstream.name),
      })),
    },
    advisories: () => grounds.advisories()?.sources ?? [],
    fault: (scope, asker) => (scope === 'admin' ? gatekeeper.adminFault(asker) : gatekeeper.readFault(asker)),
    readFault,
    glance: async (view, name) => {
      await PACE.within(Promise.resolve(gateway.standing(view, normalizeName(name))), GLANCE_MS);
    },
    look: () => grounds.look(),
    others: replayOperations({
      state,
      upstreams: (view) => views.get(view),
      advisories: () => grounds.advisories(),
      readFault,
      pace: PACE,
    }),
    ...(restored === undefined ? {} : { restored }),
  });
  const readiness = gatewayReadiness({
    folder: state.folder,
    log,
    database: () => state.rulings.epoch(),
    policies: policies.values(),
    advisories: () => grounds.advisories(),
    note: restored,
  });
  return { desk, readiness, sharing: gatewaySharing(state.folder, readFault, gateway.failed) };
}
