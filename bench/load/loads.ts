import { randomBytes } from 'node:crypto';
import { makeWheel } from '../../test/servers/distribution.ts';
import { Upstream } from '../../test/servers/upstream.ts';
import { fileOf, projectOf } from '../../test/servers/upstream-file.ts';
import { bigWheel, manyFiles } from '../../test/servers/upstream-lies.ts';
import { cpuOf, familyOf } from './process-cost.ts';
import { type Answered, type Asking, headerOf, type LoadConnection, openConnection } from './requests.ts';

/** A server that is measured. */
export interface Side {
  readonly port: number;
  readonly pid: number;
  /** The path of the page of all projects, with a slash at its end. */
  readonly index: string;
  /** Paths of files by project, where its pages say them of another server. */
  readonly files?: ReadonlyMap<string, string>;
}

/** One kind of question: a page, the same page with its ETag, or a file. */
export interface Load {
  readonly name: string;
  readonly project: string;
  readonly kind: 'page' | 'again' | 'file';
  readonly connections: number;
  /** Requests after which a server answers as it will go on to: what is answered often is optimized. */
  readonly warming: number;
}

const MANY = 6000;

/** Everything that is measured, in this order. */
export const LOADS = {
  page: { name: 'page of 185 files', project: 'some', kind: 'page', connections: 16, warming: MANY },
  again: { name: '304', project: 'some', kind: 'again', connections: 16, warming: MANY },
  small: { name: '60 KB file', project: 'small', kind: 'file', connections: 16, warming: MANY },
  // What a file costs beyond sending it is one entry of the log on disk, which those who ask together share.
  smallMany: { name: '60 KB file, 128 at once', project: 'small', kind: 'file', connections: 128, warming: MANY },
  large: { name: '50 MB file', project: 'large', kind: 'file', connections: 2, warming: 6 },
  long: { name: 'page of 4,415 files', project: 'numpy', kind: 'page', connections: 16, warming: MANY },
} as const satisfies Record<string, Load>;

/** The bench's own index, with everything that {@link LOADS} ask for. */
export async function startUpstream(): Promise<Upstream> {
  const upstream = await Upstream.start();
  const padding = { 'small.txt': randomBytes(44_000).toString('base64') };
  return upstream.put(
    manyFiles('some', 185),
    manyFiles('numpy', 4415),
    projectOf('small', fileOf(makeWheel({ name: 'small', version: '1.0', files: padding }))),
    projectOf('large', bigWheel('large', '1.0', 48)),
  );
}

/** Asks once. */
export async function askOnce(port: number, asking: Asking): Promise<Answered> {
  const connection = await openConnection(port);
  const { last } = await connection.ask(asking, () => true);
  connection.close();
  return last;
}

/** What a load asks a server for. Throws where the server has no such thing, or answers otherwise than it is to. */
export async function askingOf(side: Side, { kind, project }: Load): Promise<Asking> {
  const path = `${side.index}${project}/`;
  const asking = kind === 'file' ? { path: side.files?.get(project) ?? (await firstFile(side, path)) } : { path };
  const first = await settled(side.port, asking);
  if (kind !== 'again') return asking;
  const etag = headerOf(first, 'etag');
  if (etag === '') throw new Error('no ETag');
  const again = { path, etag };
  const { status } = await askOnce(side.port, again);
  if (status !== 304) throw new Error(`${status} instead of 304`);
  return again;
}

/** Asks until the answer is 200: who has to fetch and judge first may say "later". */
async function settled(port: number, asking: Asking): Promise<Answered> {
  for (let tries = 20; ; tries--) {
    const answer = await askOnce(port, asking);
    if (answer.status === 200) return answer;
    if (answer.status !== 503 || tries === 0)
      throw new Error(`${answer.status} at ${asking.path}: ${answer.headers.split('\r\n')[0]}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The path of the first file that a page links to. */
async function firstFile({ port }: Side, path: string): Promise<string> {
  const url = `http://127.0.0.1:${port}${path}`;
  const text = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  const href = /<a[^>]*\shref="([^"#]+)/.exec(text)?.[1];
  if (href === undefined) throw new Error(`no file on ${path}`);
  return new URL(href.replaceAll('&amp;', '&'), url).pathname;
}

/** What a load cost. */
export interface Cost {
  /** Microseconds of CPU of the server, for each request. */
  readonly cpu: number;
  readonly requests: number;
  /** Requests in a second of the clock: of two processors that the client and others share. */
  readonly rate: number;
}

/** Loads a server for so many seconds. */
export async function measure(
  { port, pid }: Side,
  asking: Asking,
  connections: number,
  seconds: number,
): Promise<Cost> {
  const opened: LoadConnection[] = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const family = familyOf(pid);
  const begun = performance.now();
  const until = begun + seconds * 1000;
  const before = cpuOf(family);
  const enough = () => performance.now() >= until;
  const done = await Promise.all(opened.map((connection) => connection.ask(asking, enough)));
  const cpu = cpuOf(family) - before;
  const took = performance.now() - begun;
  for (const connection of opened) connection.close();
  const wanted = asking.etag === undefined ? 200 : 304;
  const wrong = done.find(({ last }) => last.status !== wanted);
  if (wrong !== undefined) throw new Error(`${wrong.last.status} at ${asking.path}`);
  const requests = done.reduce((sum, { times }) => sum + times, 0);
  return { cpu: cpu / requests, requests, rate: (requests / took) * 1000 };
}

/** What warming takes at most, and in which pieces: a slow server is not asked for minutes. Unit: seconds. */
const LONGEST_WARMING = 6;
const WARMING_PIECE = 0.5;

/**
 * Asks a server as often as its load says before it is measured. Each is asked as often, not as long: who answers more
 * slowly would else be measured while what it does is still being optimized.
 */
export async function warm(side: Side, asking: Asking, { connections, warming }: Load): Promise<void> {
  const until = performance.now() + LONGEST_WARMING * 1000;
  for (let asked = 0; asked < warming && performance.now() < until; )
    asked += (await measure(side, asking, connections, WARMING_PIECE)).requests;
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
