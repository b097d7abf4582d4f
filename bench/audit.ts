/**
 * The gates of `rind audit` as whole processes, part of `npm run bench`: how many times as long as an empty
 * Node of the same build. `first` audits (`--no-cache`); `again` is asked what was asked before, of files that have
 * not changed. Each is the best of alternating runs, so that a busy machine is none the worse; memory is the most
 * that a run which audits ever held. Peers are measured by `bench/peers/audit.ts`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedData } from '../packages/pypa/test/shared-data.ts';

/** Nothing here is compared with Python. */
export const benches: readonly never[] = [];

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const RIND = join(ROOT, 'dist/rind.js');
const PROJECTS = join(ROOT, 'test/corpus/projects');
const LOCKS = /^(?:uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|pylock\.toml|requirements\.txt)$/;

/** Starts of an empty Node that osv-scanner needs for one lock file of a folder: 77 ms, where one takes 19 ms. */
const OSV_SCANNER_PER_FILE = 77 / 19;
const TIMES_OSV_SCANNER = 20;
/** Unit: MB. */
const MEMORY_GATE = 150;
/** Of what changed in the last two seconds no answer is kept. Unit: milliseconds. */
const OLD_ENOUGH = 2500;

interface Gate {
  readonly name: string;
  /** At most so many starts of an empty Node, for a run that audits: saying an answer again is none. */
  readonly gate: number;
  readonly rounds: number;
  make(folder: string): void;
}

const GATES: readonly Gate[] = [
  {
    name: '692 pins',
    gate: 2,
    rounds: 15,
    make: (folder) => writeFileSync(join(folder, 'requirements.txt'), pins(692)),
  },
  {
    name: 'the largest uv.lock',
    gate: 3,
    rounds: 15,
    make: (folder) => writeFileSync(join(folder, 'uv.lock'), largest()),
  },
  {
    name: 'a uv.lock of 2 MB',
    gate: Number.POSITIVE_INFINITY,
    rounds: 5,
    make: (folder) => writeFileSync(join(folder, 'uv.lock'), grown(2_000_000)),
  },
  folderGate(200, 5),
  folderGate(1000, 3),
];

function folderGate(count: number, rounds: number): Gate {
  const gate = (count * OSV_SCANNER_PER_FILE) / TIMES_OSV_SCANNER;
  return { name: `${count} lock files`, gate, rounds, make: (folder) => locks(folder, count) };
}

function corpus(): string[] {
  return readdirSync(PROJECTS)
    .filter((name) => !name.endsWith('-large'))
    .flatMap((name) => readdirSync(join(PROJECTS, name)).map((file) => join(PROJECTS, name, file)))
    .filter((file) => LOCKS.test(file.slice(file.lastIndexOf('/') + 1)));
}

/** Pins of the corpus, and as many names of nobody as are lacking. */
function pins(count: number): string {
  const found = new Set<string>();
  for (const file of corpus()) {
    const text = readFileSync(file, 'utf8');
    for (const [, name, version] of text.matchAll(/^name = "([^"]+)"\nversion = "([^"]+)"/gm))
      found.add(`${name}==${version}`);
  }
  const listed = [...found].slice(0, count);
  while (listed.length < count) listed.push(`nobody-${listed.length}==1.${listed.length}.0`);
  return `${listed.join('\n')}\n`;
}

function largest(): string {
  return readFileSync(join(PROJECTS, 'uv-0.13-large/uv.lock'), 'utf8');
}

/** The largest lock with its entries again under other names, until it is long enough. */
function grown(length: number): string {
  let text = largest();
  const entries = text
    .split('[[package]]')
    .filter((entry) => !/= \{ (?:virtual|editable) = /.test(entry))
    .slice(1);
  for (let round = 1; text.length < length; round++)
    text += entries.map((entry) => `[[package]]${entry.replaceAll(/(name = ")([^"]+)"/g, `$1$2-${round}"`)}`).join('');
  return text;
}

/** A tree of lock files of all tools, no two alike: some versions get another last number. */
function locks(root: string, count: number): void {
  const files = corpus();
  for (let at = 0; at < count; at++) {
    const file = files[at % files.length] ?? '';
    const folder = join(root, `project-${at}`);
    mkdirSync(folder);
    let versions = 0;
    const text = readFileSync(file, 'utf8').replaceAll(
      /(version"?\s*[=:]\s*"(?:==)?|^[a-z0-9-]+==)(\d+\.)(\d+)/gm,
      (all, before, major) => ((versions++ * 7 + at) % 3 === 0 ? `${before}${major}${(versions + at) % 10}` : all),
    );
    writeFileSync(join(folder, file.slice(file.lastIndexOf('/') + 1)), text);
  }
}

interface Run {
  readonly folder: string;
  readonly args: readonly string[];
}

function milliseconds(args: readonly string[], env: Readonly<Record<string, string>>): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0 && status !== 1 && status !== 3) throw new Error(`${args.join(' ')}: ${status} ${String(stderr)}`);
  return performance.now() - started;
}

/** The most memory that a run held, MB. */
function memory({ folder, args }: Run, env: Readonly<Record<string, string>>): number {
  const tell = join(folder, '..', 'tell.cjs');
  writeFileSync(
    tell,
    "process.on('exit', () => process.stderr.write('maxrss ' + process.resourceUsage().maxRSS + '\\n'));",
  );
  const { stderr } = spawnSync(process.execPath, ['--require', tell, ...args], { env, encoding: 'utf8' });
  return Number(/maxrss (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1024;
}

/** Measures all gates and prints a line for each. Answers whether every one was met; undefined without data. */
export function auditGates(): boolean | undefined {
  const records = sharedData('advisories/PyPI-all.zip');
  if (!existsSync(RIND) || records === undefined) {
    console.log('whole audits: not measured without `npm run build` and the shared data');
    return undefined;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'rind-bench-'));
  const env = { PATH: '', HOME: scratch, XDG_CACHE_HOME: join(scratch, 'cache'), RIND_DATA_DIR: join(scratch, 'data') };
  let met = true;
  try {
    milliseconds([RIND, 'sync', '--from', records], env);
    const heads = ['node', 'first', 'ratio', 'again', 'ratio', 'gate', 'MB'].map((head) => head.padStart(9));
    console.log(`\n${'milliseconds, best'.padEnd(22)}${heads.join('')}`);
    for (const { name, gate, rounds, make } of GATES) {
      const folder = join(scratch, name.replaceAll(' ', '-'));
      mkdirSync(folder);
      make(folder);
      const args = [RIND, 'audit', '--offline', '--now', '2026-01-01', folder];
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, OLD_ENOUGH);
      milliseconds(args, env);
      const [firsts, agains, empties]: [number[], number[], number[]] = [[], [], []];
      for (let round = 0; round < rounds; round++) {
        empties.push(milliseconds(['-e', '0'], env));
        firsts.push(milliseconds([...args, '--no-cache'], env));
        agains.push(milliseconds(args, env));
      }
      const [first, again, empty] = [Math.min(...firsts), Math.min(...agains), Math.min(...empties)];
      const most = memory({ folder, args: [...args, '--no-cache'] }, env);
      const isMet = first / empty <= gate && most <= MEMORY_GATE;
      met &&= isMet;
      const times = [empty, first, first / empty, again, again / empty];
      const cells = times.map((value, at) => (at === 2 || at === 4 ? `${value.toFixed(1)} ×` : value.toFixed(0)));
      cells.push(Number.isFinite(gate) ? `${gate.toFixed(1)} ×` : '–', most.toFixed(0));
      const verdict = isMet ? 'ok' : 'MISSED';
      console.log(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(9)).join('')}  ${verdict}`);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return met;
}

if (import.meta.main && auditGates() === false) process.exitCode = 1;
