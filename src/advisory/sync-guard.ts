import { parseInstant } from '../base/instant.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { SourceState } from './source-state.sql.ts';

/** Of all records, so many may be damaged. */
const MOST_DAMAGED = 0.01;
/** Of the records before, so many may be gone. */
const MOST_GONE = 0.05;

/**
 * Why what a source has now is not taken over unless somebody insists: more than 1 % of it is damaged, it
 * has more than 5 % fewer records than before, or its newest record is older than the one before. Undefined
 * when nothing speaks against it.
 */
export function refusal(before: SourceState | undefined, after: SourceState): Problem | undefined {
  const reasons: string[] = [];
  if (after.damaged > after.total * MOST_DAMAGED)
    reasons.push(`${after.damaged} of ${after.total} records are damaged, which is more than 1 %`);
  if (before !== undefined && after.records < before.records * (1 - MOST_GONE))
    reasons.push(`it has ${after.records} records where it had ${before.records}, more than 5 % fewer`);
  const [then, now] = [parseInstant(before?.newest ?? ''), parseInstant(after.newest)];
  if (then.ok && (!now.ok || now.value < then.value))
    reasons.push(`its newest record is of ${after.newest || 'no known day'}, and was of ${before?.newest}`);
  if (reasons.length === 0) return undefined;
  const [first] = after.problems;
  return problem('sync-refused', `\`${after.name}\` is not taken over: ${reasons.join('; ')}`, {
    hint: 'look at the source; if it is right, run the same with `--force`',
    ...(first === undefined ? {} : { cause: first.message }),
  });
}
