import { readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { type Answer, ContentError, type ExchangeFailure, exchange } from './http-exchange.ts';
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
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
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
  /** Waits before the next try of something; `tried` counts from 1. */
  pause(tried: number): Promise<void>;
}

const REDIRECTS = 5;
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
  const options = lazyOptions(settings);
  return {
    attempts,
    pause,
    async send(request) {
      for (let tried = 1; ; tried++) {
        const result = await follow(request, settings, options);
        const failure = result.ok ? busy(result.value) : result.error;
        if (failure === undefined) return result.ok ? result : err(toProblem(request.url, result.error));
        if (!failure.again || tried >= attempts) return err(toProblem(request.url, failure));
        const asked = result.ok ? retryAfter(result.value.headers.get('retry-after')) : undefined;
        if (asked !== undefined && asked > LONGEST_WAIT_MS) return err(toProblem(request.url, failure));
        if (asked === undefined) await pause(tried);
        else await wait(asked);
      }
    },
  };
}

/** An answer that means "later" is let go of. */
function busy(response: HttpResponse): ExchangeFailure | undefined {
  if (!AGAIN.has(response.status)) return undefined;
  response.discard();
  return { message: `the server answers ${response.status}`, again: true, refused: false };
}

function toProblem(url: string, { message, refused }: ExchangeFailure): Problem {
  const shown = redactUrl(url).slice(0, 200);
  return refused
    ? problem('url-refused', `\`${shown}\` is not asked: ${message}`)
    : problem('fetch-failed', `cannot fetch \`${shown}\`: ${message}`);
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
  options: Options,
): Promise<Result<HttpResponse, ExchangeFailure>> {
  noteUnseen();
  const { method = 'GET', body } = request;
  if (!URL.canParse(request.url)) return err({ message: 'it is no address', again: false, refused: true });
  let url = new URL(request.url);
  let headers = withCredentials(url, request.headers ?? {});
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const trusted = settings.trusted.has(url.origin);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && trusted))
      return err({ message: 'it is no `https` address', again: false, refused: true });
    const proxy = proxyFor(url, settings.variables);
    const answer = await exchange({
      url,
      method,
      headers: { 'user-agent': settings.agent, 'accept-encoding': 'identity', ...headers },
      body,
      trusted,
      proxied: proxy !== undefined,
      options: await options(url.protocol, proxy),
      idleMs: settings.idleMs ?? 30_000,
      totalMs: settings.totalMs ?? 15 * 60_000,
    });
    if (!answer.ok) return answer;
    const location = ELSEWHERE.has(answer.value.status) ? answer.value.headers.get('location') : undefined;
    if (location === undefined) return ok({ ...answer.value, url: url.href });
    answer.value.discard();
    if (method === 'POST') return err({ message: 'it leads elsewhere', again: false, refused: false });
    if (!URL.canParse(location, url.href))
      return err({ message: 'it leads to no address', again: false, refused: false });
    const next = new URL(location, url);
    [next.username, next.password] = ['', ''];
    // What opens one door is not shown at another.
    if (next.origin !== url.origin) headers = without(headers, ['authorization', 'cookie']);
    url = next;
  }
  return err({ message: `it leads elsewhere more than ${REDIRECTS} times`, again: false, refused: false });
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

type Options = (protocol: string, proxy: string | undefined) => Promise<RequestOptions>;

/** The connection's settings, made with the first question: agents that keep connections, proxies, certificates. */
function lazyOptions({ variables }: HttpSettings): Options {
  const made = new Map<string, RequestOptions>();
  return async (protocol, proxy) => {
    const key = `${protocol} ${proxy}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const shared = { keepAlive: true, maxSockets: 16 };
    // Whether there is one is decided once, by us: the guard of addresses depends on it.
    const proxied = proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
    let options: RequestOptions;
    if (protocol === 'https:') {
      const { Agent } = await import('node:https');
      options = { agent: new Agent({ ...shared, ...proxied, ...(await authorities(variables['SSL_CERT_FILE'])) }) };
    } else {
      const { Agent } = await import('node:http');
      options = { agent: new Agent({ ...shared, ...proxied }) };
    }
    made.set(key, options);
    return options;
  };
}

/** Node's own authorities and those of a file; `NODE_EXTRA_CA_CERTS` is read by Node itself. */
async function authorities(file: string | undefined): Promise<{ ca?: string[] }> {
  if (file === undefined || file === '') return {};
  const { getCACertificates } = await import('node:tls');
  try {
    return { ca: [...getCACertificates('default'), readFileSync(file, 'utf8')] };
  } catch {
    // As with other tools, the connection fails then, and says why.
    return {};
  }
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
    const shown = redactUrl(request.url).slice(0, 200);
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
      if (tried >= client.attempts) return err(problem('fetch-failed', `\`${shown}\` ${error.message}`));
      await client.pause(tried);
    }
  }
}
