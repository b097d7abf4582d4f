import { readdirSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { storedStates } from '../advisory/store.fs.ts';
import { Announcing } from '../app/jobs/announce.ts';
import { Delivering } from '../app/jobs/deliver.ts';
import type { Exposing } from '../app/jobs/expose.ts';
import { publicPrivateNames } from '../app/jobs/private-names.ts';
import { type SweepParts, sweepBlobs } from '../app/jobs/sweep-blobs.ts';
import { syncAdvisories } from '../app/jobs/sync-advisories.ts';
import type { Withdrawing } from '../app/jobs/watch-withdrawn.ts';
import type { WatchStatus } from '../app/serve/watching.ts';
import { type Problem, problem } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { ConfiguredServer } from '../config/config.ts';
import { entryOfLine, type LogFacts } from '../evidence/log-chain.ts';
import { linesOf, segmentsOf } from '../evidence/log-writer.fs.ts';
import type { NameList } from '../evidence/name-list.ts';
import { Complaints } from '../platform/complaints.ts';
import { httpClient } from '../platform/http.ts';
import { Jobs } from '../platform/jobs.ts';
import { Leases } from '../platform/lease.sql.ts';
import type { Log } from '../platform/log.ts';
import { PACE } from '../platform/pace.ts';
import type { GatewayAdvisories } from './gateway-advisories.ts';
import { logFolder } from './gateway-place.ts';
import type { GatewayState } from './gateway-state.ts';
import { runSyncProcess } from './gateway-sync.proc.ts';
import type { Machine } from './machine.ts';

/** Where exposures are sent, and what they are signed with. */
export interface Webhook {
  readonly url: string;
  readonly secret: Secret;
  readonly isPrivate: boolean;
}

const SECRET = 'RIND_WEBHOOK_SECRET';
/** A shorter one can be guessed. Unit: characters. */
const LEAST_SECRET = 16;

/** The webhook that is configured; a problem without its secret: nobody could tell our events from anybody's. */
export function webhookOf(
  server: ConfiguredServer | undefined,
  { variables }: Pick<Machine, 'variables'>,
): Result<Webhook | undefined, Problem> {
  if (server?.webhook === undefined) return ok(undefined);
  const secret = variables[SECRET] ?? '';
  if (secret.length >= LEAST_SECRET)
    return ok({ url: server.webhook, secret: new Secret(secret), isPrivate: server.webhookPrivate });
  const message = `\`server.webhook\` needs a secret of ${LEAST_SECRET} characters or more in \`${SECRET}\``;
  return err(
    problem('config-invalid', message, { hint: 'set it where the gateway is started, and where its events arrive' }),
  );
}

/** Tells people outside, as far as a gateway has somebody to tell. */
export function announcingOf(
  state: GatewayState,
  append: (facts: LogFacts) => Promise<void>,
  webhook: Webhook | undefined,
  now: () => number,
  sends: () => void,
): Announcing {
  return new Announcing({
    notices: state.notices,
    append,
    inLog: async (ids) => {
      const found = new Set<string>();
      const folder = logFolder(state.folder);
      const places = readdirSync(folder).filter((name) => /^\d{2}$/.test(name));
      for (const place of places.map((name) => path.join(folder, name)))
        for (const segment of segmentsOf(place))
          for (const line of linesOf(path.join(place, segment))) {
            const notice = entryOfLine(line)?.['notice'];
            if (typeof notice === 'string' && ids.has(notice)) found.add(notice);
          }
      return found;
    },
    isSent: webhook !== undefined,
    now,
    sends,
  });
}

/** What the jobs of a gateway work with. */
export interface GatewayJobsParts {
  readonly machine: Machine;
  readonly log: Log;
  readonly version: string;
  readonly state: GatewayState;
  readonly announcing: Announcing;
  readonly exposing: Exposing;
  readonly withdrawing: Pick<Withdrawing, 'tell'>;
  readonly webhook: Webhook | undefined;
  readonly blobs: SweepParts['blobs'];
  readonly diskBudget: number;
  /** Milliseconds; null where the gateway fetches nothing by itself. */
  readonly syncEvery: number | null;
  /** The file that this process was started with; undefined where there is none to run again. */
  readonly program: string | undefined;
  /** The environment of a sync. */
  readonly syncVariables: Machine['variables'];
  /** Where synchronised advisories lie. */
  readonly dataFolder: string | undefined;
  readonly advisories: GatewayAdvisories | undefined;
  look(): Promise<void>;
  names(): Promise<NameList | undefined>;
  /** Writes down what went out. */
  settle(): Promise<void>;
}

/** How often what went out meanwhile is looked at, how often events are sent, room is made, names are compared. Unit: milliseconds. */
const EXPOSE_EVERY = 30_000;
const DELIVER_EVERY = 5_000;
const SWEEP_EVERY = 60 * 60_000;
const NAMES_EVERY = 60 * 60_000;
/** How long what nobody was told of is explained after something else was decided. Unit: milliseconds. */
const SUPERSEDED_FOR = 30 * 24 * 60 * 60_000;
/** Rows that are forgotten in one transaction: others wait meanwhile. */
const AT_ONCE = 500;
/** A process that ended in no good way keeps the others waiting for so long. Unit: milliseconds. */
const LEASE = 60_000;

/** What a gateway does by itself, and how it stands. */
export class GatewayJobs {
  readonly #parts: GatewayJobsParts;
  readonly #jobs: Jobs;
  readonly #leases: Leases;
  readonly #delivering: Delivering | undefined;
  readonly #taken = new Set<string>();
  #fetches = false;
  #sync: WatchStatus['sync'];
  #stored: WatchStatus['stored'];
  #publicNames: readonly string[] = [];

  constructor(parts: GatewayJobsParts) {
    this.#parts = parts;
    const { log, webhook, state, machine } = parts;
    const complaints = new Complaints({ warn: log.warn, now: machine.now });
    const failed = (name: string, error: unknown) =>
      complaints.say(name, error instanceof Error ? error.message : String(error));
    this.#jobs = new Jobs({ pace: PACE, random: Math.random, failed, ended: (name) => complaints.ended(name) });
    this.#leases = new Leases(state.db, `${process.pid} ${Math.round(performance.timeOrigin)}`);
    this.#delivering =
      webhook === undefined
        ? undefined
        : new Delivering({
            notices: state.notices,
            post: postTo(webhook, parts),
            secret: webhook.secret,
            now: machine.now,
            failed: log.warn,
          });
  }

  /** Begins. */
  start(): void {
    this.#addSync();
    this.#add('exposure', EXPOSE_EVERY, 0, async (signal) => {
      await this.#parts.announcing.recover();
      await this.#parts.settle();
      await this.#parts.exposing.look(signal);
    });
    // Each of several processes by itself: it alone knows which pages it read.
    this.#jobs.add({
      name: 'withdrawn',
      every: EXPOSE_EVERY,
      run: async (signal) => {
        await this.#parts.settle();
        await this.#parts.withdrawing.tell(signal);
      },
    });
    const delivering = this.#delivering;
    if (delivering !== undefined) this.#add('webhook', DELIVER_EVERY, 0, (signal) => delivering.send(signal));
    this.#add('sweep', SWEEP_EVERY, 5 * 60_000, (signal) => this.#sweep(signal));
    this.#jobs.add({ name: 'names', every: NAMES_EVERY, first: 1_000, run: () => this.#compareNames() });
  }

  /** Something changed on which decisions rest. */
  changed(): void {
    this.#jobs.soon('exposure');
  }

  /** Files were noticed that their index took back. */
  withdrew(): void {
    this.#jobs.soon('withdrawn');
  }

  /** Something is to be sent. */
  sends(): void {
    this.#jobs.soon('webhook');
  }

  async status(): Promise<WatchStatus> {
    const hold = this.#parts.advisories?.hold;
    const failures = this.#delivering?.failures;
    return {
      ...(hold === undefined ? {} : { held: { id: hold.id, projects: hold.names } }),
      publicNames: this.#publicNames,
      ...(failures === undefined ? {} : { webhook: { waiting: await this.#parts.state.notices.waiting(), failures } }),
      fetches: this.#fetches,
      ...(this.#sync === undefined ? {} : { sync: this.#sync }),
      ...(this.#stored === undefined ? {} : { stored: this.#stored }),
    };
  }

  async stop(): Promise<void> {
    await this.#jobs.stop();
    for (const name of this.#taken) await this.#leases.give(name);
  }

  /** A job that one of several processes does. */
  #add(name: string, every: number, first: number, run: (signal: AbortSignal) => Promise<void>): void {
    this.#jobs.add({
      name,
      every,
      first,
      run: async (signal) => {
        if (await this.#isOurs(name)) await run(signal);
      },
    });
  }

  async #isOurs(name: string): Promise<boolean> {
    const isOurs = await this.#leases.take(name, this.#parts.machine.now(), LEASE);
    if (isOurs) this.#taken.add(name);
    return isOurs;
  }

  #addSync(): void {
    const { machine, syncEvery, syncVariables: variables, program, dataFolder, look } = this.#parts;
    if (syncEvery === null || program === undefined || dataFolder === undefined) return;
    const job = syncAdvisories({
      every: syncEvery,
      now: machine.now,
      lastChecked: () => {
        const all = storedStates(dataFolder).flatMap(({ checked }) => checked ?? []);
        return all.length === 0 ? undefined : Math.max(...all);
      },
      sync: async (signal) => {
        const end = await runSyncProcess(program, dataFolder, { ...machine, variables }, signal);
        this.#sync = { at: machine.now(), ok: end.code === 0, said: end.said };
        return end;
      },
      isOurs: () => this.#isOurs('sync-advisories'),
      look,
    });
    this.#jobs.add(job);
    this.#fetches = true;
  }

  async #sweep(signal: AbortSignal): Promise<void> {
    const { blobs, state, diskBudget: budget, machine, log } = this.#parts;
    const swept = await sweepBlobs({ blobs, files: state.keptFiles, budget, now: machine.now }, signal);
    this.#stored = { bytes: swept.left, budget };
    if (swept.files > 0) log.step(`${swept.files} files of ${swept.bytes} bytes were removed to make room`);
    if (swept.left > budget)
      log.warn(`stored files take ${swept.left} bytes of ${budget}: what is left has to stay, or was used just now`);
    const before = machine.now() - SUPERSEDED_FOR;
    for (let forgotten = AT_ONCE; forgotten === AT_ONCE && !signal.aborted; )
      forgotten = await state.holds.forget(before, AT_ONCE);
  }

  async #compareNames(): Promise<void> {
    const { names, state, announcing, machine } = this.#parts;
    const list = await names();
    if (list === undefined) return;
    const { hosted } = state;
    this.#publicNames = await publicPrivateNames({
      own: async () => [...(await hosted.projects()), ...(await hosted.claims()).map(({ name }) => name)],
      isPublic: (name) => list.has(name),
      announcing,
      now: machine.now,
    });
  }
}

/** Nobody waits longer for a webhook. Unit: milliseconds. */
const WEBHOOK_IDLE = 10_000;
const WEBHOOK_TOTAL = 20_000;

function postTo(
  { url, isPrivate }: Webhook,
  { machine, version }: GatewayJobsParts,
): (body: string, headers: Readonly<Record<string, string>>) => Promise<Result<number, string>> {
  const client = httpClient({
    trusted: new Set(isPrivate ? [new URL(url).origin] : []),
    variables: machine.variables,
    agent: `rind/${version}`,
    attempts: 1,
    idleMs: WEBHOOK_IDLE,
    totalMs: WEBHOOK_TOTAL,
  });
  return async (body, headers) => {
    const answer = await client.ask({ url, method: 'POST', headers, body: Buffer.from(body) });
    if (!answer.ok) {
      const { status, problem: why } = answer.error;
      return status === undefined ? err(why.message) : ok(status);
    }
    answer.value.discard();
    return ok(answer.value.status);
  };
}
