import { createHash } from 'node:crypto';
import type { Evidence } from '../evidence/evidence.ts';
import type { Subject } from '../evidence/subject.ts';
import type { Level, Outcome, UnknownTreatment } from './outcome.ts';
import type { Policy, RuleSetting } from './policy.ts';
import type { Rule } from './rule.ts';
import { coveringWaiver, type Waiver } from './waiver.ts';

/** What is done with a subject. */
export type Verdict = 'allow' | 'hold' | 'deny';

/** One outcome that is not a pass, with how the policy treats it. */
export interface Reason {
  readonly rule: string;
  readonly level: Level;
  readonly outcome: Outcome;
  /** Set when a waiver covers the failure: it is reported, and does not count. */
  readonly waiver?: Waiver;
}

/** What a decision rests on: when one of these changes, the decision is made again. */
export interface Basis {
  readonly policy: string;
  /** The newest instant that any evidence speaks for; empty when none says. */
  readonly evidence: string;
}

/** The answer of {@link decide}. */
export interface Decision {
  /** Derived from subject, reasons and basis: equal decisions have equal ids. */
  readonly id: string;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly basis: Basis;
  /** The earliest instant (epoch milliseconds) at which time alone could change it; null for never. */
  readonly validUntil: number | null;
}

/** How a rule that cannot tell counts, in the words of levels. */
const UNKNOWN_LEVEL: Readonly<Record<UnknownTreatment, Level>> = { report: 'warn', hold: 'hold', deny: 'deny' };

const STRICTNESS: Readonly<Record<Verdict, number>> = { allow: 0, hold: 1, deny: 2 };

/**
 * Judges a subject by a policy on the evidence gathered: the one place where a verdict is made, for
 * every door. Pure. A rule that throws is `unknown`, treated as the policy says.
 */
export function decide(
  subject: Subject,
  evidence: Evidence,
  policy: Policy,
  rules: readonly Rule[],
  now: number,
): Decision {
  const reasons: Reason[] = [];
  let verdict: Verdict = 'allow';
  for (const rule of rules) {
    const setting = policy.rules.get(rule.id);
    if (setting === undefined || !rule.levels.includes(subject.level)) continue;
    const outcomes = setting.level === 'off' ? [TURNED_OFF] : judged(rule, subject, evidence);
    for (const outcome of outcomes) {
      if (outcome.outcome === 'pass') continue;
      const waiver =
        outcome.outcome === 'fail' && outcome.advisory !== undefined
          ? coveringWaiver(policy.waivers, subject, outcome.advisory, now)
          : undefined;
      const level = outcome.outcome === 'unknown' ? UNKNOWN_LEVEL[setting.unknown] : setting.level;
      reasons.push({ rule: rule.id, level, outcome, ...(waiver === undefined ? {} : { waiver }) });
      const next = waiver === undefined ? verdictOf(outcome, setting) : 'allow';
      if (STRICTNESS[next] > STRICTNESS[verdict]) verdict = next;
    }
  }
  const basis = { policy: policy.digest, evidence: newestEvidence(evidence) };
  const expiries = reasons.flatMap(({ waiver }) => (waiver === undefined ? [] : [waiver.expires]));
  const validUntil = expiries.length === 0 ? null : expiries.reduce((earliest, next) => Math.min(earliest, next));
  const id = createHash('sha256')
    .update(JSON.stringify([subject, verdict, reasons, basis]))
    .digest('hex')
    .slice(0, 16);
  return { id, verdict, reasons, basis, validUntil };
}

/** What a rule that is off would have found is not known: whoever asks must not take that for a pass. */
const TURNED_OFF: Outcome = { outcome: 'not-run', reason: 'the policy turns it off' };

function judged(rule: Rule, subject: Subject, evidence: Evidence): readonly Outcome[] {
  try {
    return rule.judge(subject, evidence);
  } catch (error) {
    return [{ outcome: 'unknown', reason: 'rule-failed', message: `rule \`${rule.id}\` failed: ${String(error)}` }];
  }
}

function verdictOf(outcome: Outcome, { level, unknown }: RuleSetting): Verdict {
  switch (outcome.outcome) {
    case 'fail':
      return level === 'deny' || level === 'hold' ? level : 'allow';
    case 'unknown':
      return unknown === 'report' ? 'allow' : unknown;
    case 'pass':
    case 'not-run':
      return 'allow';
  }
}

function newestEvidence(evidence: Evidence): string {
  let newest = '';
  for (const gathered of Object.values(evidence)) {
    if (gathered.state === 'present' && gathered.observedAt > newest) newest = gathered.observedAt;
  }
  return newest;
}
