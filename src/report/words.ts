import type { ReportAdvisorySource, ReportComponent, ReportFinding } from '../contract/report.ts';
import { count } from './count.ts';

/** What is done with a component, in a word: a waived one is not a warning. */
export function verdictWord(component: ReportComponent, failures: readonly ReportFinding[]): string {
  const verdict = component.decision?.verdict ?? 'allow';
  if (verdict !== 'allow') return verdict === 'deny' ? 'denied' : 'held';
  return failures.length > 0 && failures.every(({ waived }) => waived !== undefined) ? 'waived' : 'warning';
}

/** By whom a finding is waived, why, until when; text from outside is as it came. */
export function waiverText({ waived }: ReportFinding): string | undefined {
  if (waived === undefined) return undefined;
  const { expires, owner, reason, tool, at } = waived;
  const by = owner === '' ? `a file of ${tool ?? 'another tool'} (${at?.path}:${at?.line})` : owner;
  return `waived${expires === '' ? '' : ` until ${expires}`} by ${by}: ${reason === '' ? 'no reason given' : reason}`;
}

const DAY_S = 86_400;

/** How fresh a source of advisories is, so that an old one is not taken for today's; text as it came. */
export function sourceText({ source, records, newest, age_s }: ReportAdvisorySource): string {
  const age = age_s === null ? '' : ` (${count(Math.floor(age_s / DAY_S), 'day')} old)`;
  return `${source}, ${count(records, 'record')}${newest === null ? ', of no known day' : `, newest of ${newest.slice(0, 10)}${age}`}`;
}
