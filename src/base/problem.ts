import type { Location } from './location.ts';
import type { ProblemCode } from './problem-codes.ts';
import { redactUrl } from './secret.ts';

/**
 * An expected failure, as a value: what, where, why, what next.
 *
 * `message` is lower-case with literals in backticks and says what is wrong; `hint` says what to do
 * next. Text that came from outside stands in them as it came: whoever prints makes it safe for the
 * medium (`text/neutral`).
 */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly at?: Location;
  /** The line that `at` points to, drawn with its surroundings (`text/code-frame`); never part of a report. */
  readonly frame?: string;
  readonly hint?: string;
  /** What the hint says to add to a file, a line each, as it is to stand there. */
  readonly lines?: readonly string[];
  readonly cause?: string;
}

/** The parts of a problem beside its code and message. */
export type ProblemDetails = Omit<Problem, 'code' | 'message'>;

/** Builds a problem. Users and passwords of addresses are hidden in all of it: any text may hold one by mistake. */
export function problem(code: ProblemCode, message: string, details: ProblemDetails = {}): Problem {
  const { hint, lines, cause, ...others } = details;
  return {
    code,
    message: redactUrl(message),
    ...others,
    ...(hint === undefined ? {} : { hint: redactUrl(hint) }),
    ...(lines === undefined ? {} : { lines: lines.map(redactUrl) }),
    ...(cause === undefined ? {} : { cause: redactUrl(cause) }),
  };
}
