import type { Random } from './random.ts';

/**
 * One differential kind: makes cases, answers them with our code, and names the oracle's operation
 * that answers the same. Both answers are plain JSON and must be deeply equal.
 */
export interface DifferentialKind<Case = unknown> {
  /** Unique; also the value of `--kind`. */
  readonly name: string;
  /** The operation in `oracle/*.py` (`OPS` entry) that answers a case. */
  readonly op: string;
  /** Cases in a full `npm run fuzz`. */
  readonly full: number;
  /** Cases in `npm test`; default 20,000. */
  readonly quick?: number;
  generate(random: Random): Case;
  ours(input: Case): unknown;
  /** Differences on purpose: the id of a listed exception (see `exceptions.ts`), or undefined. */
  exception?(input: Case, ours: unknown, theirs: unknown): string | undefined;
}
