/**
 * `npm run setup:clients`: installs the package clients that the tests of the gateway drive, as pinned
 * in pins/: each in a folder of its own under `.cache/clients`, from whatever index pip is configured
 * with. Two are installed at a time; what is there already is left alone.
 *
 * Says why and exits 0 when Python is missing: the tests then report themselves skipped (never in CI).
 */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../corpus/toolbox.ts';
import {
  CLIENT_PYTHON,
  CLIENTS_HOME,
  clientHome,
  isInstalled,
  PINNED_CLIENTS,
  type PinnedClient,
  pinsOf,
  stampOf,
} from './installed.ts';

/** How many installations run at once: what the smallest machine of CI has cores for. */
const AT_ONCE = 2;
const QUIET = ['--quiet', '--disable-pip-version-check', '--no-warn-script-location'];

function runs(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' };
    const child = spawn(command, args, { stdio: ['ignore', 2, 2], env });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

/** The arguments of Python that run the newest pip from its folder; for the first client, the machine's own. */
function installer(): readonly string[] {
  const newest = join(clientHome('pip-26.3'), 'pip');
  return existsSync(newest) ? [newest] : ['-m', 'pip'];
}

async function install(python: string, { name, kind }: PinnedClient): Promise<boolean> {
  const home = clientHome(name);
  rmSync(home, { recursive: true, force: true });
  console.error(`clients: installing ${name}`);
  const wanted = ['install', ...QUIET, '--no-deps', '--only-binary', ':all:', '-r', pinsOf(name)];
  const done =
    kind === 'folder'
      ? await runs(python, [...installer(), ...wanted, '--target', home])
      : (await runs(python, ['-m', 'venv', '--without-pip', home])) &&
        (await runs(python, [...installer(), '--python', join(home, 'bin/python'), ...wanted]));
  if (done) copyFileSync(pinsOf(name), stampOf(name));
  else rmSync(home, { recursive: true, force: true });
  return done;
}

const python = findPython(CLIENT_PYTHON);
if (python === undefined) {
  console.error(`clients: no Python ${CLIENT_PYTHON}; tests with real clients will be skipped`);
  process.exit(process.env['CI'] ? 1 : 0);
}
mkdirSync(CLIENTS_HOME, { recursive: true });
const waiting = PINNED_CLIENTS.filter(({ name }) => !isInstalled(name));
const failed: string[] = [];
async function work(limit: number): Promise<void> {
  for (let taken = 0; taken < limit; taken++) {
    const next = waiting.shift();
    if (next === undefined) return;
    if (!(await install(python ?? '', next))) failed.push(next.name);
  }
}
// The newest pip first and alone, because it installs the others.
if (waiting[0]?.name === 'pip-26.3') await work(1);
await Promise.all(Array.from({ length: AT_ONCE }, () => work(Number.POSITIVE_INFINITY)));
if (failed.length > 0) {
  console.error(`clients: not installed: ${failed.join(', ')}; their tests will be skipped`);
  process.exit(process.env['CI'] ? 1 : 0);
}
