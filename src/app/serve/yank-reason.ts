import { neutralize } from '../../base/text/neutral.ts';
import type { Denial } from './answers.ts';

/** The longest reason that a page gives. Clients print it on one line. */
const MOST_REASON = 300;

/** Why a version is denied or held, as the reason of a yank: the rule, the summary, where to read more. */
export function yankReason(denial: Denial): string {
  const tail = ` (/why/${denial.id})`;
  const verdict = denial.verdict === 'hold' ? 'held' : 'denied';
  const head = neutralize(`${verdict} by ${denial.rule}: ${denial.summary}`);
  return head.length + tail.length <= MOST_REASON
    ? head + tail
    : `${head.slice(0, MOST_REASON - tail.length - 1)}…${tail}`;
}
