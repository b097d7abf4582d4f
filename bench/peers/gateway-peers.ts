import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../../tools/corpus/toolbox.ts';
import { installedNginx } from '../../tools/nginx/installed.ts';
import type { Side } from '../load/loads.ts';
import { endWithUs } from '../load/process-cost.ts';
import type { StaticContent } from '../load/rind.ts';

/** Where `npm run setup:peers` puts the servers. */
export const PEERS_HOME: string = join(ROOT, '.cache/peers');

/** What a peer stands in front of. */
export interface Task extends StaticContent {
  /** The upstream's page of all projects; the only place that a peer may ask. */
  readonly indexUrl: string;
  /** A folder of its own. */
  readonly folder: string;
}

/** A server that runs. */
export interface RunningPeer extends Side {
  stop(): Promise<void>;
}

/** A server that is compared. */
export interface Peer {
  readonly name: string;
  /** Why it is not there, or undefined where it is. */
  missing(): string | undefined;
  start(task: Task): Promise<RunningPeer>;
}

/** Nothing leaves the loopback interface, whatever a peer's defaults are. */
const ALONE = {
  PATH: process.env['PATH'] ?? '',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  NO_PROXY: '127.0.0.1,localhost',
  no_proxy: '127.0.0.1,localhost',
} as const;

const program = (peer: string, name: string) => join(PEERS_HOME, peer, 'bin', name);
/** A Python program with its interpreter: what its first line says holds only where it was installed. */
const python = (peer: string, name: string, ...args: readonly string[]) =>
  [program(peer, 'python'), [program(peer, name), ...args]] as const;
const absent = (peer: string, name: string) =>
  existsSync(program(peer, name)) ? undefined : `\`${peer}\` is not installed: run \`npm run setup:peers\``;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Waits until somebody answers at the address, then says how to reach and end it. */
async function running(child: ChildProcess, port: number, index: string, ready = '/'): Promise<RunningPeer> {
  const origin = `http://127.0.0.1:${port}${ready}`;
  // A process of number 0 would be this one and all its relatives.
  if (child.pid === undefined) throw new Error(`\`${child.spawnfile}\` cannot be started`);
  endWithUs(child.pid);
  child.on('error', () => {});
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for (let at = 0; at < 300 && child.exitCode === null; at++) {
    const up = await fetch(origin).then(
      () => true,
      () => false,
    );
    if (up) {
      const stop = async () => {
        child.kill('SIGTERM');
        await Promise.race([gone, sleep(5_000)]);
        child.kill('SIGKILL');
      };
      return { port, index, pid: child.pid, stop };
    }
    await sleep(100);
  }
  child.kill('SIGKILL');
  throw new Error(`${child.spawnfile} does not answer`);
}

/** The least that a Node server can do. */
export const bareNode: Peer = {
  name: 'bare Node',
  missing: () => undefined,
  async start({ folder, content, files }) {
    const port = await freePort();
    writeContent(folder, content);
    const script = join(import.meta.dirname, 'gateway-bare.ts');
    const child = spawn(process.execPath, [script, folder, `${port}`], { stdio: ['ignore', 'ignore', 2] });
    return { ...(await running(child, port, '/simple/')), files };
  },
};

const NGINX = installedNginx();

const nginx: Peer = {
  name: 'nginx',
  missing: () => (NGINX === undefined ? 'there is no nginx: run `npm run setup:nginx`' : undefined),
  async start({ folder, content, files }) {
    const port = await freePort();
    writeContent(folder, content);
    const file = join(folder, 'nginx.conf');
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (one) => `${one}_temp_path ${folder}/${one};`,
    );
    writeFileSync(
      file,
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr crit; worker_processes 1;\nevents { worker_connections 4096; }\n` +
        `http { ${paths.join(' ')} access_log off; sendfile on; gzip_static on; keepalive_requests 1000000; default_type text/html;\n` +
        `server { listen 127.0.0.1:${port}; root ${folder}/content; index index.html; } }\n`,
    );
    const child = spawn(NGINX ?? '', ['-e', 'stderr', '-c', file, '-p', folder], { stdio: ['ignore', 'ignore', 2] });
    return { ...(await running(child, port, '/simple/')), files };
  },
};

const devpi: Peer = {
  name: 'devpi',
  missing: () => absent('devpi-server', 'devpi-server'),
  async start({ indexUrl, folder }) {
    const port = await freePort();
    const data = join(folder, 'data');
    // Without `--no-root-pypi` it would list PyPI at its first start.
    const initialize = ['--serverdir', data, '--no-root-pypi', '--root-passwd', 'bench'];
    const init = spawnSync(...python('devpi-server', 'devpi-init', ...initialize), { env: ALONE });
    if (init.status !== 0) throw new Error(`devpi-init: ${init.error?.message ?? init.stderr}`);
    // It would let those beyond its hundred connections wait; a load has more.
    const args = ['--serverdir', data, '--host', '127.0.0.1', '--port', `${port}`, '--connection-limit', '1000'];
    const child = spawn(...python('devpi-server', 'devpi-server', ...args), { env: ALONE, stdio: 'ignore' });
    const origin = `http://127.0.0.1:${port}`;
    const peer = await running(child, port, '/root/bench/+simple/', '/+api');
    const send = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
      const all = { 'content-type': 'application/json', accept: 'application/json', ...headers };
      const answer = await fetch(`${origin}${path}`, { method, headers: all, body: JSON.stringify(body) });
      return answer.text();
    };
    const login = await send('POST', '/+login', { user: 'root', password: 'bench' });
    // The token itself holds quotation marks.
    const quoted = /"password":\s*("(?:[^"\\]|\\.)*")/.exec(login)?.[1] ?? '""';
    const token: unknown = JSON.parse(quoted);
    const auth = Buffer.from(`root:${token}`).toString('base64');
    const made = await send('PUT', '/root/bench', { type: 'mirror', mirror_url: indexUrl }, { 'x-devpi-auth': auth });
    if (!made.includes('mirror')) {
      await peer.stop();
      throw new Error(`no mirror was made: ${made.slice(0, 200)}`);
    }
    return peer;
  },
};

const proxpi: Peer = {
  name: 'proxpi',
  missing: () => absent('proxpi', 'gunicorn'),
  async start({ indexUrl, folder }) {
    const port = await freePort();
    const cache = join(folder, 'cache');
    mkdirSync(cache, { recursive: true });
    const env = { ...ALONE, PROXPI_INDEX_URL: indexUrl, PROXPI_CACHE_DIR: cache };
    const args = ['--bind', `127.0.0.1:${port}`, '--threads', '2', '--log-level', 'error', 'proxpi.server:app'];
    const child = spawn(...python('proxpi', 'gunicorn', ...args), { env, cwd: folder, stdio: ['ignore', 'ignore', 2] });
    return running(child, port, '/index/');
  },
};

const peryx: Peer = {
  name: 'peryx',
  missing: () => absent('peryx', 'peryx'),
  async start({ indexUrl, folder }) {
    const port = await freePort();
    const file = join(folder, 'peryx.toml');
    writeFileSync(
      file,
      `[[index]]\nname = "bench"\nroute = "bench"\necosystem = "pypi"\n[[index.upstream]]\nname = "bench"\nurl = ${JSON.stringify(indexUrl)}\n`,
    );
    const args = ['serve', '--config', file, '--port', `${port}`, '--data-dir', join(folder, 'data')];
    const child = spawn(program('peryx', 'peryx'), [...args, '--log-level', 'error'], {
      env: { ...ALONE, HOME: folder },
      cwd: folder,
      stdio: ['ignore', 'ignore', 2],
    });
    return running(child, port, '/bench/simple/');
  },
};

/** In the order in which they are run. */
export const GATEWAY_PEERS: readonly Peer[] = [nginx, devpi, proxpi, peryx];

/** Pages as files of their folders, and packed beside them. */
function writeContent(folder: string, content: Task['content']): void {
  for (const [path, bytes] of content) {
    const isPage = path.endsWith('/');
    const file = join(folder, 'content', isPage ? `${path}index.html` : path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, bytes);
    if (isPage) writeFileSync(`${file}.gz`, gzipSync(bytes));
  }
}
