import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { DAY } from '../base/instant.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { download, forget } from '../platform/download.fs.ts';
import { fetchBytes, type HttpClient } from '../platform/http.ts';
import { parseModifiedList, planDelta } from './modified-list.ts';
import { fetchRecords } from './record-fetch.http.ts';
import type { SourceState } from './source-state.sql.ts';
import { heldRecords, storedStates } from './store.fs.ts';
import { changeSource, confirmSource, type SyncContext, type Synced, syncFile } from './sync-edit.fs.ts';

/** Bytes of a bulk file: today's of PyPI has 32 MB. */
const MAX_BULK = 256 * 1024 * 1024;
/** Bytes of a list: a line for each record. */
const MAX_LIST = 64 * 1024 * 1024;
/** Records fetched one by one; where more have changed, everything costs less. */
const MOST_SINGLE = 500;
/**
 * Everything is fetched again so often: records change without a new `modified` when the bucket's keeper
 * converts them anew, and no delta shows that.
 */
const WHOLE_EVERY: number = 7 * DAY;

/**
 * Brings a source up to what a bucket of OSV records has: only what changed, where the bucket has a list of
 * that (`modified_id.csv` beside the zip), else the whole zip, unless it is still the same. No name of a project
 * leaves the machine. The caller holds the lock.
 *
 * @param url the address of the zip; its records lie beside it as `ID.json`
 * @param listed whether a list of what changed may lie beside it
 */
export async function syncBulk(
  name: string,
  url: string,
  client: HttpClient,
  context: SyncContext,
  listed = true,
): Promise<Result<Synced, Problem>> {
  const stored = storedStates(context.dataFolder).find((source) => source.name === name);
  const before = stored?.origin.url === redactUrl(url) ? stored : undefined;
  if (listed && before?.whole !== undefined && context.now - before.whole < WHOLE_EVERY) {
    const delta = await syncDelta(before, url, client, context);
    if (delta !== 'whole') return delta;
  }
  return syncWhole(name, url, before, client, context, listed);
}

/** The address of something beside another. */
function beside(url: string, file: string): string {
  const address = new URL(url);
  address.pathname = `${address.pathname.slice(0, address.pathname.lastIndexOf('/') + 1)}${file}`;
  [address.search, address.hash] = ['', ''];
  return address.href;
}

async function syncDelta(
  before: SourceState,
  url: string,
  client: HttpClient,
  context: SyncContext,
): Promise<Result<Synced, Problem> | 'whole'> {
  const { origin, name } = before;
  const known: Record<string, string> = origin.listEtag === undefined ? {} : { 'if-none-match': origin.listEtag };
  const list = await fetchBytes(client, { url: beside(url, 'modified_id.csv'), headers: known }, MAX_LIST);
  if (!list.ok) return list;
  const { status, headers } = list.value.response;
  if (status === 304) return confirmSource({ ...before, checked: context.now }, context);
  const parsed = status === 200 ? parseModifiedList(Buffer.from(list.value.bytes).toString('latin1')) : undefined;
  const held = heldRecords(context.dataFolder, name);
  if (!parsed?.ok || held === undefined) return 'whole';
  const plan = planDelta(parsed.value, held, MOST_SINGLE);
  if (plan === 'whole') return 'whole';
  const etag = headers.get('etag');
  const next = { ...origin, ...(etag === undefined ? {} : { listEtag: etag }) };
  if (plan.fetch.length + plan.drop.length === 0)
    return confirmSource({ ...before, origin: next, checked: context.now }, context);
  const records = await fetchRecords(
    plan.fetch,
    (id) => beside(url, `${encodeURIComponent(id)}.json`),
    client,
    context,
  );
  if (!records.ok) return records;
  if (records.value === 'missing') return 'whole';
  const put = records.value;
  return changeSource(name, context, {
    all: false,
    finish: {
      origin: next,
      checked: context.now,
      ...(before.whole === undefined ? {} : { whole: before.whole }),
      problems: before.documents,
    },
    fill(edit) {
      for (const record of put) edit.put(record);
      for (const id of plan.drop) edit.drop(id);
      return ok(undefined);
    },
  });
}

async function syncWhole(
  name: string,
  url: string,
  before: SourceState | undefined,
  client: HttpClient,
  context: SyncContext,
  listed: boolean,
): Promise<Result<Synced, Problem>> {
  const { dataFolder, log, now } = context;
  // Asked first: what the zip has is then at least what this list has.
  const asked = listed ? await etagOf(beside(url, 'modified_id.csv'), client) : ok(undefined);
  if (!asked.ok) return asked;
  const listEtag = asked.value;
  const part = { file: path.join(dataFolder, `${name}.part.zip`), state: path.join(dataFolder, `${name}.part.json`) };
  const known = before?.origin.etag;
  const fetched = await download(client, {
    url,
    ...part,
    maxBytes: MAX_BULK,
    ...(known === undefined ? {} : { known }),
    progress: (done, total) => log.progress(`downloading ${name} (kB)`, done >> 10, total >> 10),
  });
  if (!fetched.ok) return fetched;
  const tag = listEtag === undefined ? {} : { listEtag };
  if (fetched.value === 'same' && before !== undefined)
    return confirmSource({ ...before, origin: { ...before.origin, ...tag }, checked: now, whole: now }, context);
  const etag = fetched.value === 'same' ? '' : fetched.value.etag;
  const origin = { url: redactUrl(url), ...(etag === '' ? {} : { etag }), ...tag };
  const limits = { ...context.limits, maxFileBytes: MAX_BULK };
  const synced = syncFile(name, part.file, { ...context, limits }, { origin, checked: now, whole: now });
  // What is refused can be insisted on without downloading it again; what is no zip cannot.
  if (synced.ok || synced.error.code !== 'sync-refused') forget(part);
  return synced;
}

async function etagOf(url: string, client: HttpClient): Promise<Result<string | undefined, Problem>> {
  const head = await client.send({ url, method: 'HEAD' });
  if (!head.ok) return head;
  head.value.discard();
  return ok(head.value.status === 200 ? head.value.headers.get('etag') : undefined);
}

/**
 * Whether a server has something that is not here: by the headers of a bucket's list, or of the file itself
 * where there is none. Nothing else is downloaded. A server without entity tags cannot say: that is a problem.
 *
 * @param listed whether a list may lie beside the file
 */
export async function hasUpdate(
  state: SourceState | undefined,
  url: string,
  client: HttpClient,
  listed: boolean,
): Promise<Result<boolean, Problem>> {
  if (state === undefined || state.origin.url !== redactUrl(url)) return ok(true);
  const { listEtag, etag } = state.origin;
  const asked = listEtag === undefined || !listed ? url : beside(url, 'modified_id.csv');
  const head = await client.send({ url: asked, method: 'HEAD' });
  if (!head.ok) return head;
  head.value.discard();
  const now = head.value.headers.get('etag');
  if (head.value.status !== 200 || now === undefined)
    return err(problem('fetch-failed', `\`${redactUrl(asked)}\` does not say whether it has changed`));
  return ok(now !== (listEtag ?? etag));
}
