/**
 * `node bench/peers/audit.ts [ROUNDS]`: whole processes beside an empty Node: 692 pins, the largest
 * uv.lock of the corpus, folders of 200 and 1,000 locks made from the corpus; against the peers that
 * `npm run setup:corpus` installed. Same records for all; every command is warm; medians of wall time.
 * `rind` audits (`--no-cache`); `rind, again` is asked what was asked before, of files that have not changed, and
 * is to be compared with a peer that runs on answers which it keeps.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sharedData } from '../../packages/pypa/test/shared-data.ts';
import { serveOsv } from '../../tools/corpus/osv-service.ts';
import { PEERS, type PeerData } from '../../tools/corpus/peer.ts';
import { ROOT, toolProgram } from '../../tools/corpus/toolbox.ts';

const PROJECTS = join(ROOT, 'test/corpus/projects');
const ROUNDS = Number(process.argv[2] ?? 5);

interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Lock {
  readonly folder: string;
  readonly lock: string;
}

function corpus(): Lock[] {
  return readdirSync(PROJECTS)
    .sort()
    .map((name) => {
      const folder = join(PROJECTS, name);
      const { lock } = JSON.parse(readFileSync(join(folder, 'origin.json'), 'utf8')) as { lock: string };
      return { folder, lock };
    });
}

/** A tree of `count` projects, no two locks alike: one name that most of them have gets a number. */
function manyLocks(root: string, count: number): string {
  const locks = corpus().filter(({ folder }) => !folder.endsWith('-large'));
  for (let at = 0; at < count; at++) {
    const { folder, lock } = locks[at % locks.length] ?? { folder: '', lock: '' };
    const copy = join(root, `project-${at}`);
    mkdirSync(copy, { recursive: true });
    for (const file of ['pyproject.toml', 'Pipfile']) {
      if (readdirSync(folder).includes(file)) cpSync(join(folder, file), join(copy, file));
    }
    writeFileSync(
      join(copy, lock),
      readFileSync(join(folder, lock), 'utf8').replaceAll(/\bcertifi\b/g, `certifi-${at}`),
    );
  }
  return root;
}

/** 692 pins: those of the corpus, and as many names of nobody as are lacking. */
function manyPins(root: string): string {
  const pins = new Set<string>();
  for (const { folder, lock } of corpus()) {
    if (lock !== 'uv.lock') continue;
    const text = readFileSync(join(folder, lock), 'utf8');
    for (const [, name, version] of text.matchAll(/^name = "(.+)"\nversion = "(.+)"\nsource = \{ registry/gm)) {
      if (pins.size < 692 && ![...pins].some((pin) => pin.startsWith(`${name}==`))) pins.add(`${name}==${version}`);
    }
  }
  for (let at = 0; pins.size < 692; at++) pins.add(`nobody-${at}==1.${at}`);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'requirements.txt'), `${[...pins].join('\n')}\n`);
  return join(root, 'requirements.txt');
}

/** Wall time of one whole run, in milliseconds; the loopback endpoint answers meanwhile. */
async function run({ program, args, env }: Command): Promise<number> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: 'ignore', env: { PATH: process.env['PATH'], ...env } });
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  return performance.now() - started;
}

async function measure(title: string, commands: readonly Command[], rounds: number): Promise<void> {
  const walls = new Map<string, number[]>(commands.map(({ name }) => [name, []]));
  // The first round fills the caches. In turn, so that a busy machine is busy for all.
  for (let round = 0; round <= rounds; round++) {
    for (const command of commands) {
      const wall = await run(command);
      if (round > 0) walls.get(command.name)?.push(wall);
    }
  }
  const median = (name: string) => {
    const sorted = (walls.get(name) ?? []).toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  };
  console.log(`\n${title} (${rounds} rounds)`);
  const [empty, own] = [median('node -e 0'), median('rind')];
  for (const { name } of commands) {
    const wall = median(name);
    const ratios = `${(wall / empty).toFixed(2).padStart(8)} × node  ${(wall / own).toFixed(2).padStart(8)} × rind`;
    console.log(`  ${name.padEnd(14)} ${wall.toFixed(0).padStart(7)} ms ${ratios}`);
  }
}

const archive = sharedData('advisories/PyPI-all.zip');
if (archive === undefined) throw new Error('no advisory data: `../shared/data` is not here');
const scratch = mkdtempSync(join(tmpdir(), 'rind-bench-'));
try {
  await using service = await serveOsv(archive);
  const data: PeerData = { service: service.origin, archive, scratch };
  const node: Command = { name: 'node -e 0', program: process.execPath, args: ['-e', '0'], env: {} };
  const rind = (...args: readonly string[]): Command => ({
    name: args.includes('--no-cache') ? 'rind' : 'rind, again',
    program: process.execPath,
    args: [join(ROOT, 'dist/rind.js'), ...args],
    env: { HOME: scratch, RIND_DATA_DIR: join(scratch, 'rind') },
  });
  const peers = (target: string, file: string): Command[] =>
    PEERS.flatMap((peer) => {
      const program = toolProgram(peer.tool, peer.program);
      // pysentry is measured with what it keeps: that is its best.
      const args = peer.args(file, data)?.filter((arg) => arg !== '--no-cache');
      if (program === undefined || args === undefined) return [];
      const folder =
        target === file ? args : ['scan', 'source', '--offline', '--offline-vulnerabilities', '-r', target];
      if (target !== file && peer.name !== 'osv-scanner') return [];
      return [{ name: peer.name, program, args: folder, env: { HOME: scratch, ...peer.env?.(data) } }];
    });
  await run(rind('sync', '--from', archive));

  /** What audits, and what is asked again. Of what changed in the last two seconds no answer is kept. */
  const both = async (target: string): Promise<Command[]> => {
    await setTimeout(2500);
    return [rind('audit', '--offline', '--no-cache', target), rind('audit', '--offline', target)];
  };

  const pins = manyPins(join(scratch, 'pins'));
  await measure('692 pins', [node, ...(await both(pins)), ...peers(pins, pins)], ROUNDS);

  const large = join(scratch, 'large');
  cpSync(join(PROJECTS, 'uv-0.13-large'), large, { recursive: true });
  const lock = join(large, 'uv.lock');
  // uv is asked in the folder that it starts in.
  const here = peers(lock, lock).map((command) =>
    command.name === 'uv audit' ? { ...command, args: ['--directory', large, ...command.args] } : command,
  );
  await measure('the largest uv.lock', [node, ...(await both(lock)), ...here], ROUNDS);

  for (const count of [200, 1000]) {
    const tree = manyLocks(join(scratch, `locks-${count}`), count);
    const commands = [node, ...(await both(tree)), ...peers(tree, 'uv.lock')];
    await measure(`${count} mixed locks`, commands, Math.min(ROUNDS, count > 200 ? 1 : 3));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
