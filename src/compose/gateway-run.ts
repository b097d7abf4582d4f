import path from 'node:path';
import { err, type NormalizedName, normalizeName, ok, type Result } from '@rind/pypa';
import { Throttle } from '../access/throttle.ts';
import type { Absent, Forbidden } from '../app/serve/answers.ts';
import { Artifacts } from '../app/serve/artifacts.ts';
import type { Asker } from '../app/serve/ask.ts';
import { Book } from '../app/serve/book.ts';
import type { Desk, Readiness } from '../app/serve/desk.ts';
import { Explaining } from '../app/serve/explaining.ts';
import { Gatekeeper } from '../app/serve/gatekeeper.ts';
import type { Gateway } from '../app/serve/gateway.ts';
import type { Overview } from '../app/serve/overview.ts';
import type { Blobs } from '../app/serve/ports.ts';
import { type Memory, Projects } from '../app/serve/projects.ts';
import { Serving } from '../app/serve/serving.ts';
import { Sidecars } from '../app/serve/sidecars.ts';
import { TakingUploads } from '../app/serve/taking-uploads.ts';
import type { Uploads } from '../app/serve/uploads.ts';
import type { Explainer } from '../app/serve/why.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { Config } from '../config/config.ts';
import type { LogWriter } from '../evidence/log-writer.fs.ts';
import { indexClient } from '../index/index-client.http.ts';
import { pageFolder } from '../index/page-folder.fs.ts';
import type { Upstream } from '../index/upstream.ts';
import { dataFolder } from '../platform/data-folder.ts';
import { httpClient } from '../platform/http.ts';
import type { Log } from '../platform/log.ts';
import { PACE } from '../platform/pace.ts';
import type { Policy } from '../policy/policy.ts';
import { formatPolicy } from '../policy/policy-text.ts';
import { adminDesk } from './admin-desk.ts';
import { GatewayFollower } from './admin-follower.ts';
import { gatewayReadiness, watchedLog } from './admin-readiness.ts';
import { artifactOf, gatewayBlobs } from './gateway-blobs.ts';
import { policiesOf, upstreamsOf } from './gateway-configured.ts';
import { gatewayFolder } from './gateway-folder.ts';
import { GatewayGrounds } from './gateway-grounds.ts';
import { watchHosting } from './gateway-hosting.ts';
import { gatewayOverview, Hearing } from './gateway-overview.ts';
import { bookOf } from './gateway-readiness.ts';
import { type GatewayState, openState } from './gateway-state.ts';
import { gatewayUpstreams } from './gateway-upstreams.ts';
import { limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor } from './policy.ts';
import { restoredNote } from './restored.ts';

/** A gateway as a door asks for it. */
export interface GatewayRequest {
  readonly config?: string;
  readonly policy?: readonly string[];
  /** Where it keeps everything; below the platform's data folder by default. */
  readonly data?: string;
  /** Where synchronised advisories are. */
  readonly dataDir?: string;
  readonly dryRun: boolean;
  readonly offline: boolean;
}

/** A gateway, ready to be asked. */
export interface RunningGateway {
  readonly gateway: Gateway;
  readonly doorkeeper: Gatekeeper;
  readonly uploads: Uploads;
  readonly explainer: Explainer;
  readonly overview: Overview;
  readonly desk: Desk;
  readonly readiness: Readiness;
  readonly state: GatewayState;
  readonly config: Config;
  /** Writes what is waiting, and lets go of everything. */
  close(): Promise<void>;
}

/** How long an asker waits for a page, or for metadata: a little less than most clients do. Unit: milliseconds. */
const PATIENCE_MS = 12_000;
/**
 * How long a client is made to wait for a file before it is told to come back. pip, Pipenv and Poetry wait 15 seconds
 * for a byte and come back five times after `Retry-After`; uv waits 30, and comes back three times after about 1, 3 and
 * 8 seconds, whatever it is told; PDM waits for ever and never comes back. Unit: milliseconds. Measured: docs/explanation/waiting.md.
 */
const FILE_PATIENCE_MS = { pip: 12_000, pipenv: 12_000, poetry: 12_000, uv: 26_000, pdm: 150_000, other: 12_000 };
/** Questions to one upstream at once: some of them hang. */
const CONCURRENCY = 32;

/** Puts a gateway together. The problem is one of configuration, or of its folder. */
export async function runGateway(
  machine: Machine,
  log: Log,
  version: string,
  request: GatewayRequest,
): Promise<Result<RunningGateway, Problem>> {
  const limits = limitsFrom({});
  const asked = {
    paths: [machine.cwd],
    policies: request.policy ?? [],
    offline: request.offline,
    limits,
    ...(request.config === undefined ? {} : { config: path.resolve(machine.cwd, request.config) }),
  };
  const config = await configFor(machine, asked);
  if (!config.ok) return config;
  const { server } = config.value;
  const base = request.config === undefined ? machine.cwd : path.dirname(path.resolve(machine.cwd, request.config));
  const configured = server?.data === undefined ? undefined : path.resolve(base, server.data);
  const folder = gatewayFolder(request.data ?? configured, machine);
  if (folder === undefined)
    return err(
      problem('file-unreadable', 'there is no home folder to keep data in', { hint: 'name a folder with `--data`' }),
    );
  const upstreams = upstreamsOf(server?.upstreams ?? [], machine);
  if (!upstreams.ok) return upstreams;
  const views = new Map([['', upstreams.value]]);
  for (const { name, upstreams: names } of server?.views ?? [])
    views.set(
      name,
      names.flatMap((one) => upstreams.value.find((upstream) => upstream.name === one) ?? []),
    );
  const policies = await policiesOf(config.value, base, asked);
  if (!policies.ok) return policies;
  const state = await openState(folder, machine.now());
  const blobs = await gatewayBlobs(folder);
  if (!blobs.ok) return blobs;
  for (const [view, policy] of policies.value)
    await state.policies.keep({ view, digest: policy.digest, since: machine.now(), text: formatPolicy(policy) });
  const restored = restoredNote(state.folder);
  if (restored !== undefined) log.warn(`this gateway was ${restored}`);
  const writer = await bookOf(state, machine, log);
  if (!writer.ok) {
    await state.db.close();
    return writer;
  }
  const running = await assemble({
    machine,
    log,
    version,
    request,
    state,
    writer: writer.value,
    views,
    blobs: blobs.value,
    policies: policies.value,
  });
  return ok({ ...running, state, config: config.value });
}

interface Parts {
  readonly machine: Machine;
  readonly log: Log;
  readonly version: string;
  readonly request: GatewayRequest;
  readonly state: GatewayState;
  readonly writer: LogWriter;
  readonly blobs: Blobs;
  readonly views: ReadonlyMap<string, readonly Upstream[]>;
  readonly policies: ReadonlyMap<string, Policy>;
}

async function assemble(parts: Parts): Promise<Omit<RunningGateway, 'state' | 'config'>> {
  const { machine, log, version, request, state, views } = parts;
  const writer = watchedLog(parts.writer);
  const { now, variables } = machine;
  const failed = (error: unknown) => log.warn(`gateway: ${error instanceof Error ? error.message : String(error)}`);
  const trusted = new Set([...views.values()].flat().flatMap((upstream) => [...upstream.privateOrigins]));
  const client = indexClient({
    concurrency: CONCURRENCY,
    http: httpClient({ trusted, variables, agent: `rind/${version}` }),
    store: await pageFolder(path.join(state.folder, 'pages')),
    now,
  });
  const hearing = new Hearing(now);
  const upstreams = gatewayUpstreams({
    client,
    hosted: state.hosted,
    views: (view) => views.get(view),
    now,
    heard: (upstream, answer) => hearing.take(upstream, answer),
    had: async (upstream, name) => (await state.pins.of(upstream, name)).size > 0,
  });
  const { blobs } = parts;
  const follower = new GatewayFollower({ followers: state.followers, views: [...views.keys()], now, failed });
  const grounds = new GatewayGrounds({
    policies: parts.policies,
    rulings: state.rulings,
    advisoryFolder: dataFolder(request.dataDir, machine),
    names: undefined,
    followed: (epoch) => follower.followed(epoch),
    renewed: () => {},
    failed,
  });
  await grounds.start();
  const book = new Book({
    log: writer,
    downloads: state.downloads,
    holds: state.holds,
    pace: PACE,
    now,
    waiting: ({ id, filename }) => log.step(`held ${filename}: ${id}`),
    failed,
    dryRun: request.dryRun,
  });
  const gatekeeper = new Gatekeeper(state.tokens, new Throttle(), now);
  const readFault = (view: string, asker: Asker): Forbidden | Absent | undefined =>
    views.has(view) ? gatekeeper.readFault(asker) : { answer: 'absent', why: 'there is no such view' };
  const explaining = new Explaining({
    holds: state.holds,
    now,
    readFault,
    standing: (view, name) => projects.atHand(view, name),
  });
  const projects: Projects = new Projects({
    lister: upstreams,
    memory: memoryOf(state, now),
    grounds,
    pace: PACE,
    now,
    made: (view, name, standing) => explaining.remember(view, name, standing, grounds.policy(view)),
  });
  const changed = (name: NormalizedName) => projects.changed(name);
  const unwatch = await watchHosting({
    hosted: state.hosted,
    changed,
    claimed: () => projects.allChanged(),
    failed,
  });
  const save = async (sha256: string, found: { body: string; metadata: Uint8Array | null }, size: number) =>
    state.inspections.save(sha256, { body: found.body, metadata: found.metadata, size }, now());
  const artifacts = new Artifacts({
    upstreams,
    blobs,
    save,
    bind: (upstream, filename, sha256) => state.pins.bind(upstream, filename, sha256),
    changed,
    incident: async ({ file, upstream, sha256 }, name, found) =>
      book.note({ event: 'changed-bytes', project: name, filename: file.filename, upstream, expected: sha256, found }),
  });
  const sidecars = new Sidecars({
    upstreams,
    of: (upstream, filename) => state.sidecars.of(upstream, filename),
    keep: (...given) => state.sidecars.keep(...given),
  });
  const names = async () =>
    [...new Set([...(await state.hosted.projects()), ...(await state.downloads.projects())])].sort();
  const overview = gatewayOverview({
    projects,
    pace: PACE,
    patienceMs: PATIENCE_MS,
    version,
    dryRun: request.dryRun,
    readFault,
    names,
    gatekeeper,
    state,
    hearing,
    views,
    grounds,
  });
  const serving = new Serving({
    projects,
    artifacts,
    sidecars,
    blobs,
    ledger: book,
    mayRead: readFault,
    metadata: (sha256) => state.inspections.metadata(sha256),
    names,
    provenance: async ({ file }) => ({ answer: 'absent', why: `no attestation of \`${file.filename}\` is known here` }),
    dryRun: request.dryRun,
    patienceMs: PATIENCE_MS,
    filePatienceMs: FILE_PATIENCE_MS,
    pace: PACE,
  });
  const uploads = new TakingUploads({
    gatekeeper,
    blobs,
    ledger: book,
    hosted: state.hosted,
    nameFacts: async (name) => {
      const claims = await state.hosted.claims();
      return {
        isOurs: await state.hosted.has(name),
        isClaimed: claims.some((claim) => claim.name === name),
        isReserved: claims.some((claim) => claim.prefix && name.startsWith(`${claim.name}-`)),
        isKnownUpstream: (await state.hosted.remembers(name)) || (await state.pins.knows(name)),
      };
    },
    save,
    changed,
    now,
    mostBytes: 2 * 1024 * 1024 * 1024,
  });
  const desk = adminDesk({
    state,
    log: writer,
    pace: PACE,
    now,
    explainer: explaining,
    gateway: {
      version,
      dryRun: request.dryRun,
      started: now(),
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
      await PACE.within(Promise.resolve(projects.standing(view, normalizeName(name))), PATIENCE_MS);
    },
    look: () => grounds.look(),
  });
  const readiness = gatewayReadiness({
    folder: state.folder,
    log: writer,
    database: () => state.rulings.epoch(),
    policies: parts.policies.values(),
    hasAdvisories: () => grounds.advisories() !== undefined,
    note: restoredNote(state.folder),
  });
  return {
    gateway: serving,
    doorkeeper: gatekeeper,
    uploads,
    explainer: explaining,
    overview,
    desk,
    readiness,
    close: async () => {
      grounds.stop();
      unwatch();
      await follower.end();
      await book.close();
      await writer.close();
      await state.db.close();
    },
  };
}

function memoryOf({ pins, inspections, downloads, sidecars }: GatewayState, now: () => number): Memory {
  return {
    pins: (upstream, project) => pins.of(upstream, project),
    sidecars: (upstream, project) => sidecars.hashes(upstream, project),
    pin: (upstream, project, files) => pins.add(upstream, project, files, now()),
    mark: (upstream, filenames, gone) => pins.mark(upstream, filenames, gone),
    inUse: (project) => downloads.versions(project),
    inspections: async (hashes) => {
      const found = await inspections.bodies(hashes);
      return new Map([...found].map(([sha256, { body, size }]) => [sha256, { artifact: artifactOf(body), size }]));
    },
  };
}
