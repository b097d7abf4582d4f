import {
  err,
  matchesNamespace,
  type NormalizedName,
  ok,
  type ProjectFile,
  type ProjectPage,
  type Result,
} from '@rind/pypa';
import type { Listing, Spool, UpstreamPage, Upstreams } from '../app/serve/ports.ts';
import { OWN } from '../app/serve/ports.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { Claim, Hosted, HostedFile } from '../hosting/hosted.sql.ts';
import { readDistributionName } from '../index/distribution.ts';
import type { IndexClient } from '../index/index-client.http.ts';
import { type PageAnswer, type PageRequest, pageIdentity, type Same } from '../index/page-fetch.http.ts';
import { nextStep, type RouteAnswer, type RoutingTable, routeOf } from '../index/routing.ts';
import type { Upstream } from '../index/upstream.ts';

/** What is asked, through which views. */
export interface UpstreamParts {
  readonly client: IndexClient;
  readonly hosted: Pick<Hosted, 'has' | 'files' | 'claims' | 'remember'>;
  /** Whether an upstream ever listed a file of a project. */
  had(upstream: string, name: NormalizedName): Promise<boolean>;
  /** The upstreams of a view, in order; undefined for a view that there is not. */
  views(view: string): readonly Upstream[] | undefined;
  readonly routing: Pick<RoutingTable, 'reservations' | 'merges' | 'isPrivate'>;
  /** Epoch milliseconds. */
  now(): number;
  /** Told of every answer of an upstream, and of none. */
  heard?(upstream: string, answer: PageAnswer | Same): void;
}

/** Names of which it is remembered in memory that they were asked for. */
const MOST_ASKED = 100_000;
/** How long an upstream may take to give a page, all tries together. Unit: milliseconds. */
const PAGE_DEADLINE = 20_000;
/**
 * Who was asked so long ago is not asked again, whatever becomes of what was made of the answer. Indexes that say neither
 * how long a page holds nor its entity tag would else be asked for all of it each time. Unit: milliseconds.
 */
const YOUNG_ENOUGH = 120_000;
/** How long a file may take, and how long nothing may come of it. Unit: milliseconds. */
const FILE_DEADLINE = 30 * 60_000;
const FILE_IDLE = 60_000;
/** How long metadata beside a wheel may take: without it, the wheel itself is fetched. Unit: milliseconds. */
const METADATA_DEADLINE = 10_000;

/**
 * How long an upstream is waited for that has a page kept behind it: clients wait 12 seconds at least, and ask for dozens of
 * pages, most one after the other. Unit: milliseconds.
 */
const STAND_IN = 4_000;

const PAGE_REQUEST: PageRequest = {
  attempts: 2,
  deadlineMs: PAGE_DEADLINE,
  youngEnoughMs: YOUNG_ENOUGH,
  standInMs: STAND_IN,
};

/** Lists and fetches: the team's own projects first, of which no upstream is ever asked. */
export function gatewayUpstreams({ client, hosted, had, views, routing, now, heard }: UpstreamParts): Upstreams {
  const asked = new Set<string>();
  const upstreamsByName = new Map<string, Upstream>();
  return {
    async list(view, name, has): Promise<Listing> {
      if (await hosted.has(name)) return { state: 'found', pages: [ownPage(name, await hosted.files(name), now())] };
      const claims = await hosted.claims();
      if (claims.some((claim) => isOf(name, claim))) return { state: 'absent', observedAt: now() };
      const upstreams = views(view) ?? [];
      for (const upstream of upstreams) upstreamsByName.set(upstream.name, upstream);
      const route = routeOf(name, { upstreams, ...routing });
      if (route.kind === 'private' || route.kind === 'nobody') return { state: 'absent', observedAt: now() };
      // Before it is asked for: whoever answers, the name is not free any more.
      if (!asked.has(name)) await hosted.remember(name, now());
      if (asked.size >= MOST_ASKED) asked.clear();
      asked.add(name);
      const answers = new Map<string, PageAnswer | Same>();
      for (;;) {
        const states = new Map(
          [...answers].map(([key, { state }]): [string, RouteAnswer] => [key, state === 'same' ? 'found' : state]),
        );
        const step = nextStep(route, states);
        if (step.kind === 'ask') {
          const upstream = upstreams.find((one) => one.name === step.upstream);
          if (upstream === undefined) return { state: 'absent', observedAt: now() };
          const answer = await client.pageUnless(upstream, name, has.get(upstream.name), PAGE_REQUEST);
          heard?.(step.upstream, answer);
          answers.set(step.upstream, answer);
          // Who had a project and says that there is none is believed: its files are known, and gone, so that the reason
          // arrives. Nobody else steps into its place by itself.
          if (route.kind === 'first' && answer.state === 'absent' && (await had(upstream.name, name)))
            return takenDown(upstream, name, has, now());
        } else if (step.kind === 'found') {
          const same = sameSince(step.upstreams, answers, has);
          if (same !== undefined) return { state: 'same', observedAt: same };
          const half = upstreams.filter((one) => answers.get(one.name)?.state === 'same');
          // What the asker has is read again beside what it has not.
          for (const upstream of half) answers.set(upstream.name, await client.page(upstream, name, PAGE_REQUEST));
          if (half.length > 0) continue;
          return { state: 'found', pages: step.upstreams.flatMap((one) => pageOf(one, answers, upstreams)) };
        } else if (step.kind === 'unavailable') {
          return unavailableAs(answers.get(step.upstream));
        } else return { state: 'absent', observedAt: now() };
      }
    },
    async fetch(name, file, into) {
      const upstream = upstreamsByName.get(name);
      if (upstream === undefined) return unknownUpstream(name);
      return await fetchFile(client, upstream, file, into);
    },
    async metadata(name, file) {
      const upstream = upstreamsByName.get(name);
      if (upstream === undefined) return unknownUpstream(name);
      return await fetchBeside(client, upstream, file);
    },
  };
}

function isOf(name: NormalizedName, { name: claimed, prefix }: Claim): boolean {
  if (name === claimed) return true;
  return prefix && matchesNamespace(name, claimed as NormalizedName);
}

function pageOf(
  name: string,
  answers: ReadonlyMap<string, PageAnswer | Same>,
  upstreams: readonly Upstream[],
): readonly UpstreamPage[] {
  const answer = answers.get(name);
  const upstream = upstreams.find((one) => one.name === name);
  if (answer?.state !== 'found' || upstream === undefined) return [];
  const { url, mirrors } = upstream;
  const { source, page } = answer;
  return [{ upstream: { name, url, mirrors }, page, digest: pageIdentity(source), observedAt: source.fetchedAt }];
}

/** Since when all pages are those that the asker has; undefined where one of them is not, or where it has others. */
function sameSince(
  upstreams: readonly string[],
  answers: ReadonlyMap<string, PageAnswer | Same>,
  has: ReadonlyMap<string, string>,
): number | undefined {
  if (has.size !== upstreams.length) return undefined;
  let since = Number.POSITIVE_INFINITY;
  for (const upstream of upstreams) {
    const answer = answers.get(upstream);
    if (answer?.state !== 'same') return undefined;
    since = Math.min(since, answer.source.fetchedAt);
  }
  return since;
}

async function fetchFile(
  client: IndexClient,
  upstream: Upstream,
  file: ProjectFile,
  into: Spool,
): Promise<Result<void, Problem>> {
  const { filename } = file;
  const distribution = readDistributionName(filename);
  if (distribution === undefined || file.url === '') return notListed(filename);
  const sink = {
    write: async (chunk: Uint8Array) => {
      const written = await into.write(chunk);
      if (!written.ok) throw new NotTaken(written.error);
    },
  };
  try {
    const limits = { deadlineMs: FILE_DEADLINE, idleMs: FILE_IDLE };
    const answer = await client.download(upstream, { ...file, distribution }, sink, limits);
    if (answer.state === 'whole') return ok(undefined);
    if (answer.state === 'absent')
      return err(
        problem('file-gone', `\`${filename.slice(0, 100)}\` is listed by its index, which answers ${answer.status}`),
      );
    return err(answer.problem);
  } catch (error) {
    if (error instanceof NotTaken) return err(error.problem);
    throw error;
  }
}

async function fetchBeside(
  client: IndexClient,
  upstream: Upstream,
  file: ProjectFile,
): Promise<Result<Uint8Array, Problem>> {
  const distribution = readDistributionName(file.filename);
  if (distribution === undefined || file.url === '') return notListed(file.filename);
  // Never the whole file: that is what is to be spared.
  const limits = { deadlineMs: METADATA_DEADLINE, attempts: 2, maxWholeBytes: 0 };
  const answer = await client.metadata(upstream, { ...file, distribution }, limits);
  if (answer.state === 'known' && answer.verified) return ok(answer.bytes);
  const message = `no metadata of \`${file.filename.slice(0, 100)}\` that a hash binds`;
  return answer.state === 'known' || answer.state === 'absent'
    ? err(problem('fetch-failed', message))
    : err(answer.problem);
}

function unknownUpstream(name: string): Result<never, Problem> {
  return err(problem('fetch-failed', `there is no upstream \`${name.slice(0, 60)}\``));
}

function notListed(filename: string): Result<never, Problem> {
  return err(problem('file-gone', `\`${filename.slice(0, 100)}\` is no longer listed by its index`));
}

/** Ends a download whose bytes nobody takes. */
class NotTaken extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** The page of a project of the team's own. */
/** Names the page of a project that an index took down. */
const TAKEN_DOWN = 'taken down';

function unavailableAs(answer: PageAnswer | Same | undefined): Listing {
  if (answer?.state !== 'unavailable') return { state: 'unavailable', why: '' };
  const { problem, retryAfterMs } = answer;
  const leaveAlone = retryAfterMs === undefined ? {} : { leaveAloneMs: retryAfterMs };
  return { state: 'unavailable', why: problem.message, ...leaveAlone };
}

/** A project of which its index says that there is none any more: a page that lists nothing. */
function takenDown(
  { name: from, url, mirrors }: Upstream,
  name: NormalizedName,
  has: ReadonlyMap<string, string>,
  observedAt: number,
): Listing {
  if (has.size === 1 && has.get(from) === TAKEN_DOWN) return { state: 'same', observedAt };
  const page = { ...EMPTY, name, files: [] };
  return { state: 'found', pages: [{ upstream: { name: from, url, mirrors }, digest: TAKEN_DOWN, observedAt, page }] };
}

/** What a page of nobody else's says beside its files: nothing. */
const EMPTY: Omit<ProjectPage, 'name' | 'files'> = {
  apiVersion: { major: 1, minor: 4 },
  versions: undefined,
  status: { marker: 'active', reason: undefined },
  namespaces: undefined,
  alternateLocations: [],
  tracks: [],
  baseUrl: undefined,
};

function ownPage(name: NormalizedName, files: readonly HostedFile[], observedAt: number): UpstreamPage {
  const digest = JSON.stringify(files.map(({ filename, sha256, yanked }) => [filename, sha256, yanked]));
  return {
    upstream: { name: OWN, url: 'rind:own', mirrors: undefined },
    digest,
    observedAt,
    page: { ...EMPTY, name, files: files.map(ownFile) },
  };
}

function ownFile({ filename, sha256, size, uploaded, requiresPython, yanked }: HostedFile): ProjectFile {
  return {
    filename,
    url: '',
    hashes: new Map([['sha256', sha256]]),
    requiresPython: requiresPython ?? undefined,
    yanked: yanked === null ? false : yanked === '' ? true : yanked,
    size,
    uploadTime: { text: new Date(uploaded).toISOString(), epochMilliseconds: uploaded },
    coreMetadata: undefined,
    gpgSig: undefined,
    provenance: undefined,
  };
}
