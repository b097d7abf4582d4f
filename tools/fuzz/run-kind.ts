import { drawsFrom } from '../testing/advisory-shapes.ts';
import type { FuzzKind } from './kind.ts';

/** What a run found. */
export interface FuzzReport {
  readonly name: string;
  /** Cases that were tried: fewer than asked for where time was up. */
  readonly cases: number;
  /** Cases with a fault. */
  readonly faulty: number;
  /** The first of them, with what they were. */
  readonly shown: readonly { readonly serial: number; readonly faults: readonly string[]; readonly input: string }[];
}

/** Characters of an input that are shown. */
const MOST_SHOWN = 4000;

/** How long a kind may take, and who wants to know how far it is. */
export interface FuzzPace {
  /** On the clock of `performance.now`; no case is begun after it. */
  readonly deadline?: number;
  /** Called now and then with the cases tried so far. */
  readonly progress?: (tried: number) => void;
}

/** Milliseconds between two words about progress. */
const PROGRESS_EVERY = 5000;

/** Tries a kind out on so many cases; the same seed draws the same cases. */
export function runKind(kind: FuzzKind, cases: number, seed: number, pace: FuzzPace = {}): FuzzReport {
  const draw = drawsFrom(seed);
  const shown: FuzzReport['shown'][number][] = [];
  const { deadline = Number.POSITIVE_INFINITY, progress } = pace;
  let [faulty, serial, told] = [0, 0, performance.now()];
  for (; serial < cases; serial++) {
    const now = performance.now();
    if (now > deadline) break;
    if (now > told + PROGRESS_EVERY) {
      told = now;
      progress?.(serial);
    }
    const { faults, input } = kind.next(draw, serial);
    if (faults.length === 0) continue;
    faulty++;
    if (shown.length < 3)
      shown.push({
        serial,
        faults: faults.slice(0, 5).map((fault) => fault.slice(0, 600)),
        input: input.slice(0, MOST_SHOWN),
      });
  }
  return { name: kind.name, cases: serial, faulty, shown };
}
