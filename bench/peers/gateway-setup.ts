/**
 * `npm run setup:peers`: installs the index servers that `bench/peers/gateway.ts` compares with, as
 * pinned in pins/, each in a virtual environment below `.cache/peers`. Not for CI. None is started,
 * and none ever lists PyPI: the bench gives each its own upstream before the first start.
 *
 * nginx is not among them: `npm run setup:nginx` gets it, for a test as well.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_PYTHON, clientHome } from '../../tools/clients/installed.ts';
import { findPython } from '../../tools/corpus/toolbox.ts';
import { PEERS_HOME } from './gateway-peers.ts';

const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0;

const python = findPython(CLIENT_PYTHON);
const pip = join(clientHome('pip-26.3'), 'pip');
if (python === undefined || !existsSync(pip)) {
  console.error('peers: nothing is installed: run `npm run setup:clients` first');
  process.exit(1);
}
mkdirSync(PEERS_HOME, { recursive: true });
for (const name of ['devpi-server', 'proxpi', 'peryx']) {
  const home = join(PEERS_HOME, name);
  const pins = join(import.meta.dirname, 'pins', `${name}.txt`);
  const stamp = join(home, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(pins, 'utf8')) continue;
  console.error(`peers: installing ${name}`);
  rmSync(home, { recursive: true, force: true });
  const options = ['--quiet', '--no-deps', '--disable-pip-version-check'];
  const done =
    run(python, ['-m', 'venv', '--without-pip', home]) &&
    run(python, [pip, '--python', join(home, 'bin/python'), 'install', ...options, '-r', pins]);
  if (done) copyFileSync(pins, stamp);
  else console.error(`peers: ${name} is skipped: its installation failed`);
}
