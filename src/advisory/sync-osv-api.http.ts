import { err, type NormalizedName, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { trimEnd } from '../base/text/trim-end.ts';
import { fetchBytes, type HttpClient } from '../platform/http.ts';
import { type OsvAnswer, readListedRecord, readOsvAnswer, readOsvAnswers } from './osv-answer.ts';
import { fetchRecords } from './record-fetch.http.ts';
import { parseDocument } from './records.fs.ts';
import { heldRecords, storedStates } from './store.fs.ts';
import { changeSource, type SyncContext, type Synced } from './sync-edit.fs.ts';

/** Queries of one batch; OSV's own API takes 1,000. */
const BATCH = 500;
const MAX_ANSWER = 64 * 1024 * 1024;
/** Pages of all queries together: a server that never ends is left. */
const MAX_PAGES = 2000;
/** Records of one sync by name. */
const MAX_LISTED = 200_000;

/** Where a server of OSV's API is asked, and about which projects. */
export interface OsvApi {
  /** Its address, to which `/v1/…` is added. */
  readonly url: string;
  /** As it is kept and shown, its kind before it. */
  readonly origin: string;
  readonly names: readonly NormalizedName[];
}

/**
 * Asks an OSV API for every record of the given projects: the ids by `/v1/querybatch`, page by page, then those that
 * are not here yet, or were modified, one by one by `/v1/vulns/ID`. A server that has no batches is asked by
 * `/v1/query`. The names of the projects, and nothing else, leave this machine. The caller holds the lock.
 *
 * Source: OSV API, https://google.github.io/osv.dev/api/.
 */
export async function syncOsvApi(
  name: string,
  { url, origin, names }: OsvApi,
  client: HttpClient,
  context: SyncContext,
): Promise<Result<Synced, Problem>> {
  const api = new Api(url, client, context);
  const batched = await api.batches(names);
  if (!batched.ok) return batched;
  const whole = batched.value === 'none' ? await api.queries(names) : undefined;
  if (whole?.ok === false) return whole;
  const kept: string[] = [];
  let put = whole?.value ?? [];
  if (batched.value !== 'none') {
    const listed = listedIds(batched.value);
    if (listed === undefined) return err(api.wrong('lists a record without an id'));
    if (listed.size > MAX_LISTED) return err(api.wrong(`lists more than ${MAX_LISTED} records`));
    const stored = storedStates(context.dataFolder).find((source) => source.name === name);
    const held = stored?.origin.url === origin ? heldRecords(context.dataFolder, name) : undefined;
    const missing: string[] = [];
    for (const [id, modified] of listed) {
      const isHeld = modified !== undefined && held?.get(id) === modified;
      (isHeld ? kept : missing).push(id);
    }
    const fetched = await fetchRecords(
      missing,
      (id) => api.address(`vulns/${encodeURIComponent(id)}`),
      client,
      context,
    );
    if (!fetched.ok) return fetched;
    if (fetched.value === 'missing') return err(api.wrong('lists a record that it does not have'));
    put = fetched.value;
  }
  return changeSource(name, context, {
    all: true,
    finish: {
      origin: { url: origin },
      checked: context.now,
      asked: names.map((one) => ({ name: one, version: null })),
      problems: [],
    },
    fill(edit) {
      for (const record of put) edit.put(record);
      for (const id of kept) edit.keep(id);
      return ok(undefined);
    },
  });
}

/** When each listed record was last modified, by id; undefined where one has no id. */
function listedIds(answers: readonly unknown[]): ReadonlyMap<string, number | undefined> | undefined {
  const listed = new Map<string, number | undefined>();
  for (const answer of answers) {
    const record = readListedRecord(answer);
    if (record === undefined) return undefined;
    listed.set(record.id, record.modified);
  }
  return listed;
}

interface Query {
  readonly package: { readonly ecosystem: 'PyPI'; readonly name: NormalizedName };
  readonly page_token?: string;
}

function queryOf(name: NormalizedName): Query {
  return { package: { ecosystem: 'PyPI', name } };
}

class Api {
  readonly #url: string;
  readonly #client: HttpClient;
  readonly #context: SyncContext;
  #pages = 0;

  constructor(url: string, client: HttpClient, context: SyncContext) {
    this.#url = url;
    this.#client = client;
    this.#context = context;
  }

  address(path: string): string {
    const address = new URL(this.#url);
    address.pathname = `${trimEnd(address.pathname, '/')}/v1/${path}`;
    return address.href;
  }

  wrong(message: string): Problem {
    return problem('fetch-failed', `\`${redactUrl(this.#url).slice(0, 200)}\` ${message}`);
  }

  /** What a batch lists of each record; `none` where the server has no batches. */
  async batches(names: readonly NormalizedName[]): Promise<Result<readonly unknown[] | 'none', Problem>> {
    const records: unknown[] = [];
    let queries = names.map(queryOf);
    const total = queries.length;
    while (queries.length > 0) {
      const batch = queries.slice(0, BATCH);
      const answer = await this.#post('querybatch', { queries: batch });
      if (!answer.ok) return answer;
      if (answer.value === 'none') return this.#pages === 1 ? ok('none') : err(this.wrong('has batches no longer'));
      const answers = readOsvAnswers(answer.value.content, batch.length);
      if (answers === undefined) return err(this.wrong('answers with something else than a list for each query'));
      const again: Query[] = [];
      for (const [at, { records: found, next }] of answers.entries()) {
        for (const record of found) records.push(record);
        const query = batch[at];
        if (query === undefined || next === undefined) continue;
        if (next === query.page_token) return err(this.wrong('gives the same page again'));
        again.push({ ...query, page_token: next });
      }
      queries = [...again, ...queries.slice(BATCH)];
      this.#context.log.progress('asking about projects', total - Math.min(total, queries.length), total);
    }
    return ok(records);
  }

  /** Every record of each project, whole, asked one after the other. */
  async queries(names: readonly NormalizedName[]): Promise<Result<readonly unknown[], Problem>> {
    const records = new Map<string, unknown>();
    for (const [done, name] of names.entries()) {
      let query: Query | undefined = queryOf(name);
      while (query !== undefined) {
        const answer = await this.#post('query', query);
        if (!answer.ok) return answer;
        const read: OsvAnswer | undefined = answer.value === 'none' ? undefined : readOsvAnswer(answer.value.content);
        if (read === undefined) return err(this.wrong('answers no query'));
        for (const record of read.records) records.set(JSON.stringify(record), record);
        if (read.next !== undefined && read.next === query.page_token)
          return err(this.wrong('gives the same page again'));
        query = read.next === undefined ? undefined : { ...queryOf(name), page_token: read.next };
      }
      this.#context.log.progress('asking about projects', done + 1, names.length);
    }
    return ok([...records.values()]);
  }

  async #post(path: string, body: unknown): Promise<Result<{ readonly content: unknown } | 'none', Problem>> {
    if (++this.#pages > MAX_PAGES) return err(this.wrong(`has more than ${MAX_PAGES} pages`));
    const request = {
      url: this.address(path),
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(JSON.stringify(body)),
    } as const;
    const fetched = await fetchBytes(this.#client, request, MAX_ANSWER);
    if (!fetched.ok) return fetched;
    const { status } = fetched.value.response;
    if (status === 404 || status === 405 || status === 501) return ok('none');
    if (status !== 200) return err(this.wrong(`answers ${status}`));
    const content = parseDocument(fetched.value.bytes, this.#context.limits);
    return content.ok
      ? ok({ content: content.value })
      : err(this.wrong(`answers what is no JSON: ${content.error.message}`));
  }
}
