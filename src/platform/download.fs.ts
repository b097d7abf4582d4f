import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import type { HttpClient, HttpResponse } from './http.ts';
import { ContentError } from './http-exchange.ts';

/** What to download, and where to. */
export interface Download {
  readonly url: string;
  /** Where it is written. What is there of an earlier try is kept and gone on from. */
  readonly file: string;
  /** Where, beside it, stands what the part belongs to. */
  readonly state: string;
  readonly maxBytes: number;
  /** The entity tag of what is known already: then it is not downloaded again. */
  readonly known?: string;
  progress(done: number, total: number): void;
}

/** What a partial file belongs to. */
interface PartState {
  readonly url: string;
  /** Strong: of a weak one, bytes may differ. */
  readonly etag: string;
}

/** Connections that may break while each brings something. */
const MOST_PARTS = 100;

/**
 * Downloads into a file, going on from what an earlier try left where the server still has the same
 * (`If-Range`), and starting anew where it has something else. The checksum that Google's storage sends along
 * is held to. `same` when it is what was known already. Problems: `fetch-failed`, `url-refused`, `file-unreadable`.
 *
 * Source: RFC 9110 §13 (conditional requests) and §14 (range requests).
 */
export async function download(client: HttpClient, request: Download): Promise<Downloaded> {
  try {
    return await downloadParts(client, request);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return err(problem('file-unreadable', `cannot write \`${request.file}\`: ${String(error.code)}`));
  }
}

type Downloaded = Result<'same' | { readonly etag: string }, Problem>;

async function downloadParts(client: HttpClient, request: Download): Promise<Downloaded> {
  const shown = redactUrl(request.url).slice(0, 200);
  const failed = (message: string) => err(problem('fetch-failed', `\`${shown}\` ${message}`));
  let tried = 0;
  for (let part = 0; part < MOST_PARTS; part++) {
    const had = partOf(request);
    const response = await client.send({ url: request.url, headers: conditions(request, had) });
    if (!response.ok) return response;
    const { status, headers } = response.value;
    if (status === 304 && request.known !== undefined) {
      response.value.discard();
      return ok('same');
    }
    // Nothing is missing: with `If-Range`, a server answers so only of the very same thing.
    if (status === 416 && had !== undefined && headers.get('content-range') === `bytes */${had.size}`) {
      response.value.discard();
      return ok({ etag: had.etag });
    }
    const goesOn = status === 206 && had !== undefined && continues(response.value, had);
    if (status === 206 || status === 416) {
      if (!goesOn) {
        // The server has something else now, or cannot count: begin anew.
        response.value.discard();
        forget(request);
        if (++tried >= client.attempts) return failed(`answers ${status}, again and again`);
        continue;
      }
    } else if (status !== 200) {
      response.value.discard();
      return failed(`answers ${status}`);
    }
    const from = goesOn ? had.size : 0;
    const etag = headers.get('etag') ?? '';
    const length = Number(headers.get('content-length') ?? 0);
    if (from + length > request.maxBytes) {
      response.value.discard();
      forget(request);
      return failed(`has more than ${request.maxBytes} bytes`);
    }
    const wrote = await write(request, response.value, from, etag);
    if (wrote.state === 'whole') {
      const checksum = await isAsAnnounced(request.file, headers.get('x-goog-hash'));
      if (checksum) return ok({ etag });
      forget(request);
      return failed('does not have the checksum that the server announced');
    }
    if (wrote.state === 'too-large') {
      forget(request);
      return failed(`has more than ${request.maxBytes} bytes`);
    }
    tried = wrote.bytes > 0 ? 1 : tried + 1;
    if (tried >= client.attempts) return failed(wrote.state);
    await client.pause(tried);
  }
  return failed('breaks off again and again');
}

/** Removes what there is of a download, whole or not. */
export function forget({ file, state }: Pick<Download, 'file' | 'state'>): void {
  rmSync(file, { force: true });
  rmSync(state, { force: true });
}

type Part = PartState & { readonly size: number };

function partOf({ file, state, url }: Download): Part | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(state, 'utf8'));
    if (typeof kept !== 'object' || kept === null || !('url' in kept) || !('etag' in kept)) return undefined;
    const { size } = statSync(file);
    return kept.url === url && typeof kept.etag === 'string' && size > 0 ? { url, etag: kept.etag, size } : undefined;
  } catch {
    return undefined;
  }
}

function conditions({ known }: Download, had: Part | undefined): Record<string, string> {
  return {
    ...(known === undefined ? {} : { 'if-none-match': known }),
    ...(had === undefined ? {} : { range: `bytes=${had.size}-`, 'if-range': had.etag }),
  };
}

/** Whether a partial answer goes on where the part ends, of the same thing. */
function continues({ headers }: HttpResponse, { etag, size }: Part): boolean {
  const range = /^bytes (\d{1,15})-\d{1,15}\/(?:\d{1,15}|\*)$/.exec(headers.get('content-range') ?? '');
  return range !== null && Number(range[1]) === size && (headers.get('etag') ?? etag) === etag;
}

/** Writes what comes; says how it ended, and how many bytes it brought. */
async function write(
  request: Download,
  response: HttpResponse,
  from: number,
  etag: string,
): Promise<{ readonly state: string; readonly bytes: number }> {
  const { file, state, url, maxBytes, progress } = request;
  const resumable = etag !== '' && !etag.startsWith('W/');
  if (from === 0) {
    if (resumable) writeFileSync(state, JSON.stringify({ url, etag } satisfies PartState));
    else rmSync(state, { force: true });
  }
  const total = from + Number(response.headers.get('content-length') ?? 0);
  const descriptor = openSync(file, from === 0 ? 'w' : 'r+');
  let at = from;
  try {
    ftruncateSync(descriptor, from);
    for await (const chunk of response.content) {
      if (at + chunk.length > maxBytes) return { state: 'too-large', bytes: at - from };
      for (let done = 0; done < chunk.length; )
        done += writeSync(descriptor, chunk, done, chunk.length - done, at + done);
      at += chunk.length;
      progress(at, Math.max(total, at));
    }
    return { state: 'whole', bytes: at - from };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return { state: error.message, bytes: at - from };
  } finally {
    closeSync(descriptor);
  }
}

/** Source: Google Cloud Storage, header `x-goog-hash`: `crc32c=…,md5=…`, in base64. */
async function isAsAnnounced(file: string, announced: string | undefined): Promise<boolean> {
  const md5 = /(?:^|[\s,])md5=([A-Za-z0-9+/]{22}==)/.exec(announced ?? '')?.[1];
  if (md5 === undefined) return true;
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('base64') === md5;
}
