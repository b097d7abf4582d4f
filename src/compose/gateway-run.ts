import path from 'node:path';
import { err, type NormalizedName, ok, type Result } from '@rind/pypa';
import { Throttle } from '../access/throttle.ts';
import type { Absent, Forbidden } from '../app/serve/answers.ts';
import { Artifacts } from '../app/serve/artifacts.ts';
import type { Asker } from '../app/serve/ask.ts';
import { Book } from '../app/serve/book.ts';
import { ChangedBytes } from '../app/serve/changed-bytes.ts';
import type { Desk, LegacyJson, Readiness } from '../app/serve/desk.ts';
import { Explaining } from '../app/serve/explaining.ts';
import { Gatekeeper } from '../app/serve/gatekeeper.ts';
import type { Gateway } from '../app/serve/gateway.ts';
import type { Measuring } from '../app/serve/measuring.ts';
import type { Overview } from '../app/serve/overview.ts';
import { Projects } from '../app/serve/projects.ts';
import { Serving } from '../app/serve/serving.ts';
import type { Sharing } from '../app/serve/sharing.ts';
import { Sidecars } from '../app/serve/sidecars.ts';
import { TakingUploads } from '../app/serve/taking-uploads.ts';
import type { Uploads } from '../app/serve/uploads.ts';
import type { Watching } from '../app/serve/watching.ts';
import { WatchingExposures } from '../app/serve/watching-exposures.ts';
import type { Explainer } from '../app/serve/why.ts';
import { type Problem, problem } from '../base/problem.ts';
import { trimEnd } from '../base/text/trim-end.ts';
import type { Config, ConfiguredServer } from '../config/config.ts';
import type { LogWriter } from '../evidence/log-writer.fs.ts';
import type { Upstream } from '../index/upstream.ts';
import type { Log } from '../platform/log.ts';
import { PACE } from '../platform/pace.ts';
import { keepTickShape } from '../platform/tick-shape.ts';
import { tendYoungSpace } from '../platform/young-space.ts';
import type { Policy } from '../policy/policy.ts';
import { formatPolicy } from '../policy/policy-text.ts';
import { GatewayFollower } from './admin-follower.ts';
import { gatewayAdministration } from './admin-gateway.ts';
import { watchedLog } from './admin-readiness.ts';
import { syncVariables } from './declared-rind.ts';
import { type GatewayBlobs, gatewayBlobs } from './gateway-blobs.ts';
import { gatewayClient } from './gateway-client.ts';
import { gatewayClock } from './gateway-clock.ts';
import { policiesOf, upstreamsOf } from './gateway-configured.ts';
import { gatewayFolder } from './gateway-folder.ts';
import { watchHosting } from './gateway-hosting.ts';
import { type Webhook, webhookOf } from './gateway-jobs.ts';
import { deniedFiles, knownProjects, memoryOf } from './gateway-memory.ts';
import { nameFactsOf } from './gateway-name-facts.ts';
import { GatewayNames } from './gateway-names.ts';
import { bookOf } from './gateway-readiness.ts';
import { gatewayRouting } from './gateway-routing.ts';
import { type GatewayState, openedState } from './gateway-state.ts';
import { gatewayTelling } from './gateway-telling.ts';
import { gatewayUpstreams } from './gateway-upstreams.ts';
import { watchOf } from './gateway-watch.ts';
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
  /** The file that this process was started with: run again, it fetches advisories. */
  readonly program?: string;
}

/** A gateway, ready to be asked. */
export interface RunningGateway {
  readonly gateway: Gateway;
  readonly doorkeeper: Gatekeeper;
  readonly uploads: Uploads;
  readonly explainer: Explainer;
  readonly watching: Watching;
  readonly overview: Overview;
  readonly measuring: Measuring;
  readonly legacyJson: LegacyJson;
  readonly desk: Desk;
  readonly readiness: Readiness;
  readonly sharing: Sharing;
  readonly state: GatewayState;
  readonly config: Config;
  /** Writes what is waiting, and lets go of everything. */
  close(): Promise<void>;
}

/** How long people wait for a page about a project. Unit: milliseconds. */
const PATIENCE_MS = 12_000;
/**
 * How long a client is made to wait, for a page or a file, before it is told to come back. pip, Pipenv and Poetry wait 15 seconds
 * for a byte and come back five times after `Retry-After`; uv waits 30, and comes back three times after about 1, 3 and
 * 8 seconds, whatever it is told; PDM waits for ever and never comes back. Unit: milliseconds. Measured: docs/explanation/waiting.md.
 */
const CLIENT_PATIENCE_MS = { pip: 12_000, pipenv: 12_000, poetry: 12_000, uv: 26_000, pdm: 150_000, other: 12_000 };

/** Puts a gateway together. The problem is one of configuration, or of its folder. */
export async function runGateway(
  machine: Machine,
  log: Log,
  version: string,
  request: GatewayRequest,
): Promise<Result<RunningGateway, Problem>> {
  keepTickShape();
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
  const webhook = webhookOf(server, machine);
  if (!webhook.ok) return webhook;
  const variables = syncVariables(server, base, machine);
  if (!variables.ok) return variables;
  const names =
    server?.namesFile === undefined ? undefined : new GatewayNames(path.resolve(base, server.namesFile), log);
  const listed = await names?.look();
  if (listed?.ok === false) return listed;
  const policies = await policiesOf(config.value, base, asked);
  if (!policies.ok) return policies;
  const opened = await openedState(folder, machine.now());
  if (!opened.ok) return opened;
  const state = opened.value;
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
    publicUrl: server?.publicUrl,
    server,
    webhook: webhook.value,
    syncVariables: variables.value,
    rind: config.value.rind,
    names,
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
  readonly blobs: GatewayBlobs;
  readonly views: ReadonlyMap<string, readonly Upstream[]>;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly publicUrl: string | undefined;
  readonly server: ConfiguredServer | undefined;
  readonly webhook: Webhook | undefined;
  readonly syncVariables: Machine['variables'];
  readonly rind: Config['rind'];
  readonly names: GatewayNames | undefined;
}

async function assemble(parts: Parts): Promise<Omit<RunningGateway, 'state' | 'config'>> {
  const { machine, log, version, request, state, views } = parts;
  const writer = watchedLog(parts.writer);
  const { now } = machine;
  const clock = await gatewayClock({ wall: now, state, log, note: (facts) => writer.note(facts) });
  const failed = (error: unknown) => log.warn(`gateway: ${error instanceof Error ? error.message : String(error)}`);
  const changed = (name: NormalizedName) => projects.changed(name);
  const { folder } = state;
  const { http, client, hearing, traffic } = await gatewayClient({ machine, log, version, folder, views, changed });
  const routing = gatewayRouting(parts.server);
  const upstreams = gatewayUpstreams({
    client,
    routing,
    hosted: state.hosted,
    views: (view) => views.get(view),
    now,
    heard: (upstream, answer) => hearing.take(upstream, answer),
    had: async (upstream, name) => (await state.pins.of(upstream, name)).size > 0,
  });
  const { blobs } = parts;
  const follower = new GatewayFollower({ followers: state.followers, views: [...views.keys()], now, failed });
  const watch = watchOf({
    ...parts,
    machine: { ...machine, now: clock.now },
    followed: (epoch) => follower.followed(epoch),
    failed,
    append: (facts) => book.note(facts),
    settle: () => book.settle(),
    client,
    changed,
  });
  const { grounds } = watch;
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
  const gatekeeper = new Gatekeeper(state.tokens, new Throttle(), clock.latest);
  const readFault = (view: string, asker: Asker): Forbidden | Absent | undefined =>
    // First who asks: a stranger does not learn which views there are.
    gatekeeper.readFault(asker) ?? (views.has(view) ? undefined : { answer: 'absent', why: 'there is no such view' });
  const explaining = new Explaining({
    holds: state.holds,
    pace: PACE,
    now,
    readFault,
    standing: (view, name) => projects.atHand(view, name),
  });
  const projects: Projects = new Projects({
    lister: upstreams,
    memory: memoryOf(state, watch.backfilling, clock.seen),
    grounds,
    pace: PACE,
    now: clock.now,
    made: async (view, name, standing) => {
      await explaining.remember(view, name, standing, grounds.policy(view));
      await state.keptFiles.deny(await PACE.inSlices(deniedFiles(standing)), now());
      await watch.withdrawing.made(view, name, standing);
    },
  });
  const unwatch = await watchHosting({
    hosted: state.hosted,
    changed,
    claimed: () => projects.allChanged(),
    failed,
  });
  const save = async (sha256: string, found: { body: string; metadata: Uint8Array | null }, size: number) =>
    state.inspections.save(sha256, { body: found.body, metadata: found.metadata, size }, now());
  const changedBytes = new ChangedBytes({ holds: state.holds, ledger: book, now: clock.now });
  const artifacts = new Artifacts({
    upstreams,
    blobs,
    save,
    bind: (upstream, filename, sha256) => state.pins.bind(upstream, filename, sha256),
    judged: (name, sha256) => {
      changedBytes.right(sha256);
      projects.judged(name, sha256);
    },
    incident: (file, name, found) => changedBytes.came(file, name, found),
    elapsed: () => PACE.elapsed(),
  });
  const sidecars = new Sidecars({
    upstreams,
    of: (upstream, filename) => state.sidecars.of(upstream, filename),
    keep: (...given) => state.sidecars.keep(...given),
  });
  const names = (view: string) => knownProjects(state, views.get(view) ?? []);
  const telling = gatewayTelling({
    projects,
    patienceMs: PATIENCE_MS,
    version,
    dryRun: request.dryRun,
    publicUrl: trimEnd(parts.publicUrl ?? '', '/'),
    readFault,
    names,
    gatekeeper,
    state,
    hearing,
    traffic,
    status: () => watch.jobs.status(),
    syncing: watch.syncing,
    views,
    grounds,
    http,
    client,
    now,
  });
  const serving = new Serving({
    projects,
    artifacts,
    sidecars,
    changedBytes,
    blobs,
    ledger: book,
    mayRead: readFault,
    metadata: (sha256) => state.inspections.metadata(sha256),
    names,
    provenance: telling.provenance,
    dryRun: request.dryRun,
    patienceMs: CLIENT_PATIENCE_MS,
    pace: PACE,
  });
  const uploads = new TakingUploads({
    gatekeeper,
    blobs,
    ledger: book,
    hosted: state.hosted,
    nameFacts: (name) => nameFactsOf(name, { state, routing, list: parts.names?.list }),
    save,
    changed,
    now: clock.seen,
    mostBytes: 2 * 1024 * 1024 * 1024,
  });
  const administration = gatewayAdministration({
    state,
    log: writer,
    now,
    version,
    dryRun: request.dryRun,
    views,
    policies: parts.policies,
    grounds,
    explainer: explaining,
    gatekeeper,
    readFault,
    syncing: watch.syncing,
    failed,
    standing: (view, name) => projects.standing(view, name),
  });
  const watching = new WatchingExposures({
    notices: state.notices,
    readFault,
    mayKnowHolders: (asker) => gatekeeper.adminFault(asker) === undefined,
    status: () => watch.jobs.status(),
  });
  await grounds.start();
  watch.jobs.start();
  const untend = tendYoungSpace();
  return {
    gateway: serving,
    doorkeeper: gatekeeper,
    uploads,
    explainer: explaining,
    watching,
    ...administration,
    overview: telling.overview,
    measuring: telling.measuring,
    legacyJson: telling.legacyJson,
    close: async () => {
      untend();
      clock.stop();
      grounds.stop();
      unwatch();
      await watch.jobs.stop();
      await follower.end();
      await book.close();
      await writer.close();
      await state.db.close();
    },
  };
}
