import { formatInstant } from '../base/instant.ts';
import type { Decision, Reason } from './decide.ts';
import type { DenialScope, Presentation, Rule, RuleDenial } from './rule.ts';

/** Why a file is refused, for whoever asked for it: the reason that weighs most. */
export interface DenialReason {
  readonly verdict: 'hold' | 'deny';
  readonly rule: string;
  readonly presentation: Presentation;
  readonly scope: DenialScope;
  /**
   * One line of at most 400 characters: what, why, what next. Parts of it are an attacker's words: every door makes
   * it safe for its medium.
   */
  readonly summary: string;
  /** Epoch milliseconds at which time alone ends it; absent where it does not. */
  readonly until?: number;
}

const ORDINARY: RuleDenial = { presentation: 'yank', scope: 'version', gravity: 'doubt' };

const GRAVITIES: readonly RuleDenial['gravity'][] = ['choice', 'doubt', 'danger'];

/** Undefined for what is allowed. Pure. */
export function denialOf(
  { verdict, reasons }: Pick<Decision, 'verdict' | 'reasons'>,
  rules: readonly Rule[],
): DenialReason | undefined {
  if (verdict === 'allow') return undefined;
  const counting = countingReasons({ reasons });
  const [first] = counting.toSorted((a, b) => weightOf(b, rules) - weightOf(a, rules));
  if (first === undefined || (first.outcome.outcome !== 'fail' && first.outcome.outcome !== 'unknown'))
    throw new Error(`a verdict of \`${verdict}\` has no reason`);
  const { presentation, scope } = denialRule(first, rules);
  const until = endOf(counting);
  return {
    verdict,
    rule: first.rule,
    presentation,
    scope,
    summary: summaryOf(first, counting.length - 1, until),
    ...(until === undefined ? {} : { until }),
  };
}

/** Ids of the rules and advisories for which a verdict is what it is: what somebody who releases it has in front of them. Pure. */
export function findingsOf({ reasons }: Pick<Decision, 'reasons'>): readonly string[] {
  const ids = countingReasons({ reasons }).map(({ rule, outcome }) => {
    return outcome.outcome === 'fail' && outcome.advisory !== undefined ? outcome.advisory.id : rule;
  });
  return [...new Set(ids)].sort();
}

/** The reasons for which a verdict is stricter than `allow`. Pure. */
export function countingReasons({ reasons }: Pick<Decision, 'reasons'>): readonly Reason[] {
  return reasons.filter(counts);
}

/** Whether a reason makes a verdict stricter than `allow`. */
function counts({ level, outcome, waiver }: Reason): boolean {
  const isFinding = outcome.outcome === 'fail' || outcome.outcome === 'unknown';
  return isFinding && waiver === undefined && (level === 'deny' || level === 'hold');
}

/** A denial outweighs a hold, danger doubt and doubt choice, what is known what is not, what lasts what ends. */
function weightOf(reason: Reason, rules: readonly Rule[]): number {
  const { level, outcome } = reason;
  const ends = outcome.outcome !== 'not-run' && outcome.until !== undefined;
  return (
    (level === 'deny' ? 100 : 0) +
    10 * GRAVITIES.indexOf(denialRule(reason, rules).gravity) +
    (outcome.outcome === 'fail' ? 2 : 0) +
    (ends ? 0 : 1)
  );
}

function denialRule({ rule: id, outcome }: Reason, rules: readonly Rule[]): RuleDenial {
  const { presentation: usual, scope, gravity } = rules.find((rule) => rule.id === id)?.denial ?? ORDINARY;
  // That another file takes its place is not known where a rule cannot tell: nothing might be left, and no reason heard.
  const presentation = usual === 'omit' && outcome.outcome === 'unknown' ? 'yank' : usual;
  const actual = outcome.outcome === 'fail' ? (outcome.scope ?? scope) : scope;
  // A project of which every version is yanked would look as if there were none: the reason would not be heard.
  if (actual === 'project' && presentation === 'yank') return { presentation: 'list', scope: actual, gravity };
  if (actual === 'version' && presentation === 'list') return { presentation: 'yank', scope: actual, gravity };
  return { presentation, scope: actual, gravity };
}

/** Time alone ends it where time ends every reason of it. */
function endOf(counting: readonly Reason[]): number | undefined {
  let end = 0;
  for (const { outcome } of counting) {
    if (outcome.outcome === 'not-run' || outcome.until === undefined) return undefined;
    end = Math.max(end, outcome.until);
  }
  return end;
}

const LONGEST_MESSAGE = 220;
const LONGEST_HINT = 100;

function summaryOf({ outcome }: Reason, others: number, until: number | undefined): string {
  if (outcome.outcome !== 'fail' && outcome.outcome !== 'unknown') return '';
  const named = outcome.outcome === 'fail' && outcome.advisory !== undefined ? `${outcome.advisory.id}: ` : '';
  const parts = [
    cut(`${named}${outcome.message}`, LONGEST_MESSAGE),
    ...(outcome.hint === undefined ? [] : [cut(outcome.hint, LONGEST_HINT)]),
    ...(until === undefined ? [] : [`it ends on ${formatInstant(until)}`]),
    ...(others === 0 ? [] : [`and ${others} more ${others === 1 ? 'reason' : 'reasons'}`]),
  ];
  // A sentence that goes on does not end there.
  return parts.map((part, i) => (i < parts.length - 1 ? part.replace(/(?<=[^.])\.$/, '') : part)).join('; ');
}

/** One line of it, cut at a length, and there between two words where one ends not far before. */
function cut(text: string, most: number): string {
  const line = text
    .slice(0, 4 * most)
    .replace(/[\s\u0085\u2028\u2029]+/g, ' ')
    .trim();
  if (line.length <= most) return line;
  const kept = line.slice(0, most - 2);
  const end = kept.lastIndexOf(' ');
  return `${(end > most / 2 ? kept.slice(0, end) : kept).trimEnd()} …`;
}
