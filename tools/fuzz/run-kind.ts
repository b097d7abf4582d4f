import { drawsFrom } from '../testing/advisory-shapes.ts';
import type { FuzzKind } from './kind.ts';

/** What a run found. */
export interface FuzzReport {
  readonly name: string;
  readonly cases: number;
  /** Cases with a fault. */
  readonly faulty: number;
  /** The first of them, with what they were. */
  readonly shown: readonly { readonly serial: number; readonly faults: readonly string[]; readonly input: string }[];
}

/** Characters of an input that are shown. */
const MOST_SHOWN = 4000;

/** Tries a kind out on so many cases; the same seed draws the same cases. */
export function runKind(kind: FuzzKind, cases: number, seed: number): FuzzReport {
  const draw = drawsFrom(seed);
  const shown: FuzzReport['shown'][number][] = [];
  let faulty = 0;
  for (let serial = 0; serial < cases; serial++) {
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
  return { name: kind.name, cases, faulty, shown };
}
