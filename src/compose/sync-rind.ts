import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { readRecords } from '../advisory/records.fs.ts';
import type { Origin, SourceState } from '../advisory/source-state.sql.ts';
import { confirmSource, type SyncContext, type Synced, syncFile } from '../advisory/sync-edit.fs.ts';
import { syncFeed } from '../advisory/sync-feed.http.ts';
import { formatInstant, HOUR } from '../base/instant.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import {
  MOST_DOCUMENT,
  readShared,
  type SharedStatement,
  type StatedSource,
  signerOf,
} from '../evidence/advisory-statement.ts';
import { formatPublicKey } from '../evidence/log-key.ts';
import { download, forget } from '../platform/download.fs.ts';
import { digestOfFile } from '../platform/file-digest.fs.ts';
import { fetchBytes, type HttpClient } from '../platform/http.ts';
import { latestOf, type RindPlace, rindOrigin } from './rind-place.ts';

/** Bytes of one source as it is handed out: as many as OSV's own file may have. */
const MAX_SOURCE = 256 * 1024 * 1024;
/** Records of one source: as many as are read of any. */
const MAX_RECORDS = 200_000;

/** What became of one source of another Rind. */
export interface RindOutcome {
  readonly name: string;
  readonly result: Result<Synced | 'update' | 'current', Problem>;
}

/** What is believed of another Rind. */
interface Believed {
  readonly statement: SharedStatement;
  /** Where trust in the key began. */
  readonly pin: { readonly pin?: string };
  /** Who signed, lower-case hex. */
  readonly key: string;
}

/**
 * Takes over the advisories that another Rind hands out, source by source, under the names that they have there. Each
 * is as old as that Rind found it to be, and not as this copy. Whatever is wrong with the statement is a problem of all
 * of them. The caller holds the lock.
 *
 * @param token for a gateway whose reading is closed
 * @param check only asks whether there is something new
 */
export async function syncRind(
  place: RindPlace,
  states: readonly SourceState[],
  client: HttpClient,
  context: SyncContext,
  { token, check }: { readonly token: Secret | undefined; readonly check: boolean },
): Promise<RindOutcome[]> {
  const bound = boundClient(client, place.rind, token);
  const believed = await believe(place, states, bound, context, token !== undefined);
  if (!believed.ok) return (place.names ?? [hostName(place)]).map((name) => ({ name, result: believed }));
  const { sources } = believed.value.statement;
  const outcomes: RindOutcome[] = [];
  for (const name of place.names ?? sources.map((source) => source.name)) {
    const source = sources.find((one) => one.name === name);
    const before = states.find((state) => state.name === name);
    if (source === undefined) outcomes.push({ name, result: err(missing(name, place)) });
    else if (check) outcomes.push({ name, result: ok(isSame(place, before, source) ? 'current' : 'update') });
    else outcomes.push({ name, result: await takeOver(place, source, before, believed.value, bound, context) });
  }
  return outcomes;
}

/** Goes to that gateway and nowhere else, wherever it is led. */
function boundClient(client: HttpClient, rind: string, token: Secret | undefined): HttpClient {
  const { origin } = new URL(rind);
  const ask: HttpClient['ask'] = (request) =>
    client.ask({
      ...request,
      headers: { ...request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` }) },
      allows: (url) => url.origin === origin,
    });
  return {
    attempts: client.attempts,
    pause: (tried) => client.pause(tried),
    ask,
    async send(request) {
      const answer = await ask(request);
      return answer.ok ? answer : err(answer.error.problem);
    },
  };
}

async function believe(
  place: RindPlace,
  states: readonly SourceState[],
  client: HttpClient,
  { now, force, log }: SyncContext,
  isKnown: boolean,
): Promise<Result<Believed, Problem>> {
  const { rind, keys } = place;
  const url = `${rind}/api/v1/advisories`;
  const fetched = await fetchBytes(client, { url }, MOST_DOCUMENT);
  if (!fetched.ok) return fetched;
  const { status } = fetched.value.response;
  if (status !== 200) return err(unanswered(url, status, isKnown));
  const document = readShared(Buffer.from(fetched.value.bytes).toString('latin1'));
  const damaged = (why: string) => err(problem('rind-statement-damaged', `\`${rind}\` hands out ${why}`));
  if (document === undefined) return damaged('no signed statement');
  const signer = signerOf(document, keys);
  if (signer === 'unsigned') return damaged('a statement that is not what was signed');
  if (signer === 'untrusted')
    return err(
      problem(
        'rind-key-wrong',
        `\`${rind}\` signs with the key \`${document.statement.key}\`, which is not the one named`,
        {
          hint: 'compare with `rind log key` on the machine of that gateway',
        },
      ),
    );
  if (keys === undefined) return err(keyMissing(rind, signer.key));
  const { statement } = document;
  // A sync by hand says nothing of the pin, and the key that it follows is the one that followed the pin.
  const pinned = place.pin ?? latestOf(rind, states)?.pin;
  if (statement.at > now + HOUR)
    return err(problem('rind-statement-early', `the statement of \`${rind}\` is of ${formatInstant(statement.at)}`));
  const last = lastOf(states, rind, signer.key);
  if (statement.at < last) {
    const message = `the statement of \`${rind}\` is of ${formatInstant(statement.at)}, and one of ${formatInstant(last)} was taken over before`;
    if (!force) return err(problem('rind-statement-older', message));
    log.warn(`${message}; taken over all the same`);
  }
  return ok({ statement, pin: pinned === undefined ? {} : { pin: pinned }, key: signer.key });
}

/** When the latest statement was made of all that were taken over, from this address or of this key. */
function lastOf(states: readonly SourceState[], rind: string, key: string): number {
  const known = states.filter(({ origin }) => origin.url === rindOrigin(rind) || origin.rind?.key === key);
  return Math.max(-1, ...known.map(({ origin }) => origin.rind?.at ?? -1));
}

function isSame({ rind }: RindPlace, before: SourceState | undefined, { sha256 }: StatedSource): boolean {
  return before?.origin.url === rindOrigin(rind) && before.origin.rind?.sha256 === sha256;
}

async function takeOver(
  place: RindPlace,
  source: StatedSource,
  before: SourceState | undefined,
  { statement, key, pin }: Believed,
  client: HttpClient,
  context: SyncContext,
): Promise<Result<Synced, Problem>> {
  const { name, kind, bytes, records, sha256, unread } = source;
  const { dataFolder, log, now } = context;
  const origin: Origin = { url: rindOrigin(place.rind), rind: { key, at: statement.at, sha256, ...pin } };
  // As old as it is there: whoever copies it later, or sends the same for ever, makes it no younger.
  const checked = source.checked === null ? {} : { checked: Math.min(source.checked, statement.at, now) };
  if (before !== undefined && isSame(place, before, source)) {
    const { checked: _, ...rest } = before;
    return confirmSource({ ...rest, origin, ...checked }, context);
  }
  if (bytes > MAX_SOURCE || records > MAX_RECORDS)
    return err(
      problem('rind-too-large', `\`${name}\` has ${records} records and ${bytes} bytes`, {
        hint: `at most ${MAX_RECORDS} records and ${MAX_SOURCE} bytes are taken`,
      }),
    );
  const part = {
    file: path.join(dataFolder, `${name}.rind.zip`),
    state: path.join(dataFolder, `${name}.rind.json`),
  };
  const fetched = await download(client, {
    url: `${place.rind}/api/v1/advisories/${sha256}`,
    ...part,
    maxBytes: bytes,
    progress: (done, total) => log.progress(`downloading ${name} (kB)`, done >> 10, total >> 10),
  });
  if (!fetched.ok) return fetched;
  try {
    const limits = { ...context.limits, maxFileBytes: MAX_SOURCE, maxDepth: context.limits.maxDepth + 1 };
    const differs = differsFrom(source, part.file, limits);
    if (differs !== undefined) return err(differs);
    const taking = { ...context, limits };
    if (kind !== 'osv') return await syncFeed(kind, { file: part.file, origin, ...checked }, client, taking);
    return syncFile(name, part.file, taking, { origin, ...checked, problems: unreadThere(name, unread) });
  } finally {
    forget(part);
  }
}

/** Why what was downloaded is not what was signed. */
function differsFrom(
  { name, kind, bytes, sha256, records }: StatedSource,
  file: string,
  limits: SyncContext['limits'],
): Problem | undefined {
  const found = digestOfFile(file);
  if (found.size !== bytes || found.sha256 !== sha256)
    return problem('rind-bytes-differ', `\`${name}\` came as ${found.size} bytes with the digest \`${found.sha256}\``, {
      cause: `signed are ${bytes} bytes with the digest \`${sha256}\``,
    });
  if (kind !== 'osv') return undefined;
  const opened = readRecords({ name, file }, limits);
  if (!opened.ok) return opened.error;
  let count = 0;
  for (const entry of opened.value.entries) count += entry.records.length;
  return count === records
    ? undefined
    : problem('rind-bytes-differ', `\`${name}\` came with ${count} records, and signed are ${records}`);
}

/** What could not be read there is missing here as well: nobody must take its silence for an answer. */
function unreadThere(name: string, unread: number): Problem[] {
  if (unread === 0) return [];
  const message = `${unread} documents of \`${name}\` could not be read by the Rind that it comes from`;
  return [problem('advisory-damaged', message)];
}

function keyMissing(rind: string, key: string): Problem {
  const shown = formatPublicKey(key);
  return problem('rind-key-missing', `nobody said which key \`${rind}\` signs with; it sends \`${shown}\` itself`, {
    hint: `compare that with \`rind log key\` on its machine; if it is the same, add \`--key ${shown}\`: it is remembered`,
  });
}

function missing(name: string, { rind }: RindPlace): Problem {
  return problem('rind-source-missing', `\`${rind}\` hands out no source \`${name}\``, {
    hint: 'look with `rind sync --check --from` what it hands out',
  });
}

/** @param isKnown whether a token was shown */
function unanswered(url: string, status: number, isKnown: boolean): Problem {
  const closed = isKnown
    ? 'it does not know the token that it was shown, or that one has ended: make another with `rind token create --scope read` there'
    : 'its reading is closed: put a token of that gateway (`rind token create --scope read`) into `RIND_TOKEN`, or into netrc as the password for its host';
  const hints: Readonly<Record<number, string>> = {
    401: closed,
    429: 'too many wrong tokens came from this address: try again later, with the right one',
  };
  const hint = hints[status] ?? 'it is no gateway of this version, or it has no advisories yet';
  return problem('fetch-failed', `\`${url.slice(0, 200)}\` answers ${status}`, { hint });
}

function hostName({ rind }: RindPlace): string {
  return new URL(rind).hostname;
}
