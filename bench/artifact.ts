/**
 * `node bench/artifact.ts`: what judging a distribution file costs, as a process of its own: unpacked MB per second
 * of CPU, and the most memory that it ever held. Budgets: half of what a quiet machine of 2020 does, and the memory
 * that the gateway may have in all. Part of `npm run bench`. A missed budget ends with exit code 1.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openFileSource } from '../src/artifact/byte-source.fs.ts';
import { inspectDistribution } from '../src/artifact/inspect.ts';
import { DEFAULT_INSPECTION_LIMITS } from '../src/artifact/inspection.ts';
import { type MadeFile, makeSdist, makeWheel } from '../src/artifact/testing/distributions.ts';
import { floorVerdict, type GateVerdict, gateVerdict, worstOf } from './load/gates.ts';

/** Nothing here is compared with Python. */
export const benches: readonly never[] = [];

/** Unit: MB unpacked per second of CPU. */
const SPEED_BUDGET = 100;
/** Unit: MB. */
const MEMORY_BUDGET = 250;

/** Text that packs about as well as code does: words drawn from a seeded row. */
function prose(bytes: number, seed: number): Buffer {
  const words = Array.from({ length: 4096 }, (_, index) => ((index * 2654435761) % 2 ** 32).toString(36));
  const text: string[] = [];
  let state = seed;
  for (let length = 0; length < bytes; length += 7) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text.push(words[state >>> 20] ?? '');
  }
  return Buffer.from(text.join(' ')).subarray(0, bytes);
}

function contents(): Record<string, Buffer> {
  const small = Array.from({ length: 3000 }, (_, index) => [`demo/m${index}.py`, prose(12_000, index)] as const);
  const large = Array.from({ length: 3 }, (_, index) => [`demo/data${index}.bin`, prose(40_000_000, index)] as const);
  return Object.fromEntries([...small, ...large]);
}

/** One run in a process of its own; its answer is a line of JSON. */
async function judge(file: string): Promise<void> {
  const source = await openFileSource(file);
  if (!source.ok) throw new Error(source.error.message);
  await using opened = source.value;
  const before = process.cpuUsage();
  const inspection = await inspectDistribution(basename(file), opened, DEFAULT_INSPECTION_LIMITS);
  const { user, system } = process.cpuUsage(before);
  if (!inspection.ok || inspection.value.faults.length > 0) throw new Error(JSON.stringify(inspection));
  const megabytes = inspection.value.totalBytes / 1e6;
  const speed = megabytes / ((user + system) / 1e6);
  console.log(JSON.stringify({ megabytes, speed, memory: highWater() }));
}

/** The most memory of this process alone: `maxRSS` would count that of the parent that started it. Unit: MB. */
function highWater(): number {
  const kilobytes = /^VmHWM:\s+([0-9]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) / 1000;
}

interface Judged {
  readonly megabytes: number;
  readonly speed: number;
  readonly memory: number;
}

/** The best speed of three runs, for a busy machine makes none faster, and the most memory. */
function measure(folder: string, { filename, bytes }: MadeFile): GateVerdict {
  const file = join(folder, filename);
  writeFileSync(file, bytes);
  const runs = Array.from({ length: 3 }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, file], { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Judged;
  });
  const speed = Math.max(...runs.map((run) => run.speed));
  const memory = Math.max(...runs.map((run) => run.memory));
  const verdict = worstOf([floorVerdict(speed, SPEED_BUDGET), gateVerdict(memory, MEMORY_BUDGET)]);
  const megabytes = (runs[0]?.megabytes ?? 0).toFixed(0);
  console.log(
    `${filename}: ${megabytes} MB unpacked, ${speed.toFixed(0)} MB per CPU-second (at least ${SPEED_BUDGET}), ${memory.toFixed(0)} MB of memory (at most ${MEMORY_BUDGET}): ${verdict}`,
  );
  return verdict;
}

/** Measures a wheel and a source distribution, and prints a line for each; the worse verdict. */
export function artifactGates(): GateVerdict {
  const folder = mkdtempSync(join(tmpdir(), 'rind-bench-'));
  try {
    const release = { name: 'demo', version: '1.0', files: contents() };
    return worstOf([makeWheel, makeSdist].map((make) => measure(folder, make(release))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const [, , file] = process.argv;
  if (file !== undefined) await judge(file);
  else if (artifactGates() !== 'ok') process.exitCode = 1;
}
