import type { Problem } from '../base/problem.ts';

/** Problems of one record, which leave the rest of its source whole. */
const OF_ONE_RECORD: ReadonlySet<string> = new Set<Problem['code']>(['advisory-damaged', 'advisory-range-damaged']);

/**
 * Whether a source with these problems was read to its end. A document that is no JSON, or a record that names no
 * project, is one record: were it enough to make nothing certain, one broken file of 25,000 would leave every
 * component of everybody undetermined. It is a problem all the same, and the exit code says so.
 */
export function isComplete(problems: readonly Problem[]): boolean {
  return problems.every(({ code }) => OF_ONE_RECORD.has(code));
}
