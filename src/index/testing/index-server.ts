import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type NormalizedName, normalizeName } from '@rind/pypa';
import { makeCertificate } from '../../../test/servers/certificate.ts';
import { type HttpSettings, httpClient } from '../../platform/http.ts';
import { type IndexClient, type IndexClientSettings, indexClient } from '../index-client.http.ts';
import { NO_PAGE_STORE, type PageStore, type Stored, type StoredAbsence, type StoredHead } from '../page-store.ts';
import { type Upstream, type UpstreamSettings, upstreamOf } from '../upstream.ts';

/** Answers one question. */
export type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

/** An index on the loopback interface that tells the truth or lies, as a test has it. */
export class IndexServer implements AsyncDisposable {
  readonly answers = new Map<string, Answerer>();
  /** What was asked: `GET /simple/x/`. */
  readonly asked: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  readonly #server: Server;
  readonly #scheme: string;

  private constructor(encrypted: boolean) {
    this.#scheme = encrypted ? 'https' : 'http';
    const handle: Answerer = (request, response) => {
      response.on('error', () => {});
      this.asked.push(`${request.method} ${request.url}`);
      this.headers.push(request.headers);
      const answer = this.answers.get(request.url ?? '') ?? this.answers.get('*');
      if (answer !== undefined) answer(request, response);
      else response.writeHead(404).end('none');
    };
    if (encrypted) {
      const { certificate, key } = makeCertificate({ name: 'nobody', hosts: ['other.example'] });
      this.#server = createTlsServer({ cert: certificate, key: key.export({ type: 'pkcs8', format: 'pem' }) }, handle);
    } else this.#server = createServer(handle);
  }

  static async start(encrypted: boolean = false, port: number = 0): Promise<IndexServer> {
    const server = new IndexServer(encrypted);
    await new Promise<void>((resolve) => server.#server.listen(port, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  taken(): string[] {
    this.headers.splice(0);
    return this.asked.splice(0);
  }

  on(path: string, answer: Answerer): void {
    this.answers.set(path, answer);
  }

  html(name: string, body: string, headers: Readonly<Record<string, string>> = {}): void {
    this.on(`/simple/${name}/`, say(body, { 'content-type': 'text/html', ...headers }));
  }

  json(name: string, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    this.on(`/simple/${name}/`, say(body, { 'content-type': 'application/vnd.pypi.simple.v1+json', ...headers }));
  }

  /** Lists files that lie here, all true; what is given besides stands on the page. */
  list(name: string, files: Readonly<Record<string, Uint8Array>>, more: Readonly<Record<string, unknown>> = {}): void {
    const listed = Object.entries(files).map(([filename, content]) => {
      this.on(`/files/${filename}`, ranged(content));
      const hashes = { sha256: sha256(content) };
      return { filename, url: `../../files/${filename}`, hashes, size: content.length, ...more };
    });
    this.json(name, { meta: { 'api-version': '1.1' }, name, files: listed });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Answers with a content; asks about an entity tag are answered where there is one. */
export function say(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  status: number = 200,
): Answerer {
  return (request, response) => {
    const { etag } = headers;
    if (etag !== undefined && request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers['cache-control'] ? { 'cache-control': headers['cache-control'] } : {}).end();
      return;
    }
    response.writeHead(status, headers).end(body);
  };
}

/** Answers with a file, or a range of it. */
export function ranged(content: Uint8Array, etag: string = '"1"'): Answerer {
  return (request, response) => {
    const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    if (first === undefined || last === undefined) {
      response.writeHead(200, { 'content-length': content.length, etag }).end(content);
      return;
    }
    const from = first === '' ? Math.max(0, content.length - Number(last)) : Number(first);
    const to = first === '' || last === '' ? content.length - 1 : Math.min(Number(last), content.length - 1);
    const part = content.subarray(from, to + 1);
    const range = `bytes ${from}-${to}/${content.length}`;
    response.writeHead(206, { 'content-range': range, 'content-length': part.length, etag }).end(part);
  };
}

/** Sends bytes as long as anybody reads. */
export const endless: Answerer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  const piece = Buffer.alloc(256 * 1024, '<a>');
  const more = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on('drain', more);
  more();
};

/** Says nothing, ever. */
export const hanging: Answerer = () => {};

/** A byte now and then, so that no pause is long. */
export const slowLoris: Answerer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  const timer = setInterval(() => response.write('<'), 10);
  response.on('close', () => clearInterval(timer));
};

/** Announces more than it sends, and ends the connection. */
export function truncated(body: Uint8Array, after: number, headers: Readonly<Record<string, string>> = {}): Answerer {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': String(body.length), ...headers });
    response.write(body.subarray(0, after), () => response.destroy());
  };
}

export function redirect(to: string): Answerer {
  return (_request, response) => {
    response.writeHead(302, { location: to }).end();
  };
}

/** Keeps pages in memory. */
export class MemoryStore implements PageStore {
  readonly kept = new Map<string, Stored>();
  /** How often a page was given whole, and written whole. */
  loads = 0;
  saves = 0;

  async head(upstream: string, name: string): Promise<StoredHead | StoredAbsence | undefined> {
    return this.kept.get(`${upstream} ${name}`);
  }

  async renew(upstream: string, name: string, head: StoredHead): Promise<boolean> {
    const kept = this.kept.get(`${upstream} ${name}`);
    if (kept?.kind !== 'page' || kept.digest !== head.digest) return false;
    this.kept.set(`${upstream} ${name}`, { ...head, bytes: kept.bytes });
    return true;
  }

  async load(upstream: string, name: string): Promise<Stored | undefined> {
    this.loads++;
    return this.kept.get(`${upstream} ${name}`);
  }

  async save(upstream: string, name: string, stored: Stored): Promise<void> {
    this.saves++;
    this.kept.set(`${upstream} ${name}`, stored);
  }

  async remove(upstream: string, name: string): Promise<void> {
    this.kept.delete(`${upstream} ${name}`);
  }
}

/** The server as an index. */
export function upstreamAt(server: { readonly origin: string }, more: Partial<UpstreamSettings> = {}): Upstream {
  const made = upstreamOf({ name: 'test', url: `${server.origin}/simple/`, trusted: true, ...more });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

/** A client that loses no time. */
export function clientWith(more: Partial<IndexClientSettings> = {}, settings: Partial<HttpSettings> = {}): IndexClient {
  const http = httpClient({
    trusted: new Set(),
    variables: {},
    agent: 'rind/test',
    pauseMs: 1,
    attempts: 2,
    ...settings,
  });
  return indexClient({ http, store: NO_PAGE_STORE, now: Date.now, ...more });
}

export const named = (text: string): NormalizedName => normalizeName(text);
