/**
 * `npm run bench [-- NAME]`: how many times as fast as Python's `packaging` this is.
 *
 * Every other `bench/*.ts` file exports `benches`, a list of {@link Bench}; the file of the same
 * stem in `bench/python` holds the functions that they name. Both sides get the same input, run
 * alternately in one run, and must give the same answer. The ratio is the best time there over the
 * best time here. A ratio below its gate is said; one below half its gate ends with exit code 1.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { artifactGates } from './artifact.ts';
import { auditGates } from './audit.ts';
import { gatewayGates } from './gateway.ts';

/** One comparison with Python. */
export interface Bench<Data = unknown, Prepared = Data> {
  /** Unique, for people. */
  readonly name: string;
  /** How many times as fast as Python this is meant to be. */
  readonly gate: number;
  /** The input of both sides, made once, not timed: anything that JSON can hold. */
  setup(): Data;
  /** What our side needs made of the input before its time starts. Default: the input as it is. */
  prepare?(data: Data): Prepared;
  /** The timed work. Answers a number that Python must answer too: items done, or better a checksum. */
  ours(prepared: Prepared): number;
  /**
   * A function in `bench/python/<this file's stem>.py`. It takes the input, prepares, and returns a
   * function without parameters: the timed work, which returns the same number as `ours`.
   */
  readonly python: string;
}

const ROUNDS = 5;
const WARMING = 2;
/** Of the gateway's gates, each for less than a second. */
const GATEWAY_ROUNDS = 2;
const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PYTHON = join(FOLDER, '../.cache/oracle/bin/python');

interface Timed {
  readonly answer: number;
  readonly seconds: number;
}

/** A Python process that keeps what a bench prepared and times one round when asked. */
class PythonSide {
  readonly #child;
  readonly #lines: AsyncIterator<string>;

  constructor(stem: string) {
    this.#child = spawn(PYTHON, ['-X', 'utf8', join(FOLDER, 'python', 'serve.py'), stem], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async ask(request: { prepare: string; data: string } | 'round'): Promise<Timed> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new Error('the Python side ended early; see its message above');
    return JSON.parse(line.value) as Timed;
  }

  close(): void {
    this.#child.stdin.end();
  }
}

function time(bench: Bench, prepared: unknown): Timed {
  const started = performance.now();
  const answer = bench.ours(prepared);
  return { answer, seconds: (performance.now() - started) / 1000 };
}

interface Measured {
  readonly bench: Bench;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

async function measure(bench: Bench, side: PythonSide, scratch: string): Promise<Measured> {
  const data = bench.setup();
  const file = join(scratch, 'data.json');
  writeFileSync(file, JSON.stringify(data));
  await side.ask({ prepare: bench.python, data: file });
  const prepared = bench.prepare ? bench.prepare(data) : data;
  for (let i = 0; i < WARMING; i++) bench.ours(prepared);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const there = await side.ask('round');
    const here = time(bench, prepared);
    if (here.answer !== there.answer) {
      throw new Error(`${bench.name}: ours answered ${here.answer}, Python ${there.answer}`);
    }
    ours.push(here.seconds);
    theirs.push(there.seconds);
  }
  return { bench, ours, theirs };
}

function milliseconds(seconds: readonly number[]): string {
  const sorted = seconds.toSorted((a, b) => a - b);
  const show = (value = 0) => (value * 1000).toFixed(1);
  return `${show(sorted[0])} (${show(sorted[Math.floor(sorted.length / 2)])})`;
}

/** Prints one line and answers whether the ratio is below half its gate. */
function report({ bench, ours, theirs }: Measured): boolean {
  const ratio = Math.min(...theirs) / Math.min(...ours);
  const verdict = ratio >= bench.gate ? 'ok' : ratio >= bench.gate / 2 ? 'MISSED' : 'REGRESSION';
  const cells = [
    bench.name.padEnd(44),
    milliseconds(ours).padStart(18),
    milliseconds(theirs).padStart(18),
    `${ratio.toFixed(1)} ×`.padStart(9),
    `${bench.gate} ×`.padStart(6),
    verdict,
  ];
  console.log(cells.join('  '));
  return ratio < bench.gate / 2;
}

async function main(wanted: string | undefined): Promise<void> {
  if (!existsSync(PYTHON)) {
    console.error('no Python to compare with: run `npm run setup:oracle` (needs Python 3.11 or newer)');
    process.exitCode = 3;
    return;
  }
  const stems = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
    .map((file) => file.slice(0, -3))
    .sort();
  console.log('milliseconds, best (median)'.padEnd(44), '              ours            Python    ratio    gate');
  const scratch = mkdtempSync(join(tmpdir(), 'rind-bench-'));
  try {
    for (const stem of stems) {
      const { benches } = (await import(new URL(`${stem}.ts`, import.meta.url).href)) as { benches: readonly Bench[] };
      if (benches.length === 0) continue;
      const side = new PythonSide(stem);
      for (const bench of benches) {
        if (wanted !== undefined && !bench.name.includes(wanted)) continue;
        if (report(await measure(bench, side, scratch))) process.exitCode = 1;
      }
      side.close();
    }
    // Losses are said; the gates are aims, and what a busy machine measures fails no run.
    if (wanted === undefined) {
      auditGates();
      if (artifactGates() === 'REGRESSION') process.exitCode = 1;
      if ((await gatewayGates(GATEWAY_ROUNDS)) === 'REGRESSION') process.exitCode = 1;
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

if (import.meta.main) await main(process.argv[2]);
