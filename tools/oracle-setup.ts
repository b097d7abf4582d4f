/**
 * `npm run setup:oracle`: prepares `.cache/oracle`, a virtual environment with the newest PyPA
 * `packaging` as pinned in packages/pypa/differential/oracle/requirements.txt. Says why and exits 0
 * when Python is missing: the differential tests then report themselves skipped (never in CI).
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';

const HOME = '.cache/oracle';
const WANTED = 'packages/pypa/differential/oracle/requirements.txt';
const STAMP = `${HOME}/requirements.txt`;

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0;
}

function upToDate(): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === readFileSync(WANTED, 'utf8');
}

if (!upToDate()) {
  const python = ['python3', 'python'].find(
    (name) => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0,
  );
  if (python === undefined) {
    console.error('oracle: no Python 3.11 or newer on PATH; differential tests will be skipped');
    process.exit(process.env['CI'] ? 1 : 0);
  }
  console.error('oracle: installing the pinned `packaging` into .cache/oracle');
  mkdirSync('.cache', { recursive: true });
  const made =
    run(python, ['-m', 'venv', '--clear', HOME]) &&
    run(`${HOME}/bin/python`, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-deps',
      '--disable-pip-version-check',
      '-r',
      WANTED,
    ]);
  if (!made) {
    console.error('oracle: installation failed');
    process.exit(1);
  }
  copyFileSync(WANTED, STAMP);
}
