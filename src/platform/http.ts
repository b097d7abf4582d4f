import { setTimeout as wait } from 'node:timers/promises';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { type ConnectionOptions, connections } from './http-connections.ts';
import { type Answer, ContentError, type ExchangeFailure, exchange, type FailureKind } from './http-exchange.ts';
import { type ProxyVariables, proxyFor } from './proxy.ts';
import { noteUnseen } from './reads.fs.ts';

/** What may be asked, and what it may cost. */
export interface HttpSettings {
  /**
   * Origins (`https://host:port`) that somebody who may decide it named: on a command line, never in a
   * repository. They may be private, and may be asked without encryption.
   */
  readonly trusted: ReadonlySet<string>;
  /** `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` and `SSL_CERT_FILE` are read. */
  readonly variables: ProxyVariables;
  /** What Rind calls itself: `rind/1.2.3`. */
  readonly agent: string;
  /** Milliseconds without a byte. Default 30 s. */
  readonly idleMs?: number;
  /** Milliseconds until the last byte of one answer. Default 15 min. */
  readonly totalMs?: number;
  /** Times that something is tried. Default 4. */
  readonly attempts?: number;
  /** The first pause between two tries, in milliseconds; it doubles. Default 500. */
  readonly pauseMs?: number;
}

/** One question. */
export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Instead of the client's own: whoever asks for somebody lends them no other's trust. */
  readonly trusted?: ReadonlySet<string>;
  /** Whether an address may be asked at all; looked at for each hop, the first included. */
  readonly allows?: (url: URL) => boolean;
  /** Times that it is tried, the first included; instead of the client's own. */
  readonly attempts?: number;
  /** Milliseconds without a byte; instead of the client's own. */
  readonly idleMs?: number;
  /** Milliseconds until the last byte, all tries and hops and pauses together. Without: no more than one answer may take. */
  readonly deadlineMs?: number;
  /** On whose behalf it is asked, for who counts: the name of an index. It is not sent. */
  readonly account?: string;
}

/** Why there is no answer: the problem, and what kind of failure it is. */
export interface HttpFailure {
  readonly kind: FailureKind;
  /** Where the server answered at all. */
  readonly status?: number;
  /** Milliseconds that the server wants to be left alone. Source: RFC 9110 §10.2.3. */
  readonly retryAfterMs?: number;
  /** `fetch-failed` or `url-refused`. */
  readonly problem: Problem;
}

/** An answer of any status but those that are tried again, or lead elsewhere. */
export interface HttpResponse extends Answer {
  /** Where the answer came from in the end. */
  readonly url: string;
}

/** Asks servers. */
export interface HttpClient {
  readonly attempts: number;
  /** Sends a question and waits for the head of the answer. Problems: `fetch-failed`, `url-refused`. */
  send(request: HttpRequest): Promise<Result<HttpResponse, Problem>>;
  /** The same, for who has to tell failures apart. */
  ask(request: HttpRequest): Promise<Result<HttpResponse, HttpFailure>>;
  /** Waits before the next try of something; `tried` counts from 1. */
  pause(tried: number): Promise<void>;
}

const REDIRECTS = 5;
/** Connections that were kept and have ended that are passed over for one question. */
const MOST_STALE = 2;
const AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);
const ELSEWHERE = new Set([301, 302, 303, 307, 308]);
/** A server that wants to be left alone for longer is left alone for good. */
const LONGEST_WAIT_MS = 60_000;

/**
 * A client that goes nowhere it was not sent: https alone, public addresses alone (looked at when the
 * connection is made), at most five redirects, no credentials to another origin; except for the origins
 * that are trusted. Answers that say "later" and connections that break are tried again.
 */
export function httpClient(settings: HttpSettings): HttpClient {
  const { attempts = 4, pauseMs = 500 } = settings;
  const pause = async (tried: number): Promise<void> => {
    await wait(pauseMs * 2 ** (tried - 1));
  };
  const options = connections(settings.variables);
  const ask = async (request: HttpRequest): Promise<Result<HttpResponse, HttpFailure>> => {
    const most = request.attempts ?? attempts;
    const until = request.deadlineMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + request.deadlineMs;
    for (let tried = 1; ; tried++) {
      const result = await follow(request, settings, options, until);
      const failure = result.ok ? busy(request.url, result.value) : failureOf(request.url, result.error);
      if (failure === undefined) {
        if (result.ok) return result;
        throw new Error('an answer that failed has its failure');
      }
      const again = result.ok || result.error.again;
      if (!again || tried >= most || (failure.retryAfterMs ?? 0) > LONGEST_WAIT_MS) return err(failure);
      const pauseFor = failure.retryAfterMs ?? pauseMs * 2 ** (tried - 1);
      // Waiting beyond the deadline would only make the same answer late.
      if (performance.now() + pauseFor >= until) return err(failure);
      await wait(pauseFor);
    }
  };
  return {
    attempts,
    pause,
    ask,
    async send(request) {
      const result = await ask(request);
      return result.ok ? result : err(result.error.problem);
    },
  };
}

/** An answer that means "later" is let go of. */
function busy(url: string, response: HttpResponse): HttpFailure | undefined {
  const { status } = response;
  if (!AGAIN.has(status)) return undefined;
  response.discard();
  const asked = retryAfter(response.headers.get('retry-after'));
  return {
    kind: 'status',
    status,
    ...(asked === undefined ? {} : { retryAfterMs: asked }),
    problem: toProblem(url, { kind: 'status', message: `the server answers ${status}`, again: true }),
  };
}

function failureOf(url: string, failure: ExchangeFailure): HttpFailure {
  return { kind: failure.kind, problem: toProblem(url, failure) };
}

function toProblem(url: string, { kind, message }: ExchangeFailure): Problem {
  const shown = shownUrl(url);
  return kind === 'refused'
    ? problem('url-refused', `\`${shown}\` is not asked: ${message}`)
    : problem('fetch-failed', `cannot fetch \`${shown}\`: ${message}`);
}

/** An address as messages show it: no password, no query (some open a door by themselves), not too long. */
export function shownUrl(url: string): string {
  const query = url.indexOf('?');
  return redactUrl(query < 0 ? url : `${url.slice(0, query)}?…`).slice(0, 200);
}

/** Milliseconds. Source: RFC 9110 §10.2.3. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
}

async function follow(
  request: HttpRequest,
  settings: HttpSettings,
  options: ConnectionOptions,
  until: number,
): Promise<Result<HttpResponse, ExchangeFailure>> {
  noteUnseen();
  const { method = 'GET', allows } = request;
  if (!URL.canParse(request.url)) return err(no('it is no address'));
  let url = new URL(request.url);
  let headers = withCredentials(url, request.headers ?? {});
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const trusted = (request.trusted ?? settings.trusted).has(url.origin);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && trusted)) return err(no('it is no `https` address'));
    if (allows !== undefined && !allows(url))
      return err(no(hop === 0 ? 'it is not on the list of what may be asked' : `it leads to \`${url.origin}\``));
    const answer = await one(request, { url, headers, trusted }, settings, options, until);
    if (!answer.ok) return answer;
    const location = ELSEWHERE.has(answer.value.status) ? answer.value.headers.get('location') : undefined;
    if (location === undefined) return ok({ ...answer.value, url: url.href });
    answer.value.discard();
    if (isChange(method)) return err({ kind: 'protocol', message: 'it leads elsewhere', again: false });
    if (!URL.canParse(location, url.href))
      return err({ kind: 'protocol', message: 'it leads to no address', again: false });
    const next = new URL(location, url);
    [next.username, next.password] = ['', ''];
    // What opens one door is not shown at another.
    if (next.origin !== url.origin) headers = without(headers, ['authorization', 'cookie']);
    url = next;
  }
  return err({ kind: 'protocol', message: `it leads elsewhere more than ${REDIRECTS} times`, again: false });
}

/** What changes something is asked once. */
function isChange(method: string): boolean {
  return method === 'POST' || method === 'DELETE';
}

function no(message: string): ExchangeFailure {
  return { kind: 'refused', message, again: false };
}

interface Hop {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly trusted: boolean;
}

/** One hop; asked once more where a connection that was kept had ended, which says nothing of the server. */
async function one(
  request: HttpRequest,
  { url, headers, trusted }: Hop,
  settings: HttpSettings,
  options: ConnectionOptions,
  until: number,
): Promise<Result<Answer, ExchangeFailure>> {
  const { method = 'GET', body } = request;
  const proxy = proxyFor(url, settings.variables);
  for (let tried = 1; ; tried++) {
    const left = until - performance.now();
    if (left <= 0) return err({ kind: 'timeout', message: 'there was no time left', again: false });
    const answer = await exchange({
      url,
      method,
      headers: { 'user-agent': settings.agent, 'accept-encoding': 'identity', ...headers },
      body,
      trusted,
      proxied: proxy !== undefined,
      options: await options(url.protocol, proxy, trusted),
      idleMs: Math.min(left, request.idleMs ?? settings.idleMs ?? 30_000),
      totalMs: Math.min(left, settings.totalMs ?? 15 * 60_000),
    });
    if (answer.ok || answer.error.stale !== true || isChange(method) || tried > MOST_STALE) return answer;
  }
}

function withCredentials(url: URL, given: Readonly<Record<string, string>>): Record<string, string> {
  const headers = { ...given };
  if (url.username !== '') {
    const pair = `${decoded(url.username)}:${decoded(url.password)}`;
    headers['authorization'] ??= `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  [url.username, url.password] = ['', ''];
  return headers;
}

/** A part of an address without its escapes; as it is where they are malformed. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function without(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}

/**
 * Asks, and reads the whole content, whatever the status, trying again where it breaks off.
 *
 * @param maxBytes a longer content is a problem, and is not read to its end
 */
export async function fetchBytes(
  client: HttpClient,
  request: HttpRequest,
  maxBytes: number,
): Promise<Result<{ readonly response: HttpResponse; readonly bytes: Uint8Array }, Problem>> {
  for (let tried = 1; ; tried++) {
    const response = await client.send(request);
    if (!response.ok) return response;
    const shown = shownUrl(request.url);
    try {
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of response.value.content) {
        length += chunk.length;
        if (length > maxBytes) return err(problem('fetch-failed', `\`${shown}\` has more than ${maxBytes} bytes`));
        chunks.push(chunk);
      }
      return ok({ response: response.value, bytes: Buffer.concat(chunks) });
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      if (tried >= (request.attempts ?? client.attempts))
        return err(problem('fetch-failed', `\`${shown}\` ${error.message}`));
      await client.pause(tried);
    }
  }
}
