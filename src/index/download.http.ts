import { letGo } from '../base/let-go.ts';
import { type Problem, problem } from '../base/problem.ts';
import { type HttpClient, type HttpResponse, shownUrl } from '../platform/http.ts';
import { ContentError } from '../platform/http-exchange.ts';
import { askIndex, type Patience, unavailable } from './ask.http.ts';
import { DigestCheck } from './digest-check.ts';
import type { IndexFile } from './index-file.ts';
import type { Absent, Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** Where bytes go, in order. What it has is only the file once the download says so: before, it may be anything. */
export interface DownloadSink {
  /** Takes bytes, which are gone once it is done with them. */
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
  if (file.size !== undefined && file.size > maxBytes)
    return unavailable('too-large', file.url, `has ${file.size} bytes, more than ${maxBytes}`);
  const transfer = new Transfer(file, sink, maxBytes);
  const until = deadlineMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + deadlineMs;
  for (let tried = 1; ; tried++) {
    const left = until - performance.now();
    const got = await askIndex(http, upstream, {
      url: file.url,
      headers: transfer.conditions(),
      isFile: true,
      patience: { ...patience, attempts, ...(Number.isFinite(left) ? { deadlineMs: left } : {}) },
    });
    if (!got.ok) return got.error;
    const ended = await transfer.take(got.value);
    if (!(ended instanceof ContentError)) return ended;
    if (tried >= attempts || performance.now() >= until || !transfer.canGoOn)
      return unavailable(ended.kind === 'timeout' ? 'timeout' : 'damaged', file.url, ended.message);
    await http.pause(tried);
  }
}

/** One file on its way: what came so far, whatever connections it took. */
class Transfer {
  readonly #file: IndexFile;
  readonly #sink: DownloadSink;
  readonly #check: DigestCheck;
  readonly #most: number;
  #done = 0;
  #etag: string | undefined;

  constructor(file: IndexFile, sink: DownloadSink, maxBytes: number) {
    this.#file = file;
    this.#sink = sink;
    this.#check = new DigestCheck(file.hashes);
    this.#most = file.size ?? maxBytes;
  }

  /** Whether what comes later can be known to belong to what came. */
  get canGoOn(): boolean {
    return this.#done === 0 || this.#check.isBinding || this.#etag !== undefined;
  }

  conditions(): Record<string, string> {
    if (this.#done === 0) return {};
    const range = `bytes=${this.#done}-`;
    return this.#etag === undefined ? { range } : { range, 'if-range': this.#etag };
  }

  /** Takes what comes: how it ended, or why the connection did. */
  async take(response: HttpResponse): Promise<DownloadAnswer | ContentError> {
    const { status, headers } = response;
    const refused = this.#refuse(status, headers);
    if (refused !== undefined) {
      response.discard();
      return refused;
    }
    // Bytes that came before are passed over: whether they are the same, the hash tells.
    let skip = status === 206 ? 0 : this.#done;
    if (this.#done === 0) this.#etag = strong(headers.get('etag'));
    try {
      for await (const chunk of response.content) {
        const fresh = chunk.subarray(Math.min(skip, chunk.length));
        skip -= chunk.length - fresh.length;
        if (fresh.length === 0) continue;
        if (this.#done + fresh.length > this.#most) return this.#tooLong();
        this.#done += fresh.length;
        this.#check.update(fresh);
        await this.#sink.write(fresh);
        // Nothing else makes the engine look for what came: a hundred megabytes would wait for it together.
        letGo(chunk);
      }
    } catch (error) {
      if (error instanceof ContentError) return error;
      throw error;
    }
    return this.#finish(skip);
  }

  /** Why an answer is not taken at all. */
  #refuse(status: number, headers: ReadonlyMap<string, string>): DownloadAnswer | undefined {
    const { size, url } = this.#file;
    const part = partOf(status, headers, this.#done);
    if (part === undefined) return this.#damaged(`answers ${status} with a part that nobody asked for`);
    if (this.#done > 0 && part.from === 0 && !this.#check.isBinding)
      return this.#damaged('became another file while it was fetched');
    if (part.total === undefined) return undefined;
    if (size !== undefined && part.total !== size)
      return this.#damaged(`has ${part.total} bytes where the index states ${size}`);
    return part.total > this.#most
      ? unavailable('too-large', url, `has ${part.total} bytes, more than ${this.#most}`)
      : undefined;
  }

  #tooLong(): DownloadAnswer {
    const { size, url } = this.#file;
    return size === undefined
      ? unavailable('too-large', url, `has more than ${this.#most} bytes`)
      : this.#damaged(`has more than the ${size} bytes that the index states`);
  }

  #finish(skip: number): DownloadAnswer {
    const { size } = this.#file;
    if (skip > 0) return this.#damaged('became shorter while it was fetched');
    if (size !== undefined && this.#done !== size)
      return this.#damaged(`has ${this.#done} bytes where the index states ${size}`);
    const { sha256, fault } = this.#check.finish();
    return fault === undefined
      ? { state: 'whole', sha256, bytes: this.#done, announced: this.#check.isBinding }
      : this.#damaged(fault);
  }

  #damaged(why: string): DamagedDownload {
    return {
      state: 'damaged',
      problem: problem('download-damaged', `\`${shownUrl(this.#file.url)}\` ${why}`),
    };
  }
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
