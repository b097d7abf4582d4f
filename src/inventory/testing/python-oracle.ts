import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The Python that `npm run setup:oracle` prepared; another, with a newer pip, by `RIND_ORACLE_PYTHON`. */
const PYTHON =
  process.env['RIND_ORACLE_PYTHON'] ?? fileURLToPath(new URL('../../../.cache/oracle/bin/python', import.meta.url));

/** Why Python's own readers cannot be asked here, or undefined when they can. In CI they are never missing. */
export function pythonMissing(): string | undefined {
  if (existsSync(PYTHON)) return undefined;
  if (process.env['CI']) throw new Error('the oracle is missing in CI: run `npm run setup:oracle`');
  return 'no oracle: run `npm run setup:oracle`';
}

/** The answers of Python's own readers to all cases under one operation of oracle.py. */
export function askPython(op: string, cases: readonly unknown[]): unknown[] {
  const script = fileURLToPath(new URL('./oracle.py', import.meta.url));
  const run = spawnSync(PYTHON, ['-X', 'utf8', script], {
    input: JSON.stringify({ op, cases }),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 120_000,
  });
  if (run.status !== 0) throw new Error(`oracle ended with ${run.status}: ${run.stderr.slice(-2000)}`);
  return JSON.parse(run.stdout) as unknown[];
}

/** Draws numbers below a bound, the same for the same seed. */
export function draws(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Some of the words, one after the other. */
export function sentence(draw: (below: number) => number, words: readonly string[], most: number): string {
  return Array.from({ length: 1 + draw(most) }, () => words[draw(words.length)] ?? '').join('');
}
