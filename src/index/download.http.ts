import { type Problem, problem } from '../base/problem.ts';
import { type HttpClient, shownUrl } from '../platform/http.ts';
import { ContentError } from '../platform/http-exchange.ts';
import { askIndex, type Patience, unavailable } from './ask.http.ts';
import { DigestCheck } from './digest-check.ts';
import type { IndexFile } from './page.ts';
import type { Absent, Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** Where bytes go, in order. What it has is only the file once the download says so: before, it may be anything. */
export interface DownloadSink {
  write(chunk: Uint8Array): Promise<void>;
}

/** What a download may cost. */
export interface DownloadLimits extends Patience {
  /** Whatever the page says. Default 4 GiB. */
  readonly maxBytes?: number;
}

/** The whole file came, and is what was announced. */
export interface Downloaded {
  readonly state: 'whole';
  readonly sha256: string;
  readonly bytes: number;
  /** Whether the index announced a hash that binds it; else it is known by what came. */
  readonly announced: boolean;
}

/** What came is not what was announced. That is a finding, not a failure: what the sink has is to be thrown away. */
export interface DamagedDownload {
  readonly state: 'damaged';
  readonly problem: Problem;
}

/** How a download ended. Unless `whole`, what the sink has is nothing. */
export type DownloadAnswer = Downloaded | DamagedDownload | Absent | Unavailable;

const MAX_FILE = 4 * 1024 ** 3;
const TRIES = 4;

/**
 * Streams a file into a sink, hashing it on the way. Where the connection breaks off, it goes on from there, of the
 * same entity only, or of one whose hash is announced. Longer than announced or allowed, it is left at once. What a
 * sink throws comes through.
 *
 * Problems: `download-damaged`, `fetch-failed`, `url-refused`. Source: RFC 9110 §13 and §14; PEP 503 (hashes).
 */
export async function downloadFile(
  http: HttpClient,
  upstream: Upstream,
  file: IndexFile,
  sink: DownloadSink,
  limits: DownloadLimits,
): Promise<DownloadAnswer> {
  const { maxBytes = MAX_FILE, attempts = TRIES, deadlineMs, ...patience } = limits;
  const check = new DigestCheck(file.hashes);
  const most = Math.min(maxBytes, file.size ?? maxBytes);
  const damaged = (why: string): DamagedDownload => ({
    state: 'damaged',
    problem: problem('download-damaged', `\`${shownUrl(file.url)}\` ${why}`),
  });
  if (file.size !== undefined && file.size > maxBytes)
    return unavailable('too-large', file.url, `has ${file.size} bytes, more than ${maxBytes}`);
  const until = deadlineMs === undefined ? undefined : performance.now() + deadlineMs;
  let done = 0;
  let etag: string | undefined;
  for (let tried = 1; ; tried++) {
    const got = await askIndex(http, upstream, {
      url: file.url,
      headers: done === 0 ? {} : { range: `bytes=${done}-`, ...(etag === undefined ? {} : { 'if-range': etag }) },
      isFile: true,
      patience: { ...patience, attempts, ...(until === undefined ? {} : { deadlineMs: until - performance.now() }) },
    });
    if (!got.ok) return got.error;
    const response = got.value;
    const part = partOf(response.status, response.headers, done);
    if (part === undefined) {
      response.discard();
      return damaged(`answers ${response.status} with a part that nobody asked for`);
    }
    if (part.total !== undefined && file.size !== undefined && part.total !== file.size) {
      response.discard();
      return damaged(`has ${part.total} bytes where the index states ${file.size}`);
    }
    if (part.total !== undefined && part.total > most) {
      response.discard();
      return unavailable('too-large', file.url, `has ${part.total} bytes, more than ${most}`);
    }
    // Bytes that came before are passed over: whether they are the same, the hash tells.
    let skip = done - part.from;
    if (skip > 0 && !check.isBinding) {
      response.discard();
      return damaged('broke off, and cannot be gone on with');
    }
    if (done === 0) etag = strong(response.headers.get('etag'));
    try {
      for await (const chunk of response.content) {
        const fresh = skip >= chunk.length ? undefined : chunk.subarray(skip);
        skip = Math.max(0, skip - chunk.length);
        if (fresh === undefined) continue;
        done += fresh.length;
        if (done > most) return tooLong(file, most, damaged);
        check.update(fresh);
        await sink.write(fresh);
      }
      break;
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      const late = until !== undefined && performance.now() >= until;
      if (tried >= attempts || late)
        return unavailable(error.kind === 'timeout' ? 'timeout' : 'damaged', file.url, error.message);
      await http.pause(tried);
    }
  }
  if (file.size !== undefined && done !== file.size)
    return damaged(`has ${done} bytes where the index states ${file.size}`);
  const { sha256, fault } = check.finish();
  return fault === undefined ? { state: 'whole', sha256, bytes: done, announced: check.isBinding } : damaged(fault);
}

function tooLong(file: IndexFile, most: number, damaged: (why: string) => DamagedDownload): DownloadAnswer {
  return file.size === undefined
    ? unavailable('too-large', file.url, `has more than ${most} bytes`)
    : damaged(`has more than the ${file.size} bytes that the index states`);
}

/** Where the part that comes begins, and how long the whole is; undefined for a part that nobody asked for. */
function partOf(
  status: number,
  headers: ReadonlyMap<string, string>,
  done: number,
): { readonly from: number; readonly total: number | undefined } | undefined {
  if (status === 200) {
    const length = headers.get('content-length');
    return { from: 0, total: length === undefined ? undefined : Number(length) };
  }
  const range = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(headers.get('content-range') ?? '');
  if (status !== 206 || done === 0 || range === null || Number(range[1]) !== done) return undefined;
  return { from: done, total: range[2] === '*' ? undefined : Number(range[2]) };
}

/** Of a weak entity tag, bytes may differ. */
function strong(etag: string | undefined): string | undefined {
  return etag === undefined || etag.startsWith('W/') ? undefined : etag;
}
