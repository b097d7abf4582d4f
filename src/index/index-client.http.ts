import type { NormalizedName } from '@rind/pypa';
import { Gate } from '../base/gate.ts';
import { SingleFlight } from '../base/single-flight.ts';
import type { HttpClient } from '../platform/http.ts';
import { PACE } from '../platform/pace.ts';
import { askIndex, type Patience, readContent, unavailable } from './ask.http.ts';
import { type DownloadAnswer, type DownloadLimits, type DownloadSink, downloadFile } from './download.http.ts';
import type { IndexFile } from './index-file.ts';
import { fetchMetadata, type MetadataAnswer, type MetadataRequest } from './metadata.http.ts';
import type { PageLimits } from './page.ts';
import {
  fetchUnless,
  keptAnswer,
  type PageAnswer,
  type PageContext,
  type PageRequest,
  pageIdentity,
  type Same,
} from './page-fetch.http.ts';
import type { PageStore } from './page-store.ts';
import { MAX_PROJECT_JSON, type ProjectFacts, readProjectFacts } from './project-json.ts';
import { type Progress, StandIns } from './stand-ins.ts';
import type { Absent, Unavailable } from './unavailable.ts';
import { unpacked } from './unpack.ts';
import { projectJsonUrlOf, type Upstream } from './upstream.ts';

/** What the JSON API of an index says of a project. */
export type ProjectFactsAnswer = { readonly state: 'found'; readonly facts: ProjectFacts } | Absent | Unavailable;

/** Asks indexes. Everything that it gives is checked; whatever it cannot get is a value that says why. */
export interface IndexClient {
  /** A project's page. Asked for once at a time, whoever asks. */
  page(upstream: Upstream, name: NormalizedName, request?: PageRequest): Promise<PageAnswer>;
  /** The same, for who has a page of this project already: where it is of that identity still, it is not read again. */
  pageUnless(
    upstream: Upstream,
    name: NormalizedName,
    has: string | undefined,
    request?: PageRequest,
  ): Promise<PageAnswer | Same>;
  /** What the JSON API says of a project, where the index has one. */
  projectFacts(upstream: Upstream, name: NormalizedName, patience?: Patience): Promise<ProjectFactsAnswer>;
  /** What a file says about itself. */
  metadata(upstream: Upstream, file: IndexFile, request?: MetadataRequest): Promise<MetadataAnswer>;
  /** Streams a file into a sink. */
  download(upstream: Upstream, file: IndexFile, sink: DownloadSink, limits?: DownloadLimits): Promise<DownloadAnswer>;
}

/** What a client of indexes needs. */
export interface IndexClientSettings {
  readonly http: HttpClient;
  readonly store: PageStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly limits?: PageLimits;
  /** Questions to one index at a time, and as many downloads: files that hang keep nobody from a page. Default 16. */
  readonly concurrency?: number;
  /** Questions to one index that may wait. Who finds more of them has no time left: what was known may stand in. Any number by default. */
  readonly mostWaiting?: number;
  /** How long a page may stand in while its index says nothing. Default 30 days. */
  readonly maxStaleMs?: number;
  /**
   * Told of an answer that came after what was kept had been given in its place, and whether that says anything else
   * (`PageRequest.standInMs`).
   */
  late?(upstream: Upstream, name: NormalizedName, answer: PageAnswer | Same, isOther: boolean): void;
}

const CONCURRENCY = 16;
/** One is read, the next unpacked beside the event loop: in pieces by turns, all would be there only when the last is. */
const READ_AT_ONCE = 2;
/** What is kept is given out of line, or it would wait behind those who wait for the index: each takes memory. */
const KEPT_AT_ONCE = 4;
const MAX_STALE = 30 * 24 * 60 * 60 * 1000;

/** A client of indexes: so many questions to each at a time, pages kept in the store. */
export function indexClient(settings: IndexClientSettings): IndexClient {
  const { http, store, now, limits = {}, concurrency = CONCURRENCY, maxStaleMs = MAX_STALE } = settings;
  const { mostWaiting = Number.POSITIVE_INFINITY } = settings;
  const reading = new Gate(READ_AT_ONCE);
  const context: PageContext = { http, store, now, limits, maxStaleMs, reading };
  const gates = new Map<string, Gate>();
  const keeping = new Gate(KEPT_AT_ONCE);
  const standIns = new Map<string, StandIns<PageAnswer | Same>>();
  const pages = new SingleFlight<PageAnswer | Same>();
  const facts = new SingleFlight<ProjectFactsAnswer>();

  /** Waiting in line is part of the time that there is. */
  const inLine = async <T>(line: string, patience: Patience, task: (left: Patience) => Promise<T>) => {
    const gate = gates.get(line) ?? new Gate(concurrency);
    gates.set(line, gate);
    if (gate.waiting >= mostWaiting) return task({ deadlineMs: 0 });
    const begun = performance.now();
    return gate.run(() => {
      const { deadlineMs } = patience;
      return task(deadlineMs === undefined ? {} : { deadlineMs: deadlineMs - (performance.now() - begun) });
    });
  };
  const pageOf = (upstream: Upstream, name: NormalizedName, has: string | undefined, request: PageRequest) => {
    const { standInMs } = request;
    let given: string | undefined;
    const ask = (progress?: Progress) =>
      inLine(upstream.url, request, (left) => {
        progress?.begun();
        const watched = progress === undefined ? context : { ...context, progress };
        return fetchUnless(watched, upstream, name, { ...request, ...left }, given ?? has);
      });
    if (standInMs === undefined || request.revalidate === true) return ask();
    const standing = standIns.get(upstream.url) ?? new StandIns(PACE, standInMs);
    standIns.set(upstream.url, standing);
    return standing.answer({
      about: name,
      ask,
      instead: async () => {
        const answer = await keeping.run(() => keptAnswer(context, upstream, name, request, has));
        if (answer === undefined) return undefined;
        given = pageIdentity(answer.source);
        return { answer, isStale: answer.from === 'stale' };
      },
      late: (answer) => settings.late?.(upstream, name, answer, isOther(answer, given)),
    });
  };
  /** Who wants it asked anew must not get what is only being looked up. */
  const together = (upstream: Upstream, name: NormalizedName, has: string | undefined, request: PageRequest) =>
    pages.do(`${request.revalidate === true} ${has} ${upstream.url} ${name}`, () =>
      pageOf(upstream, name, has, request),
    );
  return {
    async page(upstream, name, request = {}) {
      const answer = await together(upstream, name, undefined, request);
      if (answer.state === 'same') throw new Error('nobody said what it would be the same as');
      return answer;
    },
    pageUnless(upstream, name, has, request = {}) {
      return together(upstream, name, has, request);
    },
    projectFacts(upstream, name, patience = {}) {
      return facts.do(`${upstream.url} ${name}`, () =>
        inLine(upstream.url, patience, (left) => fetchProjectFacts(http, upstream, name, { ...patience, ...left })),
      );
    },
    metadata(upstream, file, request = {}) {
      return inLine(upstream.url, request, (left) => fetchMetadata(http, upstream, file, { ...request, ...left }));
    },
    download(upstream, file, sink, request = {}) {
      return inLine(`${upstream.url} files`, request, (left) =>
        downloadFile(http, upstream, file, sink, { ...request, ...left }),
      );
    },
  };
}

/** Whether an answer says anything else than the page of that identity. */
function isOther(answer: PageAnswer | Same, given: string | undefined): boolean {
  if (answer.state === 'unavailable') return false;
  return answer.state === 'absent' || pageIdentity(answer.source) !== given;
}

async function fetchProjectFacts(
  http: HttpClient,
  upstream: Upstream,
  name: NormalizedName,
  patience: Patience,
): Promise<ProjectFactsAnswer> {
  const url = projectJsonUrlOf(upstream, name);
  if (url === undefined) return unavailable('refused', upstream.url, 'knows no such name');
  const headers = { accept: 'application/json', 'accept-encoding': 'gzip' };
  const got = await askIndex(http, upstream, { url, headers, isFile: false, patience });
  if (!got.ok) return got.error;
  const content = await readContent(got.value, MAX_PROJECT_JSON);
  if (!content.ok) return content.error;
  const bytes = await unpacked(content.value, got.value.headers.get('content-encoding'), MAX_PROJECT_JSON);
  if (typeof bytes === 'string') return unavailable(bytes, url, 'cannot be unpacked');
  const read = await PACE.inSlices(readProjectFacts(bytes, name));
  return read.ok
    ? { state: 'found', facts: read.facts }
    : { state: 'unavailable', reason: 'damaged', problem: read.problem };
}
