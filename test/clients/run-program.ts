import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Order, Ran } from './client.ts';

/** How a program is run. */
export type Run = Pick<Order, 'folder' | 'caFile' | 'network' | 'timeout'> & {
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs; the order's folder by default. */
  readonly cwd?: string;
};

const TIMEOUT = 180_000;
/** Output kept of one program: enough for every message, and no more than a test can print. */
const KEPT = 1024 * 1024;
/** Where nobody listens: what is not on the loopback interface is asked here, and fails at once. */
const NOWHERE = 'http://127.0.0.1:9';
/** What leads an open run to the network that this machine has. */
const OPEN = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE'];

/**
 * Runs a program as nobody in particular: a home and a temporary folder of its own, nothing of the
 * host's configuration or environment, no network but the loopback interface unless it is open.
 */
export async function runProgram(program: string, args: readonly string[], run: Run): Promise<Ran> {
  const home = join(run.folder, '.home');
  const temporary = join(run.folder, '.tmp');
  mkdirSync(home, { recursive: true });
  mkdirSync(temporary, { recursive: true });
  const env = { ...environment(run), HOME: home, TMPDIR: temporary, ...run.env };
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: run.cwd ?? run.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), run.timeout ?? TIMEOUT);
    let output = `$ ${[program, ...args].join(' ')}\n`;
    const keep = (text: string) => {
      if (output.length < KEPT) output += text;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', ({ message }) => {
      clearTimeout(timer);
      resolve({ ok: false, exit: null, output: `${output}${message}\n` });
    });
    child.on('close', (exit) => {
      clearTimeout(timer);
      resolve({ ok: exit === 0, exit, output });
    });
  });
}

/** Runs programs one after the other until one fails; what they printed, together. */
export async function inTurn(...steps: readonly (() => Promise<Ran>)[]): Promise<Ran> {
  let output = '';
  let exit: number | null = 0;
  for (const step of steps) {
    const ran = await step();
    output += ran.output;
    exit = ran.exit;
    if (!ran.ok) break;
  }
  return { ok: exit === 0, exit, output };
}

function environment({ caFile, network }: Run): Record<string, string> {
  const env: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    NO_COLOR: '1',
    // Wide enough that no message is broken where another machine would not break it.
    COLUMNS: '500',
    PIP_CONFIG_FILE: '/dev/null',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    PIP_ROOT_USER_ACTION: 'ignore',
    PYTHONDONTWRITEBYTECODE: '1',
    // What is built twice is the same.
    SOURCE_DATE_EPOCH: '1577836800',
    PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
  };
  if (network === 'open') {
    for (const name of OPEN.flatMap((key) => [key, key.toLowerCase()])) {
      const value = process.env[name];
      if (value !== undefined) env[name] = value;
    }
  } else {
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) {
      env[name] = NOWHERE;
      env[name.toLowerCase()] = NOWHERE;
    }
    env['NO_PROXY'] = '127.0.0.1,localhost';
    env['no_proxy'] = '127.0.0.1,localhost';
  }
  if (caFile !== undefined) for (const name of ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE']) env[name] = caFile;
  return env;
}
