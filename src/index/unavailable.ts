import type { Problem } from '../base/problem.ts';

/**
 * Why an index, or a file of it, could not be had. `timeout`, `5xx`, `tls` and `unreachable` (nobody answers) say
 * nothing of the project: what was known may stand in. `busy` it wants to be asked later; `forbidden` our credentials
 * do not do; `refused` the address is not to be asked; `damaged` and `too-large` what came cannot be used;
 * `unexpected` any other answer.
 */
export type UnavailableReason =
  | 'timeout'
  | '5xx'
  | 'tls'
  | 'unreachable'
  | 'busy'
  | 'forbidden'
  | 'refused'
  | 'damaged'
  | 'too-large'
  | 'unexpected';

/** It could not be had. That is no evidence that there is none. */
export interface Unavailable {
  readonly state: 'unavailable';
  readonly reason: UnavailableReason;
  readonly problem: Problem;
  /** What it answered, where it did. */
  readonly status?: number;
  /** Milliseconds that the index wants to be left alone. */
  readonly retryAfterMs?: number;
}

/** There is none: the index says so. */
export interface Absent {
  readonly state: 'absent';
  readonly status: 404 | 410;
}

const STALE_WILL_DO: ReadonlySet<UnavailableReason> = new Set(['timeout', '5xx', 'tls', 'unreachable']);

/** Whether what was known before may stand in: only where the index itself said nothing. */
export function allowsStale(reason: UnavailableReason): boolean {
  return STALE_WILL_DO.has(reason);
}
