/**
 * `node bench/gateway.ts [ROUNDS]`: CPU time per request of the gateway's door beside a bare Node server that has everything
 * ready in memory, on the same machine, asked by the same client, by turns. CPU is the server process's own, from
 * `/proc/PID/stat`, so that what the client takes counts for neither.
 *
 * Exit: 0 every gate met · 1 one missed · 3 no `/proc`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LONG_PAGES, PATHS } from './gateway-side.ts';
import type { Bench } from './main.ts';

/** `bench/main.ts` compares with Python; this is a program of its own. */
export const benches: readonly Bench[] = [];

interface Side {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
  readonly port: number;
  readonly etag: string;
}

interface Case {
  readonly name: string;
  readonly path: string;
  readonly requests: number;
  readonly conditional: boolean;
  readonly gate: number;
}

const CASES: readonly Case[] = [
  { name: 'page, 185 files', path: PATHS.page, requests: 20_000, conditional: false, gate: 1.5 },
  { name: '304', path: PATHS.page, requests: 30_000, conditional: true, gate: 1.5 },
  { name: '60 KB file', path: PATHS.small, requests: 15_000, conditional: false, gate: 1.5 },
  { name: '50 MB file', path: PATHS.large, requests: 40, conditional: false, gate: 1.2 },
];
const CONNECTIONS = 8;
/** Clock ticks of `/proc/PID/stat`: 100 a second on Linux. */
const TICK_US = 10_000;

function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

function head(path: string, etag: string | undefined): string {
  const condition = etag === undefined ? '' : `If-None-Match: ${etag}\r\n`;
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: pip/26.3 {"ci":null}\r\nAccept: application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n${condition}\r\n`;
}

interface Answered {
  readonly status: number;
  readonly etag: string;
  readonly bytes: number;
}

/** Asks a path again and again on one connection; what the last answer was. */
function ask(port: number, request: string, times: number): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const asking = Buffer.from(request);
    let left = times;
    let body = -1;
    let text = '';
    let last: Answered = { status: 0, etag: '', bytes: 0 };
    socket.on('error', reject);
    socket.on('connect', () => socket.write(asking));
    socket.on('data', (piece) => {
      let data = piece;
      while (data.length > 0) {
        if (body < 0) {
          const end = data.indexOf('\r\n\r\n');
          if (end < 0) {
            text += data.toString('latin1');
            return;
          }
          text += data.toString('latin1', 0, end);
          data = data.subarray(end + 4);
          const status = Number(text.slice(9, 12));
          body = status === 304 ? 0 : Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
          last = { status, etag: /etag: (.*)/i.exec(text)?.[1] ?? '', bytes: body };
          text = '';
        }
        const taken = Math.min(body, data.length);
        body -= taken;
        data = data.subarray(taken);
        if (body > 0) return;
        body = -1;
        if (--left === 0) {
          socket.destroy();
          resolve(last);
          return;
        }
        socket.write(asking);
      }
    });
  });
}

async function start(side: string, folder: string): Promise<Side> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'gateway-side.ts'), side, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value);
  const { etag } = await ask(port, head(PATHS.page, undefined), 1);
  return { child, lines, port, etag };
}

async function measure({ child, port, etag }: Side, one: Case): Promise<number> {
  const pid = child.pid ?? 0;
  const request = head(one.path, one.conditional ? etag : undefined);
  const before = cpuOf(pid);
  const connections = Math.min(CONNECTIONS, one.requests);
  const answers = await Promise.all(
    Array.from({ length: connections }, () => ask(port, request, Math.ceil(one.requests / connections))),
  );
  const wanted = one.conditional ? 304 : 200;
  if (answers.some(({ status }) => status !== wanted)) throw new Error(`${one.name}: status ${answers[0]?.status}`);
  return (cpuOf(pid) - before) / (Math.ceil(one.requests / connections) * connections);
}

/** MiB that a server's process holds. */
function resident({ child }: Side): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * Pages of very many files, each for its first time: how long the event loop stands still meanwhile. CPU of the thread
 * counts: what else the machine does is no fault of the server, and comes on top.
 */
async function longPages({ child, lines, port }: Side): Promise<void> {
  for (const [name, files] of [
    ['numpy', 4415],
    ['many', 10_000],
  ] as const) {
    const turns: { cpu: number; delay: number }[] = [];
    let packed = 0;
    for (let i = 0; i < LONG_PAGES; i++) {
      child.kill('SIGUSR2');
      await lines.next();
      const { bytes } = await ask(port, head(`/simple/${name}${i}/`, undefined), 1);
      packed = bytes;
      child.kill('SIGUSR2');
      turns.push(JSON.parse(String((await lines.next()).value)) as { cpu: number; delay: number });
    }
    const [cpu, delay] = [median(turns.map((one) => one.cpu)), median(turns.map((one) => one.delay))];
    const verdict = cpu <= 10 ? 'ok' : 'MISSED';
    console.log(
      `${files} files, first time, ${packed} bytes packed: longest turn of the event loop ${cpu.toFixed(1)} ms of CPU (gate 10), delay by the clock ${delay.toFixed(1)} ms  ${verdict}`,
    );
    if (cpu > 10) process.exitCode = 1;
  }
}

async function main(rounds: number): Promise<void> {
  if (!existsSync('/proc/self/stat')) {
    process.exitCode = 3;
    console.error('no `/proc`: CPU time of a process cannot be read here');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'rind-gateway-'));
  writeFileSync(join(folder, 'small'), randomBytes(60_000));
  writeFileSync(join(folder, 'large'), randomBytes(50_000_000));
  const ours = await start('ours', folder);
  const plain = head(PATHS.page, undefined).replace(/Accept-Encoding.*\r\n/, '');
  writeFileSync(join(folder, 'page'), await fetchBody(ours.port, plain));
  const bare = await start('bare', folder);
  const first = resident(ours);
  try {
    await longPages(ours);
    for (const one of CASES) {
      const figures: [number[], number[]] = [[], []];
      for (let round = 0; round <= rounds; round++) {
        const [here, there] = [await measure(ours, one), await measure(bare, one)];
        // The first round warms both up.
        if (round > 0) figures[0].push(here);
        if (round > 0) figures[1].push(there);
      }
      const [here, there] = [median(figures[0]), median(figures[1])];
      const ratio = here / there;
      const verdict = ratio <= one.gate ? 'ok' : 'MISSED';
      if (ratio > one.gate) process.exitCode = 1;
      console.log(
        `${one.name.padEnd(18)} ours ${here.toFixed(1).padStart(8)} us   bare ${there.toFixed(1).padStart(8)} us   ratio ${ratio.toFixed(2)} (gate ${one.gate})  ${verdict}`,
      );
    }
    console.log(
      `resident: ${first} MiB with the upstream pages that the bench made up, ${resident(ours)} MiB afterwards`,
    );
  } finally {
    ours.child.kill();
    bare.child.kill();
    rmSync(folder, { recursive: true });
  }
}

function fetchBody(port: number, request: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.end(request.replace('keep-alive', 'close')));
    socket.on('error', reject);
    socket.on('data', (part) => parts.push(part));
    socket.on('end', () => {
      const all = Buffer.concat(parts);
      resolve(all.subarray(all.indexOf('\r\n\r\n') + 4));
    });
  });
}

if (import.meta.main) await main(Number(process.argv[2] ?? 5));
