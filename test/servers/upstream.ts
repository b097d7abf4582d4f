import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { negotiateSimpleFormat, normalizeName, SIMPLE_CONTENT_TYPES } from '@rind/pypa';
import { type Certificate, makeCertificate } from './certificate.ts';
import { type Behavior, type Misdeed, misbehave, pour, type Twist } from './upstream-behavior.ts';
import { type Content, inMemory, keyOf, type UpstreamFile, type UpstreamProject } from './upstream-file.ts';
import {
  FULL_STYLE,
  htmlPage,
  jsonPage,
  pathOfFile,
  projectList,
  provenancePath,
  pypiJson,
  type UpstreamStyle,
} from './upstream-page.ts';
import { readBody, readUpload, type Upload, uploadedFile } from './upstream-upload.ts';

/** One question that the upstream was asked. */
export interface UpstreamQuestion {
  readonly method: string;
  /** The path as it came, its query included. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The answer's, once there is one. */
  status: number | undefined;
  /** Bytes of content that were to be sent. */
  bytes: number;
}

/** How an upstream is started. */
export interface UpstreamOptions {
  readonly style?: UpstreamStyle;
  /** Serves https, with a certificate of an authority of its own (`Upstream.authority`). */
  readonly tls?: boolean;
  /** The port; any free one by default. One that went down is so started again where it was. */
  readonly port?: number;
  /** Who may ask; all by default. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** The authority to use, so that several servers share one. */
  readonly authority?: Certificate;
}

/**
 * A package index under a test's control, on the loopback interface: pages in JSON and HTML, files
 * with ranges, `.metadata`, PyPI's JSON, provenance, legacy upload. It counts what it is asked and
 * misbehaves on demand.
 */
export class Upstream implements AsyncDisposable {
  /** By normal name. */
  readonly projects = new Map<string, UpstreamProject>();
  readonly asked: UpstreamQuestion[] = [];
  readonly uploads: Upload[] = [];
  style: UpstreamStyle;
  /** The authority of its certificate, in PEM; undefined over plain http. */
  readonly authority: string | undefined;
  readonly #credentials: UpstreamOptions['credentials'];
  /** By decoded path: clients escape more than they must, pip the `!` of an epoch. */
  readonly #files = new Map<string, UpstreamFile>();
  readonly #misdeeds: Misdeed[] = [];
  readonly #digests = new WeakMap<Uint8Array, string>();
  readonly #server: Server;

  private constructor({ style = FULL_STYLE, tls = false, credentials, authority }: UpstreamOptions) {
    this.style = style;
    this.#credentials = credentials;
    const listener: RequestListener = (request, response) => void this.#answer(request, response);
    if (tls) {
      const issuer = authority ?? makeCertificate({ name: 'test authority' });
      const own = makeCertificate({ name: 'test index', hosts: ['127.0.0.1', 'localhost'], issuer });
      const key = own.key.export({ type: 'pkcs8', format: 'pem' });
      this.#server = createSecureServer({ cert: own.certificate, key }, listener);
      this.authority = issuer.certificate;
    } else this.#server = createServer(listener);
    this.#server.keepAliveTimeout = 30_000;
  }

  /** Starts one. */
  static async start(options: UpstreamOptions = {}): Promise<Upstream> {
    const upstream = new Upstream(options);
    await new Promise<void>((resolve, reject) => {
      upstream.#server.once('error', reject);
      upstream.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return upstream;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get origin(): string {
    return `${this.authority === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
  }

  /** The address that clients are given. */
  get indexUrl(): string {
    return `${this.origin}/simple/`;
  }

  /** Where uploads go. */
  get uploadUrl(): string {
    return `${this.origin}/legacy/`;
  }

  /** Adds projects; one of the same normal name is replaced. */
  put(...projects: readonly UpstreamProject[]): this {
    for (const project of projects) {
      this.projects.set(keyOf(project), project);
      for (const file of project.files) this.#files.set(decodeURIComponent(pathOfFile(file)), file);
    }
    return this;
  }

  /** Misbehaves at a path (or where an expression fits the path) for so many questions; for ever by default. */
  misbehave(at: string | RegExp, behavior: Behavior, times: number = Number.POSITIVE_INFINITY): Misdeed {
    const misdeed = { at, behavior, left: times, done: 0 };
    this.#misdeeds.unshift(misdeed);
    return misdeed;
  }

  /** Behaves again. */
  behave(): void {
    this.#misdeeds.length = 0;
  }

  /** What was asked since the last time, as `GET /path 200`. */
  taken(): string[] {
    return this.asked.splice(0).map(({ method, path, status }) => `${method} ${path} ${status ?? '-'}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const question: UpstreamQuestion = {
      method: request.method ?? '',
      path,
      headers: request.headers,
      status: undefined,
      bytes: 0,
    };
    this.asked.push(question);
    response.on('close', () => {
      if (response.headersSent) question.status = response.statusCode;
    });
    const misdeed = this.#misdeeds.find(
      ({ at, left }) => left > 0 && (typeof at === 'string' ? at === path : at.test(path)),
    );
    let twist: Twist | undefined = {};
    if (misdeed !== undefined) {
      misdeed.left--;
      twist = misbehave(misdeed, request, response);
      misdeed.done++;
    }
    if (twist === undefined) return;
    if (!this.#admits(request)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
      return;
    }
    const found = await this.#find(request, new URL(path, 'http://x'));
    if ('status' in found) {
      response.writeHead(found.status, found.headers).end(found.text);
      return;
    }
    this.#send(request, response, found, twist, question);
  }

  #admits({ headers }: IncomingMessage): boolean {
    if (this.#credentials === undefined) return true;
    const { user, password } = this.#credentials;
    return headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  async #find(request: IncomingMessage, { pathname }: URL): Promise<Found | Plain> {
    if (request.method === 'POST') return pathname === '/legacy/' ? this.#take(request) : plain(405);
    const [, door, ...rest] = pathname.split('/');
    if (door === 'files') return this.#findFile(decoded(pathname));
    if (door === 'simple') return this.#findPage(request, rest);
    if (door === 'pypi') return this.#findPypiJson(rest);
    if (door === 'integrity') return this.#findProvenance(pathname);
    return plain(404);
  }

  #findFile(pathname: string): Found | Plain {
    const file = this.#files.get(pathname);
    if (file !== undefined)
      return { content: file.content, contentType: 'application/octet-stream', etag: `"${file.sha256}"` };
    if (!pathname.endsWith('.metadata') || this.style.sidecars === 'none') return plain(404);
    const metadata = this.#files.get(pathname.slice(0, -'.metadata'.length))?.metadata;
    return metadata === undefined ? plain(404) : this.#whole(metadata, 'application/octet-stream');
  }

  #findPage(request: IncomingMessage, rest: readonly string[]): Found | Plain {
    const { accept } = request.headers;
    const asked = negotiateSimpleFormat(accept);
    const json = asked === 'json-v1' && this.style.json;
    if (asked === undefined) return plain(406);
    const type = json
      ? SIMPLE_CONTENT_TYPES['json-v1']
      : asked === 'html-v1'
        ? SIMPLE_CONTENT_TYPES['html-v1']
        : 'text/html';
    const [name = '', tail, ...more] = rest;
    if (name === '') return this.#whole(Buffer.from(projectList(this.projects.values(), json)), type);
    if (more.length > 0 || (tail !== undefined && tail !== '')) return plain(404);
    const normal = normalizeName(decoded(name));
    if (tail === undefined || normal !== name) return plain(301, { location: `/simple/${normal}/` });
    const project = this.projects.get(normal);
    if (project === undefined) return plain(404);
    const typed = accept?.includes('application/vnd.pypi.simple.v1') ?? false;
    const page = json
      ? jsonPage(project, this.style, (bytes) => this.#digest(bytes))
      : htmlPage(project, this.style, (bytes) => this.#digest(bytes), typed);
    return this.#whole(Buffer.from(page), type);
  }

  #findPypiJson(rest: readonly string[]): Found | Plain {
    const [name = '', version] = rest;
    const project = this.projects.get(normalizeName(decoded(name)));
    const wanted = version === 'json' || version === undefined ? undefined : decoded(version);
    const text = project && rest.at(-1) === 'json' ? pypiJson(project, this.style, wanted) : undefined;
    return text === undefined ? plain(404) : this.#whole(Buffer.from(text), 'application/json');
  }

  #findProvenance(pathname: string): Found | Plain {
    for (const project of this.projects.values())
      for (const file of project.files)
        if (file.provenance !== undefined && provenancePath(project, file) === pathname)
          return this.#whole(Buffer.from(JSON.stringify(file.provenance)), 'application/vnd.pypi.integrity.v1+json');
    return plain(404);
  }

  async #take(request: IncomingMessage): Promise<Plain> {
    const upload = readUpload(request.headers['content-type'] ?? '', await readBody(request));
    if (upload === undefined) return plain(400);
    const { name, file } = uploadedFile(upload);
    const before = this.projects.get(normalizeName(name));
    if (before?.files.some(({ filename }) => filename === file.filename)) return plain(400);
    this.uploads.push(upload);
    this.put({ ...before, name: before?.name ?? name, files: [...(before?.files ?? []), file] });
    return plain(200);
  }

  #whole(bytes: Buffer, contentType: string): Found {
    return { content: inMemory(bytes), contentType, etag: `"${this.#digest(bytes)}"` };
  }

  #digest(bytes: Uint8Array): string {
    const known = this.#digests.get(bytes);
    if (known !== undefined) return known;
    const digest = createHash('sha256').update(bytes).digest('hex');
    this.#digests.set(bytes, digest);
    return digest;
  }

  #send(
    request: IncomingMessage,
    response: ServerResponse,
    found: Found,
    twist: Twist,
    question: UpstreamQuestion,
  ): void {
    const { replaced, contentType = found.contentType } = twist;
    const content = replaced === undefined ? found.content : inMemory(replaced);
    response.setHeader('content-type', contentType);
    response.setHeader('vary', 'Accept');
    response.setHeader('accept-ranges', 'bytes');
    if (this.style.etags && replaced === undefined) {
      response.setHeader('etag', found.etag);
      if (request.headers['if-none-match'] === found.etag) {
        response.writeHead(304).end();
        return;
      }
    }
    const range = readRange(request.headers.range, content.size);
    if (range === 'unsatisfiable') {
      response.writeHead(416, { 'content-range': `bytes */${content.size}` }).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: content.size };
    if (range !== undefined) response.setHeader('content-range', `bytes ${start}-${end - 1}/${content.size}`);
    response.writeHead(range === undefined ? 200 : 206, { 'content-length': end - start });
    question.bytes = request.method === 'HEAD' ? 0 : end - start;
    if (request.method === 'HEAD') response.end();
    else void pour(response, content, { start, end }, twist);
  }
}

interface Found {
  readonly content: Content;
  readonly contentType: string;
  readonly etag: string;
}

interface Plain {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A path as it is meant, decoded once; itself where it cannot be decoded. */
function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

function plain(status: number, headers: Readonly<Record<string, string>> = {}): Plain {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, text: status < 300 ? 'ok\n' : 'no\n' };
}

/** The one range that a header asks for; undefined: all of it. Source: RFC 9110, 14.1.2. */
function readRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1);
  return start < end ? { start, end } : 'unsatisfiable';
}
