import { err, type NormalizedName, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { trimEnd } from '../base/text/trim-end.ts';
import { fetchBytes, type HttpClient } from '../platform/http.ts';
import { PypiRecords } from './pypi-record.ts';
import { parseDocument } from './records.fs.ts';
import type { AskedProject } from './source-state.sql.ts';
import { changeSource, type SyncContext, type Synced } from './sync-edit.fs.ts';

/** Bytes of a release's page: descriptions of a megabyte are known. */
const MAX_PAGE = 32 * 1024 * 1024;
const AT_A_TIME = 6;

/** Where PyPI's JSON API is asked, and about which releases. */
export interface PypiApi {
  /** Its address, to which `/pypi/NAME/VERSION/json` is added. */
  readonly url: string;
  /** As it is kept and shown, its kind before it. */
  readonly origin: string;
  readonly releases: readonly { readonly name: NormalizedName; readonly version: string }[];
}

/**
 * Asks PyPI's JSON API what is known of each of the given releases: it answers for single releases only. A release
 * that it does not have stays unanswered, and one page that is none ends it all. The names and versions, and nothing
 * else, leave this machine. The caller holds the lock.
 */
export async function syncPypiApi(
  name: string,
  { url, origin, releases }: PypiApi,
  client: HttpClient,
  context: SyncContext,
): Promise<Result<Synced, Problem>> {
  const records = new PypiRecords();
  const asked: AskedProject[] = [];
  const queue = releases.values();
  let failure: Problem | undefined;
  let done = 0;
  const work = async (): Promise<void> => {
    for (const { name: project, version } of queue) {
      if (failure !== undefined) return;
      const address = pageOf(url, project, version);
      const page = await fetchPage(address, client, context);
      if (!page.ok) failure = page.error;
      else if (page.value !== 'none') {
        if (!records.add(project, version, page.value.content))
          failure = problem(
            'fetch-failed',
            `\`${redactUrl(address).slice(0, 200)}\` does not say what is known of the release`,
          );
        asked.push({ name: project, version });
      }
      context.log.progress('asking about releases', ++done, releases.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, releases.length) }, work));
  if (failure !== undefined) return err(failure);
  return changeSource(name, context, {
    all: true,
    finish: { origin: { url: origin }, checked: context.now, asked, problems: [] },
    fill(edit) {
      for (const record of records.records()) edit.put(record);
      return ok(undefined);
    },
  });
}

function pageOf(url: string, name: NormalizedName, version: string): string {
  const address = new URL(url);
  address.pathname = `${trimEnd(address.pathname, '/')}/pypi/${encodeURIComponent(name)}/${encodeURIComponent(version)}/json`;
  return address.href;
}

async function fetchPage(
  url: string,
  client: HttpClient,
  { limits }: SyncContext,
): Promise<Result<{ readonly content: unknown } | 'none', Problem>> {
  const fetched = await fetchBytes(client, { url, headers: { accept: 'application/json' } }, MAX_PAGE);
  if (!fetched.ok) return fetched;
  const { status } = fetched.value.response;
  if (status === 404) return ok('none');
  const shown = redactUrl(url).slice(0, 200);
  if (status !== 200) return err(problem('fetch-failed', `\`${shown}\` answers ${status}`));
  const content = parseDocument(fetched.value.bytes, limits);
  return content.ok
    ? ok({ content: content.value })
    : err(problem('fetch-failed', `\`${shown}\` is no JSON: ${content.error.message}`));
}
