import { err, ok, type Result } from '@rind/pypa';
import { letGo } from '../base/let-go.ts';
import { problem } from '../base/problem.ts';
import { type HttpClient, type HttpFailure, type HttpResponse, shownUrl } from '../platform/http.ts';
import { ContentError } from '../platform/http-exchange.ts';
import { PACE } from '../platform/pace.ts';
import { authorization } from './credentials.ts';
import { joinInPieces } from './in-pieces.ts';
import type { Absent, Unavailable, UnavailableReason } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** How patient one question is. */
export interface Patience {
  /** Times that it is tried. */
  readonly attempts?: number;
  /** Milliseconds without a byte. */
  readonly idleMs?: number;
  /** Milliseconds until the last byte, all tries together. */
  readonly deadlineMs?: number;
}

/** What is asked of an index. */
export interface IndexQuestion {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it is about a file, which may lie on other hosts than the index itself. */
  readonly isFile: boolean;
  readonly patience: Patience;
}

/**
 * Asks an index: its credentials go to its own host and port alone; a private address is asked
 * there, and where somebody named one; a page comes from
 * there and from nowhere else, a file from the hosts that its files may come from, and so on every redirect.
 * Statuses other than success and 304 become what they mean.
 */
export async function askIndex(
  http: HttpClient,
  upstream: Upstream,
  { url, headers, isFile, patience }: IndexQuestion,
): Promise<Result<HttpResponse, Absent | Unavailable>> {
  const { name: account, origin, fileOrigins, credentials, privateOrigins } = upstream;
  const isOwn = URL.parse(url)?.origin === origin;
  const got = await http.ask({
    url,
    headers: isOwn && credentials !== undefined ? { ...headers, authorization: authorization(credentials) } : headers,
    account,
    trusted: privateOrigins,
    allows: (to) => (isFile ? fileOrigins.has(to.origin) : to.origin === origin),
    ...patience,
  });
  if (!got.ok) return err(failed(got.error));
  const { status } = got.value;
  if (status === 200 || status === 206 || status === 304) return ok(got.value);
  got.value.discard();
  if (status === 404 || status === 410) return err({ state: 'absent', status });
  return err({ ...unavailable(reasonOf(status), url, `answers ${status}`), status });
}

/** Why there is nothing, about an address. */
export function unavailable(reason: UnavailableReason, url: string, why: string): Unavailable {
  return { state: 'unavailable', reason, problem: problem('fetch-failed', `\`${shownUrl(url)}\` ${why}`) };
}

function failed({ kind, status, retryAfterMs, problem }: HttpFailure): Unavailable {
  const reason = kind === 'status' ? reasonOf(status ?? 0) : REASONS[kind];
  return { state: 'unavailable', reason, problem, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

const REASONS: Readonly<Record<Exclude<HttpFailure['kind'], 'status'>, UnavailableReason>> = {
  timeout: 'timeout',
  tls: 'tls',
  connection: 'unreachable',
  refused: 'refused',
  protocol: 'unexpected',
};

function reasonOf(status: number): UnavailableReason {
  if (status >= 500) return '5xx';
  if (status === 401 || status === 403 || status === 407) return 'forbidden';
  if (status === 408) return 'timeout';
  return status === 429 || status === 425 ? 'busy' : 'unexpected';
}

/** Reads a content to its end, in memory. */
export async function readContent(response: HttpResponse, maxBytes: number): Promise<Result<Uint8Array, Unavailable>> {
  const { url } = response;
  // Where it says how long it is, each chunk is let go as soon as it is there: dozens of pages come at once.
  const stated = statedLength(response);
  const whole = stated === undefined || stated > maxBytes ? undefined : Buffer.allocUnsafeSlow(stated);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.content) {
      const at = length;
      length += chunk.length;
      if (length > maxBytes) return err(unavailable('too-large', url, `has more than ${maxBytes} bytes`));
      if (whole === undefined) chunks.push(chunk);
      else if (length > whole.length) return err(unavailable('damaged', url, 'has more bytes than it says'));
      else {
        whole.set(chunk, at);
        letGo(chunk);
      }
    }
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return err(unavailable(error.kind === 'timeout' ? 'timeout' : 'damaged', url, error.message));
  }
  return ok(whole?.subarray(0, length) ?? (await PACE.inSlices(joinInPieces(chunks))));
}

function statedLength({ headers }: HttpResponse): number | undefined {
  const stated = headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(stated) ? Number(stated) : undefined;
}
