import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  formatProjectHtml,
  formatProjectJson,
  formatVersion,
  normalizeName,
  type ProjectPage,
  parseProjectHtml,
  parseProjectJson,
  parseSdistFilename,
  parseWheelFilename,
  SIMPLE_ACCEPT,
  SIMPLE_CONTENT_TYPES,
} from '@rind/pypa';
import { readZip } from '../../src/artifact/zip.ts';
import { configuredIndex } from './configured-index.ts';
import { asOf } from './past-page.ts';
import { ROOT } from './toolbox.ts';

const CACHE = join(ROOT, '.cache/corpus-index');
/** Pages and metadata kept on disk at most: some five times what the corpus asks for. */
const MAX_KEPT = 10_000;
/** The path of a file on PyPI's file host: the digest of its content, in three parts, and its name. */
const FILE_PATH = /\/packages\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{60}\/[^/?#]+$/;

/** An index on the loopback interface that shows PyPI as it was; dispose of it when done. */
export interface PastIndex extends AsyncDisposable {
  /** The address of the simple index at an instant (RFC 3339). */
  at(instant: string): string;
  /** `http://127.0.0.1:PORT`, which no committed file may hold. */
  readonly origin: string;
}

/**
 * Serves `/INSTANT/simple/NAME/`, as JSON (PEP 691, with upload times and metadata beside the
 * wheels) or HTML, in front of the index that pip is configured with. Every file uploaded after the
 * instant, or at no known time, is hidden. Only names that a resolver asks for are asked for; their
 * pages are kept under `.cache/corpus-index`. Links to files lead here and are passed on, so that the
 * metadata of every wheel can be served beside it, taken out of the wheel where the index has none.
 */
export async function servePastIndex(): Promise<PastIndex> {
  const upstream = configuredIndex();
  mkdirSync(CACHE, { recursive: true });
  const waiting = new Map<string, Promise<ProjectPage | undefined>>();
  const files = new Map<string, string>();
  const page = (name: string) => {
    const known = waiting.get(name) ?? fetchPage(upstream, name);
    waiting.set(name, known);
    return known;
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://loopback').pathname;
    const answered = path.startsWith('/packages/')
      ? answerFile(path, response, files)
      : answerPage(path, request, response, { page, files });
    answered.catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the loopback index has no port');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    at: (instant) => `${origin}/${instant}/simple`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Pages by name, and where the files that they linked really lie, by path. */
interface Seen {
  page(name: string): Promise<ProjectPage | undefined>;
  readonly files: Map<string, string>;
}

async function answerPage(path: string, request: IncomingMessage, response: ServerResponse, seen: Seen): Promise<void> {
  const [, instant = '', name = '', api] = /^\/([^/]+)(?:\/simple)?\/([^/]+)\/(json)?$/.exec(path) ?? [];
  const whole = name === '' ? undefined : await seen.page(normalizeName(decodeURIComponent(name)));
  if (whole === undefined) return notFound(response);
  const past = asOf(whole, Date.parse(decodeURIComponent(instant)));
  const files = past.files.map((file) => {
    const inner = FILE_PATH.exec(new URL(file.url).pathname)?.[0];
    if (inner === undefined) return { ...file, coreMetadata: undefined };
    seen.files.set(inner, file.url);
    return { ...file, url: inner };
  });
  const shown = { ...past, files };
  if (api !== undefined) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ releases: releasesOf(shown, `http://${request.headers.host}`) }));
    return;
  }
  const asJson = request.headers.accept?.includes('simple.v1+json') === true;
  response.writeHead(200, { 'content-type': SIMPLE_CONTENT_TYPES[asJson ? 'json-v1' : 'text-html'] });
  response.end(asJson ? JSON.stringify(formatProjectJson(shown)) : formatProjectHtml(shown));
}

/** As PyPI's own JSON API has them, as far as pip-tools reads it: hashes of files, by version. */
function releasesOf(page: ProjectPage, origin: string): Record<string, unknown[]> {
  const releases = new Map<string, unknown[]>();
  for (const { filename, hashes, url } of page.files) {
    const isWheel = filename.endsWith('.whl');
    const parsed = isWheel ? parseWheelFilename(filename) : parseSdistFilename(filename);
    if (!parsed.ok) continue;
    const version = formatVersion(parsed.value.version);
    const file = {
      packagetype: isWheel ? 'bdist_wheel' : 'sdist',
      url: `${origin}${url}`,
      digests: Object.fromEntries(hashes),
    };
    releases.set(version, [...(releases.get(version) ?? []), file]);
  }
  return Object.fromEntries(releases);
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' });
  response.end('not here');
}

async function answerFile(path: string, response: ServerResponse, files: ReadonlyMap<string, string>): Promise<void> {
  const wheel = path.endsWith('.whl.metadata') ? files.get(path.slice(0, -'.metadata'.length)) : undefined;
  if (wheel !== undefined) {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(await wheelMetadata(wheel));
    return;
  }
  const real = files.get(path);
  if (real === undefined) return notFound(response);
  response.writeHead(302, { location: real });
  response.end();
}

/** METADATA of a wheel: the sidecar where the index has one, else out of the wheel itself. */
async function wheelMetadata(url: string): Promise<Uint8Array> {
  const kept = cacheFile('metadata', url);
  if (existsSync(kept)) return readFileSync(kept);
  const sidecar = await fetch(`${url}.metadata`);
  const bytes = sidecar.ok ? new Uint8Array(await sidecar.arrayBuffer()) : await metadataInside(url);
  makeRoom();
  writeFileSync(kept, bytes);
  return bytes;
}

async function metadataInside(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`a wheel is not to be had: ${response.status}`);
  const wheel = new Uint8Array(await response.arrayBuffer());
  const limit = 2 ** 30;
  const zip = readZip(wheel, { maxTotalBytes: limit, maxEntryBytes: limit });
  if (!zip.ok) throw new Error(zip.error.message);
  const entry = zip.value.find(({ name }) => /^[^/]+\.dist-info\/METADATA$/.test(name));
  const bytes = entry?.read();
  if (bytes?.ok !== true) throw new Error('a wheel has no METADATA');
  return bytes.value;
}

function cacheFile(kind: string, key: string): string {
  return join(CACHE, `${createHash('sha256').update(`${kind}\0${key}`).digest('hex').slice(0, 32)}.${kind}`);
}

async function fetchPage(upstream: string, name: string): Promise<ProjectPage | undefined> {
  const file = cacheFile('page', `${upstream}\0${name}`);
  if (!existsSync(file)) {
    const response = await fetch(`${upstream}${name}/`, { headers: { accept: SIMPLE_ACCEPT } });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`the configured index answers ${response.status} for \`${name}\``);
    makeRoom();
    const type = response.headers.get('content-type') ?? '';
    writeFileSync(file, JSON.stringify({ url: response.url, type, body: await response.text() }));
  }
  const { url, type, body } = JSON.parse(readFileSync(file, 'utf8')) as { url: string; type: string; body: string };
  const page = type.includes('json') ? parseProjectJson(JSON.parse(body)).value : parseProjectHtml(body, name).value;
  if (page === undefined) return undefined;
  return {
    ...page,
    baseUrl: undefined,
    files: page.files.map((entry) => ({ ...entry, url: new URL(entry.url, url).href })),
  };
}

/** Keeps the folder bounded: what was fetched first goes. */
function makeRoom(): void {
  const kept = readdirSync(CACHE).map((name) => join(CACHE, name));
  if (kept.length < MAX_KEPT) return;
  const byAge = kept.map((file) => ({ file, at: statSync(file).mtimeMs })).sort((a, b) => a.at - b.at);
  for (const { file } of byAge.slice(0, kept.length - MAX_KEPT + 1)) rmSync(file, { force: true });
}
