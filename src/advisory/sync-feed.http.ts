import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { err, ok, type Result } from '@rind/pypa';
import { parseInstant } from '../base/instant.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { decodeText } from '../base/text/bytes.ts';
import { readFile } from '../platform/files.fs.ts';
import { fetchBytes, type HttpClient } from '../platform/http.ts';
import type { DatabaseSync } from '../platform/sqlite.ts';
import { parseEpss } from './epss.ts';
import { parseKev } from './kev.ts';
import { parseDocument } from './records.fs.ts';
import { type Origin, type SourceState, Statements, saveSource, sourceStates } from './source-state.sql.ts';
import { changeStore, storedStates } from './store.fs.ts';
import { cveNumber } from './store-schema.sql.ts';
import { confirmSource, type SyncContext, type Synced } from './sync-edit.fs.ts';
import { refusal } from './sync-guard.ts';

type Kind = 'epss' | 'kev';

/** Bytes of a feed as it comes: EPSS has 2 MB, KEV 2 MB. */
const MAX_FEED = 64 * 1024 * 1024;
/** Bytes of it unpacked: EPSS has 10 MB. */
const MAX_UNPACKED = 128 * 1024 * 1024;

/** A feed, read. */
interface Feed {
  readonly total: number;
  readonly damaged: number;
  /** The day or instant that it is of, RFC 3339; empty when it does not say. */
  readonly newest: string;
  /** Puts it into its empty table; says how many rows that were. */
  fill(statements: Statements): number;
}

/**
 * Takes over EPSS's scores or CISA's list of exploited flaws, from an address or a file, whole: they are
 * small. What is refused of records is refused of them. The caller holds the lock.
 */
export async function syncFeed(
  kind: Kind,
  from: { readonly url: string } | { readonly file: string; readonly origin?: Origin; readonly checked?: number },
  client: HttpClient,
  context: SyncContext,
): Promise<Result<Synced, Problem>> {
  if ('file' in from) {
    const bytes = readFile(from.file, from.file, context.limits);
    return bytes.ok ? await takeOver(kind, bytes.value, from.origin ?? {}, from.checked, context) : bytes;
  }
  const stored = storedStates(context.dataFolder).find(({ name }) => name === kind);
  const before = stored?.origin.url === redactUrl(from.url) ? stored : undefined;
  const known = before?.origin.etag;
  const headers: Record<string, string> = known === undefined ? {} : { 'if-none-match': known };
  const fetched = await fetchBytes(client, { url: from.url, headers }, MAX_FEED);
  if (!fetched.ok) return fetched;
  const { status, headers: said } = fetched.value.response;
  if (status === 304 && before !== undefined) return confirmSource({ ...before, checked: context.now }, context);
  if (status !== 200) return err(problem('fetch-failed', `\`${redactUrl(from.url).slice(0, 200)}\` answers ${status}`));
  const etag = said.get('etag');
  const origin = { url: redactUrl(from.url), ...(etag === undefined ? {} : { etag }) };
  return takeOver(kind, fetched.value.bytes, origin, context.now, context);
}

async function takeOver(
  kind: Kind,
  bytes: Uint8Array,
  origin: Origin,
  checked: number | undefined,
  context: SyncContext,
): Promise<Result<Synced, Problem>> {
  const plain = await unpacked(bytes);
  const feed = plain === undefined ? undefined : kind === 'epss' ? epssFeed(plain) : kevFeed(plain, context);
  if (feed === undefined || feed.total === 0)
    return err(problem('fetch-failed', `what was fetched for \`${kind}\` is no such feed`));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return changeStore(context.dataFolder, context.log, (database: DatabaseSync): Result<Synced, Problem> => {
    const statements = new Statements(database);
    const before = sourceStates(database).find(({ name }) => name === kind);
    statements.of(`DELETE FROM ${kind}`).run();
    const records = feed.fill(statements);
    const state: SourceState = {
      name: kind,
      kind,
      origin,
      total: feed.total,
      records,
      projects: 0,
      byName: false,
      damaged: feed.damaged,
      newest: feed.newest,
      digest,
      ...(checked === undefined ? {} : { checked, whole: checked }),
      documents: [],
      problems: [],
    };
    const refused = refusal(before, state);
    if (refused !== undefined && !context.force) return err(refused);
    saveSource(statements, state);
    return ok({ state, change: 'whole' });
  });
}

/** What a feed is when it is unpacked; as it came when it is not packed; undefined when it is too much or broken. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED });
  } catch {
    return undefined;
  }
}

function epssFeed(bytes: Uint8Array): Feed | undefined {
  const text = decodeText(bytes, { maxBytes: MAX_UNPACKED });
  const file = text.ok ? parseEpss(text.value.text) : undefined;
  if (file === undefined) return undefined;
  const day = `${file.day.slice(0, 10)}T00:00:00Z`;
  return {
    total: file.scores.size + file.damaged,
    damaged: file.damaged,
    newest: parseInstant(day).ok ? day : '',
    fill(statements) {
      const insert = statements.of('INSERT INTO epss (cve, probability, percentile) VALUES (?, ?, ?)');
      let rows = 0;
      for (const [id, { probability, percentile }] of file.scores) {
        const cve = cveNumber(id);
        if (cve === undefined) continue;
        insert.run(cve, probability, percentile);
        rows++;
      }
      return rows;
    },
  };
}

function kevFeed(bytes: Uint8Array, { limits }: SyncContext): Feed | undefined {
  const document = parseDocument(bytes, limits);
  const file = document.ok ? parseKev(document.value) : undefined;
  if (file === undefined) return undefined;
  return {
    total: file.entries.size + file.damaged,
    damaged: file.damaged,
    newest: parseInstant(file.released).ok ? file.released : '',
    fill(statements) {
      const insert = statements.of('INSERT INTO kev (id, added, due, ransomware) VALUES (?, ?, ?, ?)');
      for (const [id, { added, due, ransomware }] of file.entries) insert.run(id, added, due, ransomware ? 1 : 0);
      return file.entries.size;
    },
  };
}
