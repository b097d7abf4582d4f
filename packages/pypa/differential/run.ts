import { isDeepStrictEqual } from 'node:util';
import { EXCEPTIONS } from './exceptions.ts';
import type { DifferentialKind } from './kind.ts';
import type { Oracle } from './oracle.ts';
import { Random } from './random.ts';

const BATCH = 2000;
const SHOWN = 10;

/** What one run of a kind found. */
export interface DifferentialReport {
  readonly kind: string;
  readonly seed: number;
  readonly cases: number;
  readonly mismatches: number;
  /** The first ten, for people. */
  readonly shown: readonly { input: unknown; ours: unknown; theirs: unknown }[];
  /** How often each listed exception was met. */
  readonly exceptions: Readonly<Record<string, number>>;
}

function answer<Case>(kind: DifferentialKind<Case>, input: Case): unknown {
  try {
    return JSON.parse(JSON.stringify(kind.ours(input) ?? null));
  } catch (error) {
    return { threw: String(error) };
  }
}

/** Asks both sides `count` generated cases and compares the answers. */
export async function runKind<Case>(
  kind: DifferentialKind<Case>,
  oracle: Oracle,
  count: number,
  seed: number,
): Promise<DifferentialReport> {
  const random = new Random(seed);
  const shown: { input: unknown; ours: unknown; theirs: unknown }[] = [];
  const exceptions: Record<string, number> = {};
  let mismatches = 0;
  let asked = 0;
  let ahead: { cases: Case[]; theirs: Promise<unknown[]> } | undefined;
  const settle = async (batch: { cases: Case[]; theirs: Promise<unknown[]> }) => {
    const ours = batch.cases.map((input) => answer(kind, input));
    for (const [i, theirs] of (await batch.theirs).entries()) {
      if (isDeepStrictEqual(ours[i], theirs)) continue;
      const input = batch.cases[i] as Case;
      const exception = kind.exception?.(input, ours[i], theirs);
      if (exception !== undefined && exception in EXCEPTIONS) exceptions[exception] = (exceptions[exception] ?? 0) + 1;
      else if (++mismatches <= SHOWN) shown.push({ input, ours: ours[i], theirs });
    }
  };
  while (asked < count) {
    const cases = Array.from({ length: Math.min(BATCH, count - asked) }, () => kind.generate(random));
    asked += cases.length;
    const next = { cases, theirs: oracle.ask(kind.op, cases) };
    if (ahead) await settle(ahead);
    ahead = next;
  }
  if (ahead) await settle(ahead);
  return { kind: kind.name, seed, cases: asked, mismatches, shown, exceptions };
}
