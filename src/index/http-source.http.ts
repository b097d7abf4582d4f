import { err, ok, type Result } from '@rind/pypa';
import { assertInside, type ByteSource, memorySource, SourceFailure } from '../artifact/byte-source.ts';
import type { HttpClient, HttpResponse } from '../platform/http.ts';
import { askIndex, type Patience, readContent, unavailable } from './ask.http.ts';
import type { IndexFile } from './index-file.ts';
import type { Absent, Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** What reading parts of a file may cost. */
export interface HttpSourceLimits extends Patience {
  /** A server without ranges sends the whole file: not more than this is taken of it. Default 32 MiB. */
  readonly maxWholeBytes?: number;
}

/** A file at an index, read in parts where its server can. */
export interface HttpSource {
  readonly source: ByteSource;
  /** All of it, where the server sent all. */
  readonly whole: Uint8Array | undefined;
}

const MAX_WHOLE = 32 * 1024 * 1024;
/** Central directories of most wheels are shorter than that. */
const TAIL = 64 * 1024;
/** Read at once, at least: a header and a METADATA of usual length. */
const LEAST = 16 * 1024;
/** Nothing that a wheel's directory and one entry need is longer. */
const MOST_AT_ONCE = 32 * 1024 * 1024;
const MOST_QUESTIONS = 12;

/**
 * Opens a file at an index, its end first: there a wheel has its directory. Every part must be of the same file:
 * another length or entity tag ends the reading.
 */
export async function openHttpSource(
  http: HttpClient,
  upstream: Upstream,
  file: IndexFile,
  { maxWholeBytes = MAX_WHOLE, ...patience }: HttpSourceLimits,
): Promise<Result<HttpSource, Absent | Unavailable>> {
  const ask = (headers: Record<string, string>) =>
    askIndex(http, upstream, { url: file.url, headers, isFile: true, patience });
  let got = await ask({ range: `bytes=-${TAIL}` });
  // Some servers know no ranges from the end, and some none of more than there is.
  if (!got.ok && got.error.state === 'unavailable' && got.error.status === 416) got = await ask({});
  if (!got.ok) return got;
  const response = got.value;
  if (response.status === 200) {
    const announced = Number(response.headers.get('content-length') ?? 0);
    if (announced > maxWholeBytes) {
      response.discard();
      return err(unavailable('too-large', file.url, `comes whole only, and has more than ${maxWholeBytes} bytes`));
    }
    const bytes = await readContent(response, maxWholeBytes);
    return bytes.ok ? ok({ source: memorySource(bytes.value), whole: bytes.value }) : bytes;
  }
  const tail = await part(response, TAIL);
  if (!tail.ok) return tail;
  const { from, bytes, total, etag } = tail.value;
  if (from + bytes.length !== total || (file.size !== undefined && file.size !== total))
    return err(unavailable('damaged', file.url, `has ${total} bytes where the index states ${file.size ?? 'none'}`));
  return ok({ source: rangeSource(ask, file.url, tail.value, etag), whole: undefined });
}

interface Part {
  readonly from: number;
  readonly bytes: Uint8Array;
  readonly total: number;
  readonly etag: string | undefined;
}

type Ask = (headers: Record<string, string>) => Promise<Result<HttpResponse, Absent | Unavailable>>;

function rangeSource(ask: Ask, url: string, first: Part, etag: string | undefined): ByteSource {
  const { total } = first;
  let kept = [first];
  let asked = 1;
  const fail = (why: string): never => {
    throw new SourceFailure(unavailable('damaged', url, why).problem);
  };
  return {
    size: total,
    async read(offset, length) {
      assertInside(total, offset, length);
      for (const { from, bytes } of kept)
        if (offset >= from && offset + length <= from + bytes.length)
          return bytes.subarray(offset - from, offset - from + length);
      if (length > MOST_AT_ONCE || ++asked > MOST_QUESTIONS)
        return fail('has a directory that cannot be read in parts');
      const end = Math.min(total, offset + Math.max(length, LEAST));
      const got = await ask({ range: `bytes=${offset}-${end - 1}` });
      if (!got.ok)
        throw new SourceFailure(
          got.error.state === 'absent' ? unavailable('damaged', url, 'is gone').problem : got.error.problem,
        );
      const read = await part(got.value, end - offset);
      if (!read.ok) throw new SourceFailure(read.error.problem);
      const fresh = read.value;
      if (fresh.total !== total || fresh.etag !== etag) return fail('changed while it was read');
      if (fresh.from !== offset || fresh.bytes.length !== end - offset) return fail('answers with another part');
      kept = [first, fresh];
      return fresh.bytes.subarray(0, length);
    },
  };
}

/** A part as the server says that it is. Source: RFC 9110 §14.4. */
async function part(response: HttpResponse, most: number): Promise<Result<Part, Unavailable>> {
  const { status, headers, url } = response;
  const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(headers.get('content-range') ?? '');
  const [from, last, total] = [Number(range?.[1]), Number(range?.[2]), Number(range?.[3])];
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  if (status !== 206 || encoded || !(from <= last && last < total && last - from < most)) {
    response.discard();
    return err(unavailable('damaged', url, `answers ${status} with a part that nobody asked for`));
  }
  const bytes = await readContent(response, most);
  if (!bytes.ok) return bytes;
  if (bytes.value.length !== last - from + 1) return err(unavailable('damaged', url, 'sends a part of another length'));
  return ok({ from, bytes: bytes.value, total, etag: headers.get('etag') });
}
