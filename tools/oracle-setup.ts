/**
 * `npm run setup:oracle`: prepares what the differential tests compare with.
 *
 * - `.cache/oracle`: a virtual environment with the newest PyPA `packaging`, as pinned in
 *   packages/pypa/differential/oracle/requirements.txt;
 * - `.cache/oracle-distributions`: some 240 small distributions, old and new, for their real
 *   METADATA, as pinned in distributions.txt beside it. Installed side by side and never run;
 * - `.cache/cvss-oracle`: a virtual environment with the `cvss` package, as pinned in
 *   src/advisory/testing/cvss-requirements.txt.
 *
 * Says why and exits 0 when Python is missing: the tests then report themselves skipped (never in CI).
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

const PINS = 'packages/pypa/differential/oracle';

/** A folder under `.cache` and the file of pins that it was made from; a copy of the latter stamps it. */
interface Prepared {
  readonly home: string;
  readonly pins: string;
  readonly stamp: string;
}

const ORACLE: Prepared = prepared('.cache/oracle', 'requirements.txt');
const DISTRIBUTIONS: Prepared = prepared('.cache/oracle-distributions', 'distributions.txt');
const CVSS: Prepared = {
  home: '.cache/cvss-oracle',
  pins: 'src/advisory/testing/cvss-requirements.txt',
  stamp: '.cache/cvss-oracle/cvss-requirements.txt',
};

function prepared(home: string, pins: string): Prepared {
  return { home, pins: `${PINS}/${pins}`, stamp: `${home}/${pins}` };
}

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0;
}

function isUpToDate({ pins, stamp }: Prepared): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(pins, 'utf8');
}

function stop(message: string): never {
  console.error(`oracle: ${message}`);
  process.exit(1);
}

function makeOracle({ home, pins }: Prepared): void {
  const python = ['python3', 'python'].find(
    (name) => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0,
  );
  if (python === undefined) {
    console.error('oracle: no Python 3.11 or newer on PATH; differential tests will be skipped');
    process.exit(process.env['CI'] ? 1 : 0);
  }
  console.error(`oracle: installing what ${pins} pins into ${home}`);
  mkdirSync('.cache', { recursive: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--disable-pip-version-check', '-r', pins];
  if (!run(python, ['-m', 'venv', '--clear', home]) || !run(`${home}/bin/python`, pip)) stop('installation failed');
}

function makeDistributions({ home, pins }: Prepared): void {
  console.error(`oracle: installing the pinned distributions into ${home}`);
  rmSync(home, { recursive: true, force: true });
  const bin = `${ORACLE.home}/bin`;
  const choice = ['--no-deps', '--only-binary', ':all:', '--python', `${bin}/python`, '--python-version', '3.11'];
  if (!run(`${bin}/uv`, ['pip', 'install', '--quiet', ...choice, '--target', home, '-r', pins])) {
    stop('the distributions could not be installed: the test of real METADATA needs them');
  }
}

for (const [wanted, make] of [
  [ORACLE, makeOracle],
  [DISTRIBUTIONS, makeDistributions],
  [CVSS, makeOracle],
] as const) {
  if (isUpToDate(wanted)) continue;
  make(wanted);
  copyFileSync(wanted.pins, wanted.stamp);
}
