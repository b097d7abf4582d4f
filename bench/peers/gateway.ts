/**
 * `node bench/peers/gateway.ts [SECONDS]`: CPU per request of `rind serve` beside a bare Node server,
 * nginx, devpi and proxpi, all before the bench's own upstream; none lists PyPI. Needs
 * `npm run setup:peers`, which installs peryx too; what is missing is left out with a word.
 *
 * CPU is that of the server and its children, from /proc; the load comes from this process, over
 * connections that are kept alive.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWheel } from '../../test/servers/distribution.ts';
import { Upstream } from '../../test/servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../../test/servers/upstream-file.ts';
import { bigWheel, manyFiles } from '../../test/servers/upstream-lies.ts';
import { pathOfFile } from '../../test/servers/upstream-page.ts';
import { GATEWAY_PEERS, type Peer, type Task } from './gateway-peers.ts';

const SECONDS = Number(process.argv[2] ?? 3);
const CONNECTIONS = 16;
/** Clock ticks of /proc in a second: fixed on Linux. */
const TICKS = 100;

/** One kind of request: a page of so many files, again with its ETag, a small or a large file. */
interface Load {
  readonly name: string;
  readonly project: string;
  readonly kind: 'page' | 'again' | 'file';
}

const LOADS: readonly Load[] = [
  { name: 'page of 185 files', project: 'some', kind: 'page' },
  { name: 'page of 4,415 files', project: 'many', kind: 'page' },
  { name: '304', project: 'some', kind: 'again' },
  { name: '60 KB', project: 'small', kind: 'file' },
  { name: '50 MB', project: 'large', kind: 'file' },
];

interface Answer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function get(url: string, headers: Record<string, string>, keep = false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => {
        if (keep) parts.push(part);
      });
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          etag: response.headers.etag,
          text: Buffer.concat(parts).toString(),
        });
      });
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

/** CPU seconds of a process and all below it. */
function cpuOf(pid: number): number {
  let ticks = 0;
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(statOf(name)[1]);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const fields = statOf(`${next}`);
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    waiting.push(...(parents.get(next) ?? []));
  }
  return ticks / TICKS;
}

/** The fields of /proc/PID/stat after the name. */
function statOf(pid: string): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** The address of the first file that a page links to. */
async function fileUrl(page: string): Promise<string> {
  const { text } = await get(page, { accept: 'text/html' }, true);
  const href = /<a[^>]*\shref="([^"#]+)/.exec(text)?.[1];
  if (href === undefined) throw new Error(`no file on ${page}`);
  return new URL(href.replaceAll('&amp;', '&'), page).href;
}

async function measure(indexUrl: string, pid: number, { project, kind }: Load): Promise<string> {
  const page = `${indexUrl}${project}/`;
  const url = kind === 'file' ? await fileUrl(page) : page;
  const headers: Record<string, string> = kind === 'file' ? {} : { accept: 'text/html', 'accept-encoding': 'gzip' };
  const first = await get(url, headers);
  if (first.status !== 200) return `${first.status}`;
  if (kind === 'again') {
    if (first.etag === undefined) return 'none';
    headers['if-none-match'] = first.etag;
  }
  let done = 0;
  const wanted = kind === 'again' ? 304 : 200;
  const until = performance.now() + SECONDS * 1000;
  const before = cpuOf(pid);
  const work = async () => {
    while (performance.now() < until) {
      const { status } = await get(url, headers);
      if (status !== wanted) throw new Error(`${url} answers ${status}`);
      done++;
    }
  };
  await Promise.all(Array.from({ length: project === 'large' ? 2 : CONNECTIONS }, work));
  return (((cpuOf(pid) - before) / done) * 1e6).toFixed(1);
}

/** What static servers are given: the pages and files as the upstream has them. */
function contentOf(upstream: Upstream, pages: ReadonlyMap<string, string>): Task['content'] {
  const content = new Map<string, { readonly bytes: Buffer; readonly type: string }>();
  for (const [name, text] of pages) content.set(`/simple/${name}/`, { bytes: Buffer.from(text), type: 'text/html' });
  for (const name of ['small', 'large'])
    for (const file of upstream.projects.get(name)?.files ?? [])
      content.set(pathOfFile(file), { bytes: bytesOf(file), type: 'application/octet-stream' });
  return content;
}

function bytesOf({ content }: UpstreamFile): Buffer {
  return Buffer.concat([...content.pieces(0, content.size)]);
}

async function compare(peer: Peer, task: Task): Promise<void> {
  const why = peer.missing();
  if (why !== undefined) {
    console.log(`${peer.name.padEnd(12)} left out: ${why}`);
    return;
  }
  const running = await peer.start(task).catch(({ message }: Error) => message);
  if (typeof running === 'string') {
    console.log(`${peer.name.padEnd(12)} left out: ${running}`);
    return;
  }
  try {
    const cells: string[] = [];
    for (const load of LOADS) {
      const answer = await measure(running.indexUrl, running.pid, load).catch(({ message }: Error) => message);
      cells.push(`${load.name}: ${answer}`);
    }
    console.log(`${peer.name.padEnd(12)} ${cells.join(' · ')}`);
  } finally {
    await running.stop();
  }
}

await using upstream = await Upstream.start();
const padding = { 'small.txt': 'sixty thousand bytes. '.repeat(2800) };
upstream.put(
  manyFiles('some', 185),
  manyFiles('many', 4415),
  projectOf('small', fileOf(makeWheel({ name: 'small', version: '1.0', files: padding }))),
);
upstream.put(projectOf('large', bigWheel('large', '1.0', 50)));
const pages = new Map<string, string>();
for (const name of upstream.projects.keys())
  pages.set(name, (await get(`${upstream.indexUrl}${name}/`, { accept: 'text/html' }, true)).text);
const folder = mkdtempSync(join(tmpdir(), 'rind-bench-gateway-'));
console.log(`CPU µs a request, ${CONNECTIONS} connections, ${SECONDS} s each`);
try {
  for (const peer of GATEWAY_PEERS) {
    const own = join(folder, peer.name.replaceAll(' ', '-'));
    mkdirSync(own, { recursive: true });
    await compare(peer, { indexUrl: upstream.indexUrl, folder: own, content: contentOf(upstream, pages) });
  }
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}
