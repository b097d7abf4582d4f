import type { Lasting } from '../compose/lasting-run.ts';

/** What an audit said, and what makes it hold. */
export interface Answer extends Lasting {
  readonly out: string;
  readonly err: string;
}

/**
 * The answer of this run, where it may be said again. The start of the shipped program (entry.cjs) keeps it
 * (docs/adr/0019).
 */
export const answer: { value?: Answer } = {};
