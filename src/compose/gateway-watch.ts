import path from 'node:path';
import type { NormalizedName } from '@rind/pypa';
import { AdmittingAdvisories } from '../app/jobs/admit-advisories.ts';
import { Exposing } from '../app/jobs/expose.ts';
import type { KnownUpstream } from '../app/jobs/judge-served.ts';
import { Withdrawing } from '../app/jobs/watch-withdrawn.ts';
import { Backfilling, type UploadTimes } from '../app/serve/backfilling.ts';
import type { SyncOverview } from '../app/serve/overview.ts';
import { WATCH_DEFAULTS } from '../config/check-server.ts';
import type { Config, ConfiguredServer } from '../config/config.ts';
import type { LogFacts } from '../evidence/log-chain.ts';
import type { IndexClient } from '../index/index-client.http.ts';
import { type Upstream, upstreamOf } from '../index/upstream.ts';
import { dataFolder } from '../platform/data-folder.ts';
import type { Log } from '../platform/log.ts';
import { PACE } from '../platform/pace.ts';
import type { Policy } from '../policy/policy.ts';
import { GatewayAdvisories } from './gateway-advisories.ts';
import { artifactOf, type GatewayBlobs } from './gateway-blobs.ts';
import { GatewayGrounds } from './gateway-grounds.ts';
import { announcingOf, GatewayJobs, type Webhook } from './gateway-jobs.ts';
import type { GatewayNames } from './gateway-names.ts';
import type { GatewayState } from './gateway-state.ts';
import { gatewaySyncing } from './gateway-syncing.ts';
import type { Machine } from './machine.ts';

/** What a gateway watches by itself, and with what. */
export interface WatchParts {
  readonly machine: Machine;
  readonly log: Log;
  readonly version: string;
  readonly request: { readonly dataDir?: string; readonly offline: boolean; readonly program?: string };
  readonly state: GatewayState;
  readonly blobs: GatewayBlobs;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly views: ReadonlyMap<string, readonly Upstream[]>;
  readonly server: ConfiguredServer | undefined;
  readonly webhook: Webhook | undefined;
  readonly names: GatewayNames | undefined;
  /** The environment of a sync of advisories, and whom a person's own configuration names. */
  readonly syncVariables: Machine['variables'];
  readonly rind: Config['rind'];
  readonly client: IndexClient;
  /** Told after each look which change of rulings is in force here now. */
  followed(epoch: number): Promise<void>;
  append(facts: LogFacts): Promise<void>;
  settle(): Promise<void>;
  changed(name: NormalizedName): void;
  failed(error: unknown): void;
}

/** What decisions rest on, kept up to date, and what is done when it changes. */
export interface Watch {
  readonly grounds: GatewayGrounds;
  readonly jobs: GatewayJobs;
  readonly backfilling: Backfilling;
  readonly withdrawing: Withdrawing;
  /** How it comes by advisories. */
  syncing(): Promise<SyncOverview>;
}

/** Puts together what a gateway does by itself. Nothing is begun. */
export function watchOf(parts: WatchParts): Watch {
  const { machine, log, version, request, state, blobs, policies, views, server, webhook, names, failed } = parts;
  const { now } = machine;
  const settings = { ...WATCH_DEFAULTS, ...server };
  const announcing = announcingOf(state, parts.append, webhook, now, () => jobs.sends());
  const folder = dataFolder(request.dataDir, machine);
  const admitting = new AdmittingAdvisories({
    newlyRefused: (before, advisories) => exposing.newlyRefused(before, advisories),
    holds: state.holds,
    state: state.advisoryHolds,
    announcing,
    most: settings.syncHoldAbove,
    now,
  });
  const kept = path.join(state.folder, 'advisories');
  const advisories =
    folder === undefined ? undefined : new GatewayAdvisories({ dataFolder: folder, folder: kept, admitting, failed });
  const grounds: GatewayGrounds = new GatewayGrounds({
    policies,
    rulings: state.rulings,
    ...(advisories === undefined ? {} : { advisories }),
    names: () => names?.known,
    followed: parts.followed,
    renewed: () => jobs.changed(),
    failed,
  });
  const exposing: Exposing = new Exposing({
    memory: {
      projects: () => state.downloads.projects(),
      projectsSince: (instant) => state.downloads.projectsSince(instant),
      served: (project) => state.downloads.served(project),
      origins: (hashes) => state.pins.origins(hashes),
      inspections: async (hashes) => {
        const found = await state.inspections.bodies(hashes);
        return new Map([...found].map(([sha256, { body }]) => [sha256, artifactOf(body)]));
      },
      downloads: (sha256) => state.downloads.ofFile(sha256),
    },
    grounds,
    views: [...views.keys()],
    upstreams: knownUpstreams(views),
    notices: state.notices,
    announcing,
    pace: PACE,
    now,
  });
  const withdrawing = new Withdrawing({
    memory: { served: (project) => state.downloads.served(project) },
    exposing,
    pace: PACE,
    now,
    noticed: () => jobs.withdrew(),
  });
  const jobs: GatewayJobs = new GatewayJobs({
    machine,
    log,
    version,
    state,
    announcing,
    exposing,
    withdrawing,
    webhook,
    blobs: blobs.stored,
    diskBudget: settings.diskBudget,
    syncEvery: request.offline ? null : settings.syncEvery,
    program: request.program,
    syncVariables: parts.syncVariables,
    dataFolder: folder,
    advisories,
    look: () => grounds.look(),
    names: async () => {
      const looked = await names?.look();
      if (looked?.ok === false) throw new Error(looked.error.message);
      if (looked?.value === true) grounds.changed();
      return names?.list;
    },
    settle: parts.settle,
  });
  const backfilling = new Backfilling({
    ask: askerOf(parts),
    pins: state.pins,
    pace: PACE,
    now,
    changed: parts.changed,
  });
  const syncing = gatewaySyncing({
    variables: parts.syncVariables,
    rind: parts.rind,
    dataFolder: folder,
    status: () => jobs.status(),
  });
  return { grounds, jobs, backfilling, withdrawing, syncing };
}

function knownUpstreams(views: ReadonlyMap<string, readonly Upstream[]>): Map<string, KnownUpstream> {
  const known = new Map<string, KnownUpstream>([['', { url: 'rind:own', mirrors: undefined }]]);
  for (const { name, url, mirrors } of [...views.values()].flat()) known.set(name, { url, mirrors });
  return known;
}

/** How long PyPI may take to say when files were uploaded. Unit: milliseconds. */
const DEADLINE = 15_000;

/**
 * Asks for times of uploads: an upstream that is said to mirror PyPI beside its pages, and PyPI itself where that
 * knows nothing. What any other upstream serves is asked about nowhere.
 */
function askerOf({ client, views }: WatchParts): (upstream: string, name: NormalizedName) => Promise<UploadTimes> {
  const all = new Map([...views.values()].flat().map((upstream) => [upstream.name, upstream]));
  const made = upstreamOf({ name: 'pypi', url: 'https://pypi.org/simple/', mirrors: 'pypi', trusted: false });
  const pypi = made.ok ? made.value : undefined;
  return async (upstreamName, name) => {
    const own = all.get(upstreamName);
    if (own?.mirrors !== 'pypi') return { state: 'absent' };
    const asked = [own, ...(pypi === undefined || own.origin === pypi.origin ? [] : [pypi])];
    let answer: UploadTimes = { state: 'absent' };
    for (const upstream of asked) {
      const facts = await client.projectFacts(upstream, name, { attempts: 1, deadlineMs: DEADLINE });
      if (facts.state !== 'found') {
        answer = facts.state === 'absent' ? answer : { state: 'unavailable' };
        continue;
      }
      const times = new Map<string, number>();
      for (const [sha256, { uploadTime }] of facts.facts.files)
        if (uploadTime !== undefined) times.set(sha256, uploadTime.epochMilliseconds);
      return { state: 'found', times };
    }
    return answer;
  };
}
