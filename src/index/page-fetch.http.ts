import { type NormalizedName, SIMPLE_ACCEPT } from '@rind/pypa';
import type { Gate } from '../base/gate.ts';
import { letGo } from '../base/let-go.ts';
import type { Problem } from '../base/problem.ts';
import type { HttpClient, HttpResponse } from '../platform/http.ts';
import { PACE } from '../platform/pace.ts';
import { askIndex, type Patience, readContent, unavailable } from './ask.http.ts';
import { freshnessOf } from './freshness.ts';
import { digestInPieces } from './in-pieces.ts';
import { type IndexPage, MAX_PAGE_BYTES, type PageLimits, type PageResult, readPage } from './page.ts';
import type { PageStore, StoredHead, StoredPage } from './page-store.ts';
import type { Progress } from './stand-ins.ts';
import { type Absent, allowsStale, type Unavailable } from './unavailable.ts';
import { unpacked } from './unpack.ts';
import { pageUrlOf, type Upstream } from './upstream.ts';

/** A project's page, and where it stands. */
export interface Found {
  readonly state: 'found';
  readonly page: IndexPage;
  /** What it was read from. */
  readonly source: StoredHead;
  /** `index`: it just said so; `cache`: it said so not long ago; `stale`: it cannot be asked, `why` says. */
  readonly from: 'index' | 'cache' | 'stale';
  readonly why?: Problem;
}

/** What an index says of a project. Anything but `found` and `absent` is no evidence. */
export type PageAnswer = Found | Absent | Unavailable;

/** That a page is the one that the asker has already: it was not read again. */
export interface Same extends Omit<Found, 'state' | 'page' | 'source'> {
  readonly state: 'same';
  readonly source: StoredHead;
}

/** How a page is asked for. */
export interface PageRequest extends Patience {
  /** Ask, also where what is kept still holds. */
  readonly revalidate?: boolean;
  /** Do not ask while the index said it so many milliseconds ago or less, whatever it said of how long that holds. */
  readonly youngEnoughMs?: number;
  /**
   * Do not wait longer for the index where a page is kept that may stand in; the question goes on. Milliseconds. Without:
   * as long as the question may take.
   */
  readonly standInMs?: number;
}

/** Names what a page says: of equal identities, equal pages are read. */
export function pageIdentity({ digest, contentType, url }: Pick<StoredHead, 'digest' | 'contentType' | 'url'>): string {
  return `${digest} ${contentType} ${url}`;
}

/** What fetching pages needs. */
export interface PageContext {
  readonly http: HttpClient;
  readonly store: PageStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly limits: PageLimits;
  /** How long a page that could not be asked for may stand in. Milliseconds. */
  readonly maxStaleMs: number;
  /** Pages that are read at once: it is work for one processor, and each of them takes memory. */
  readonly reading: Gate;
  /** Told how far the question is. */
  readonly progress?: Progress;
}

/**
 * Gets a project's page from what is kept, from the index, or, where that says nothing at all, from what was kept. A page
 * of the identity that the asker has is not read again: many are large, and few change.
 */
export async function fetchUnless(
  given: PageContext,
  upstream: Upstream,
  name: NormalizedName,
  { revalidate = false, youngEnoughMs = 0, standInMs: _, ...patience }: PageRequest,
  has: string | undefined,
): Promise<PageAnswer | Same> {
  const context: Reading = { ...given, has };
  const url = pageUrlOf(upstream, name);
  if (url === undefined)
    return unavailable('refused', upstream.url, `has no page of \`${name.slice(0, 100)}\`: it is no name`);
  const { http, store, now, progress } = context;
  const kept = await keptPage(store, upstream, name, has);
  const at = now();
  if (kept !== undefined && !revalidate && isFresh(kept, at, youngEnoughMs)) {
    const page = await known(kept, upstream, name, context);
    // A page that our own rules no longer take is as good as none.
    if (page !== undefined) return page;
  }
  progress?.sent();
  const got = await askIndex(http, upstream, { url, headers: conditions(kept), isFile: false, patience });
  if (!got.ok) {
    // A failure for which something may stand in is none of the index's words.
    if (got.error.state === 'absent' || !allowsStale(got.error.reason)) progress?.heard();
    if (got.error.state === 'unavailable') return standIn(kept, got.error, upstream, name, context);
    await store.save(upstream.url, name, { kind: 'absence', status: got.error.status, fetchedAt: at });
    return got.error;
  }
  if (got.value.status === 304) {
    progress?.heard();
    got.value.discard();
    if (kept === undefined) return unavailable('damaged', url, 'says that nothing changed, which nobody asked');
    const source: Kept = { ...kept, ...times(got.value, at, kept) };
    const page = await known(source, upstream, name, context);
    if (page === undefined) {
      await store.remove(upstream.url, name);
      return unavailable('damaged', url, 'says that nothing changed, but what was kept cannot be used');
    }
    await save(store, upstream, name, source, got.value, kept);
    return { ...page, from: 'index' };
  }
  const fresh = await receive(got.value, upstream, name, context, at);
  if (fresh.state === 'unavailable') return standIn(kept, fresh, upstream, name, context);
  const { bytes, ...answer } = fresh;
  await save(store, upstream, name, { ...fresh.source, bytes }, got.value, kept);
  letGo(bytes);
  return answer;
}

/**
 * What is kept of a project's page, where it still holds, or may stand in for an index that says nothing; undefined
 * where nothing may. That there is no such project is never passed over: an older page than that is kept nowhere.
 */
export async function keptAnswer(
  given: PageContext,
  upstream: Upstream,
  name: NormalizedName,
  { youngEnoughMs = 0 }: PageRequest,
  has: string | undefined,
): Promise<Found | Same | undefined> {
  const context: Reading = { ...given, has };
  const kept = await keptPage(context.store, upstream, name, has);
  if (kept === undefined) return undefined;
  if (isFresh(kept, context.now(), youngEnoughMs)) return await known(kept, upstream, name, context);
  const failure = unavailable('timeout', kept.url, 'is not waited for any longer: its index says nothing');
  const answer = await standIn(kept, failure, upstream, name, context);
  return answer.state === 'found' || answer.state === 'same' ? answer : undefined;
}

/** Whether what is kept holds without asking. Epoch milliseconds. */
function isFresh({ fetchedAt, freshUntil }: StoredHead, at: number, youngEnoughMs: number): boolean {
  return fetchedAt <= at && at < Math.max(freshUntil, fetchedAt + youngEnoughMs);
}

/** A page that is kept; without its content where the asker has that. */
type Kept = StoredHead & Partial<Pick<StoredPage, 'bytes'>>;

async function keptPage(
  store: PageStore,
  upstream: Upstream,
  name: NormalizedName,
  has: string | undefined,
): Promise<Kept | undefined> {
  const head = has === undefined ? undefined : await store.head(upstream.url, name);
  if (head?.kind === 'page' && has === pageIdentity(head)) return head;
  const stored = await store.load(upstream.url, name);
  return stored?.kind === 'page' ? stored : undefined;
}

/** What reading a page needs; `has` is the identity of the one that the asker has. */
interface Reading extends PageContext {
  readonly has: string | undefined;
}

async function known(
  { bytes, ...source }: Kept,
  upstream: Upstream,
  name: NormalizedName,
  { limits, has, reading }: Reading,
): Promise<Found | Same | undefined> {
  if (has === pageIdentity(source)) return { state: 'same', source, from: 'cache' };
  if (bytes === undefined) return undefined;
  const read = await reading.run(() => PACE.inSlices(readPage({ ...source, bytes }, name, upstream, limits)));
  return read.ok ? { state: 'found', page: read.page, source, from: 'cache' } : undefined;
}

function conditions(source: StoredHead | undefined): Record<string, string> {
  return {
    accept: SIMPLE_ACCEPT,
    'accept-encoding': 'gzip',
    ...(source?.etag === undefined ? {} : { 'if-none-match': source.etag }),
    ...(source?.lastModified === undefined || source.etag !== undefined
      ? {}
      : { 'if-modified-since': source.lastModified }),
  };
}

/** What was kept, where the index said nothing at all and it may; else why there is nothing. */
async function standIn(
  kept: Kept | undefined,
  failure: Unavailable,
  upstream: Upstream,
  name: NormalizedName,
  context: Reading,
): Promise<PageAnswer | Same> {
  if (kept === undefined || !allowsStale(failure.reason) || !kept.mayServeStale) return failure;
  if (context.now() - kept.fetchedAt > context.maxStaleMs) return failure;
  const page = await known(kept, upstream, name, context);
  return page === undefined ? failure : { ...page, from: 'stale', why: failure.problem };
}

/** What came, with its content: that is for the store alone. */
type Received = (Found | Same) & Pick<StoredPage, 'bytes'>;

async function receive(
  response: HttpResponse,
  upstream: Upstream,
  name: NormalizedName,
  { limits, has, reading, progress }: Reading,
  at: number,
): Promise<Received | Unavailable> {
  const { url, headers, status } = response;
  const { maxBytes = MAX_PAGE_BYTES } = limits;
  if (status !== 200) {
    response.discard();
    return unavailable('damaged', url, `answers ${status} to a whole question`);
  }
  const content = await readContent(response, maxBytes);
  if (!content.ok) return content.error;
  progress?.heard();
  return await reading.run(async (): Promise<Received | Unavailable> => {
    const bytes = await unpacked(content.value, headers.get('content-encoding'), maxBytes);
    if (bytes === 'too-large') return unavailable('too-large', url, `unpacks to more than ${maxBytes} bytes`);
    if (bytes === 'damaged') return unavailable('damaged', url, 'cannot be unpacked');
    if (bytes !== content.value) letGo(content.value);
    const contentType = headers.get('content-type') ?? '';
    const digest = await PACE.inSlices(digestInPieces(bytes));
    const source: StoredHead = { kind: 'page', url, contentType, digest, ...times(response, at, undefined) };
    if (has === pageIdentity(source)) return { state: 'same', source, from: 'index', bytes };
    const read: PageResult = await PACE.inSlices(readPage({ ...source, bytes }, name, upstream, limits));
    if (!read.ok) return { state: 'unavailable', reason: read.reason, problem: read.problem };
    return { state: 'found', page: read.page, source, from: 'index', bytes };
  });
}

type Times = Pick<StoredHead, 'etag' | 'lastModified' | 'fetchedAt' | 'freshUntil' | 'mayServeStale'>;

/** What an answer says of how long it holds; a 304 keeps the validators that it does not repeat. Source: RFC 9111 §4.3.4. */
function times({ headers }: HttpResponse, at: number, before: StoredHead | undefined): Times {
  const { freshMs, mayServeStale } = freshnessOf(headers);
  const etag = headers.get('etag') ?? before?.etag;
  const lastModified = headers.get('last-modified') ?? before?.lastModified;
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    fetchedAt: at,
    freshUntil: at + freshMs,
    mayServeStale,
  };
}

async function save(
  store: PageStore,
  upstream: Upstream,
  name: NormalizedName,
  { bytes, ...head }: Kept,
  { headers }: HttpResponse,
  before: Kept | undefined,
): Promise<void> {
  // What may not be kept takes the place of what was: that is no answer any more.
  if (!freshnessOf(headers).mayStore) return store.remove(upstream.url, name);
  const isSame = before !== undefined && pageIdentity(before) === pageIdentity(head);
  if (isSame && (await store.renew(upstream.url, name, head))) return;
  if (bytes !== undefined) await store.save(upstream.url, name, { ...head, bytes });
}
