import { DAY, parseInstant } from '../base/instant.ts';
import type { ReportAdvisorySource } from '../contract/report.ts';
import type { Waiver } from '../policy/waiver.ts';

/** What of a report can change while nothing but time passes. */
export interface Passing {
  /** When the first of its decisions may be another, epoch milliseconds; infinite for never. */
  readonly decided: number;
  /** Those of the policy, whether they covered anything or not: of idle ones, too, it is said why. */
  readonly waivers: readonly Waiver[];
  readonly sources: readonly Pick<ReportAdvisorySource, 'newest'>[];
}

/**
 * The earliest instant at which a report of the same inputs may be another: a decision ends, a waiver expires, or
 * the age of a source in whole days, which reports show, is one more. Epoch milliseconds; infinite for never.
 */
export function validUntil({ decided, waivers, sources }: Passing, now: number): number {
  let until = decided;
  for (const { expires } of waivers) if (expires > now) until = Math.min(until, expires);
  for (const { newest } of sources) until = Math.min(until, nextDayOf(newest, now));
  return until;
}

/** When an age in whole days is another; one that lies ahead counts as none. */
function nextDayOf(newest: string | null, now: number): number {
  const then = parseInstant(newest ?? '');
  if (!then.ok) return Number.POSITIVE_INFINITY;
  const days = Math.max(0, Math.floor((now - then.value) / DAY));
  return then.value + (days + 1) * DAY;
}
