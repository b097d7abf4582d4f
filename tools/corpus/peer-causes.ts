/** One way in which a peer's answer about a file differs from Rind's. */
export interface Difference {
  /** The name of the project or hard case. */
  readonly question: string;
  readonly hard: boolean;
  readonly peer: string;
  readonly kind: 'misses' | 'adds' | 'fails';
  /** Name and version, or what a peer that fails says. */
  readonly release: string;
  /** How many flaws of it. */
  readonly count: number;
}

/** Why a peer differs, found by looking: at its code, or at what it says with its words turned up. */
interface Cause {
  readonly peer: string;
  /** Matches the question's name. */
  readonly question: RegExp;
  readonly kind: Difference['kind'];
  readonly why: string;
}

const CAUSES: readonly Cause[] = [];

/** The cause of a difference; undefined where nobody has looked yet. */
export function causeOf(difference: Difference): string | undefined {
  return CAUSES.find(
    ({ peer, question, kind }) =>
      peer === difference.peer && kind === difference.kind && question.test(difference.question),
  )?.why;
}
