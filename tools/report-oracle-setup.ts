/**
 * `npm run setup:report-oracle`: prepares what reads our reports as their consumers do, in
 * `.cache/report-oracle`: a virtual environment with validators (test/report-oracle/requirements.txt)
 * and the published schemas, each pinned by commit and digest (test/report-oracle/schemas.json).
 * Nothing of it is committed.
 *
 * Says why and exits 0 where it cannot: the tests then report themselves skipped (never in CI).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const HOME = '.cache/report-oracle';
const PINS = 'test/report-oracle/requirements.txt';
const SCHEMAS = 'test/report-oracle/schemas.json';

/** One published schema. */
interface Published {
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
}

function giveUp(why: string): never {
  console.error(`report oracle: ${why}; the tests that need it will be skipped`);
  process.exit(process.env['CI'] ? 1 : 0);
}

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0;
}

function makeValidators(): void {
  const stamp = `${HOME}/requirements.txt`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(PINS, 'utf8')) return;
  console.error(`report oracle: installing validators into ${HOME}`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '-r', PINS];
  if (!run('python3', ['-m', 'venv', '--clear', `${HOME}/venv`])) giveUp('no Python 3 with venv on PATH');
  if (!run(`${HOME}/venv/bin/python`, pip)) giveUp('the validators could not be installed');
  copyFileSync(PINS, stamp);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function fetchSchema({ name, url, sha256 }: Published): Promise<void> {
  const file = `${HOME}/schemas/${name}`;
  if (existsSync(file) && digest(readFileSync(file)) === sha256) return;
  const bytes = await fetch(url, { signal: AbortSignal.timeout(30_000) })
    .then(async (response) => (response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined))
    .catch(() => undefined);
  if (bytes === undefined) giveUp(`cannot fetch ${url}`);
  if (digest(bytes) !== sha256) giveUp(`${url} is not what it was`);
  writeFileSync(file, bytes);
}

mkdirSync(`${HOME}/schemas`, { recursive: true });
makeValidators();
for (const published of JSON.parse(readFileSync(SCHEMAS, 'utf8')) as readonly Published[]) await fetchSchema(published);
