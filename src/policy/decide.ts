import { hash } from 'node:crypto';
import type { Evidence } from '../evidence/evidence.ts';
import type { Subject, SubjectLevel } from '../evidence/subject.ts';
import { coveringAllowance } from './allowance.ts';
import { LEVELS, type Level, type Outcome, type UnknownTreatment } from './outcome.ts';
import type { Policy, RuleSetting } from './policy.ts';
import type { Exposure, Rule, RuleContext } from './rule.ts';
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
  /** Whether the rule is one that answers "is it affected?". */
  readonly answers?: true;
}

/** Where a subject is used, as far as a decision depends on it. */
export interface Circumstances {
  /** The greatest exposure of the targets that it is used on. */
  readonly exposure?: Exposure;
  /** Names of the targets that the decision is for; empty or absent where none is declared. */
  readonly targets?: readonly string[];
  /**
   * Set where something is let through by the decision, and not only told of (ADR 27). A rule that failed then counts as
   * `hold` at least, whatever the policy says of what it cannot tell: one that threw, and one that cannot tell because
   * evidence that it needs could not be collected. And one that is to say whether something is affected, and has nothing
   * to say it by, cannot tell, where the policy holds or denies that.
   */
  readonly failsClosed?: true;
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
 * every door. Pure. A rule that throws is `unknown`, treated as the policy says, or more strictly
 * (`Circumstances.failsClosed`).
 */
export function decide(
  subject: Subject,
  evidence: Evidence,
  policy: Policy,
  rules: readonly Rule[],
  now: number,
  circumstances: Circumstances = {},
): Decision {
  const reasons: Reason[] = [];
  let validUntil = Number.POSITIVE_INFINITY;
  let verdict: Verdict = 'allow';
  for (const asked of askedOf(subject.level, policy, rules, now, circumstances.exposure)) {
    const { rule, setting } = asked;
    for (const given of outcomesOf(asked, subject, evidence)) {
      const outcome = (circumstances.failsClosed === true ? missed(given, rule, setting) : undefined) ?? given;
      if (outcome.outcome === 'not-run') {
        reasons.push(notRun(rule, setting, outcome));
        continue;
      }
      if (outcome.until !== undefined && outcome.until > now) validUntil = Math.min(validUntil, outcome.until);
      if (outcome.outcome === 'pass') continue;
      const waiver =
        setting.waivers === 'allow'
          ? liftedBy(outcome, policy, rule, subject, evidence, now, circumstances)
          : undefined;
      if (waiver !== undefined) validUntil = Math.min(validUntil, waiver.expires);
      const isHeld = circumstances.failsClosed === true && isFailed(outcome, rule, evidence);
      const level = isHeld ? atLeastHold(levelOf(outcome, setting)) : levelOf(outcome, setting);
      reasons.push(reasonOf(rule, level, outcome, waiver));
      const next = waiver === undefined ? verdictOf(outcome, level) : 'allow';
      if (STRICTNESS[next] > STRICTNESS[verdict]) verdict = next;
    }
  }
  const end = Number.isFinite(validUntil) ? validUntil : null;
  return new Decided(subject, verdict, reasons, end, policy, newestEvidence(evidence));
}

/** A rule that judges subjects of a level, and what it is told beside each of them. */
interface Asked {
  readonly rule: Rule;
  readonly setting: RuleSetting;
  readonly context: RuleContext;
}

/** What one run asks: the same of tens of thousands of subjects. */
interface Questions {
  readonly now: number;
  readonly exposure: Exposure | undefined;
  readonly byLevel: Map<SubjectLevel, readonly Asked[]>;
}

/** A gateway asks by the rules of three levels in turn. */
const questions = new WeakMap<Policy, WeakMap<readonly Rule[], Questions>>();

function askedOf(
  level: SubjectLevel,
  policy: Policy,
  rules: readonly Rule[],
  now: number,
  exposure: Exposure | undefined,
): readonly Asked[] {
  const byRules = questions.get(policy) ?? new WeakMap<readonly Rule[], Questions>();
  questions.set(policy, byRules);
  let known = byRules.get(rules);
  if (known === undefined || known.now !== now || known.exposure !== exposure) {
    known = { now, exposure, byLevel: new Map() };
    byRules.set(rules, known);
  }
  let asked = known.byLevel.get(level);
  if (asked === undefined) {
    asked = rules.flatMap((rule): Asked[] => {
      const setting = policy.rules.get(rule.id);
      if (setting === undefined || !rule.levels.includes(level)) return [];
      // Whoever asks whether something is affected must not take a rule that is off for a pass; others say nothing.
      if (setting.level === 'off' && rule.answers === undefined) return [];
      const context = { parameters: setting.parameters, now, ...(exposure === undefined ? {} : { exposure }) };
      return [{ rule, setting, context }];
    });
    known.byLevel.set(level, asked);
  }
  return asked;
}

function reasonOf({ id, answers }: Rule, level: Level, outcome: Outcome, waiver: Waiver | undefined): Reason {
  return {
    rule: id,
    level,
    outcome,
    ...(waiver === undefined ? {} : { waiver }),
    ...(answers === undefined ? {} : { answers: true as const }),
  };
}

/** A class, for the runtime keeps an object literal that has a getter in several times the memory. */
class Decided implements Decision {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly validUntil: number | null;
  readonly #subject: Subject;
  readonly #policy: Policy;
  readonly #evidence: string;
  #id: string | undefined;

  constructor(
    subject: Subject,
    verdict: Verdict,
    reasons: readonly Reason[],
    validUntil: number | null,
    policy: Policy,
    evidence: string,
  ) {
    this.verdict = verdict;
    this.reasons = reasons;
    this.validUntil = validUntil;
    this.#subject = subject;
    this.#policy = policy;
    this.#evidence = evidence;
  }

  get basis(): Basis {
    return { policy: this.#policy.digest, evidence: this.#evidence };
  }

  /** Made when it is asked for: the digest costs as much as the judgement, and only some reports show it. */
  get id(): string {
    this.#id ??= hash('sha256', JSON.stringify([this.#subject, this.verdict, this.reasons, this.basis])).slice(0, 16);
    return this.#id;
  }
}

const NOT_RUN = new WeakMap<RuleSetting, Reason>();

/** A rule that was not run says the same of tens of thousands of subjects, and reports keep it of each: one object. */
function notRun(rule: Rule, setting: RuleSetting, outcome: Outcome & { readonly outcome: 'not-run' }): Reason {
  const known = NOT_RUN.get(setting);
  const isSame =
    known?.outcome.outcome === 'not-run' && known.outcome.reason === outcome.reason && known.rule === rule.id;
  if (isSame) return known;
  const reason = reasonOf(rule, levelOf(outcome, setting), outcome, undefined);
  NOT_RUN.set(setting, reason);
  return reason;
}

/** What a rule that is off would have found is not known. */
const TURNED_OFF: readonly Outcome[] = [{ outcome: 'not-run', reason: 'the policy turns it off' }];

function outcomesOf({ rule, setting, context }: Asked, subject: Subject, evidence: Evidence): readonly Outcome[] {
  if (setting.level === 'off') return TURNED_OFF;
  try {
    return rule.judge(subject, evidence, context);
  } catch (error) {
    return [{ outcome: 'unknown', reason: FAILED, message: `rule \`${rule.id}\` failed: ${String(error)}` }];
  }
}

/** The reason of a rule that threw. */
const FAILED = 'rule-failed';

/** Whether a rule cannot tell because something of ours went wrong, and not because nobody knows. */
function isFailed(outcome: Outcome, { needs }: Rule, evidence: Evidence): boolean {
  if (outcome.outcome !== 'unknown') return false;
  return outcome.reason === FAILED || needs.some((name) => hasFailed(evidence[name]));
}

function hasFailed(gathered: Evidence[keyof Evidence]): boolean {
  return gathered?.state === 'unknown' && gathered.failed === true;
}

function atLeastHold(level: Level): Level {
  return level === 'deny' ? 'deny' : 'hold';
}

/** What a rule was not run for, where the policy holds or denies what it cannot tell; undefined where it moves nothing. */
function missed(outcome: Outcome, { answers, id }: Rule, { level, unknown }: RuleSetting): Outcome | undefined {
  if (outcome.outcome !== 'not-run' || answers === undefined || level === 'off' || unknown === 'report')
    return undefined;
  return { outcome: 'unknown', reason: 'not-run', message: `rule \`${id}\` cannot tell: ${outcome.reason}` };
}

/** What covers an outcome: a waiver of the policy a failure, a person's `allow` also what cannot be told. */
function liftedBy(
  outcome: Outcome,
  { waivers }: Policy,
  rule: Rule,
  subject: Subject,
  { rulings }: Evidence,
  now: number,
  { targets = [] }: Circumstances,
): Waiver | undefined {
  if (outcome.outcome !== 'fail' && outcome.outcome !== 'unknown') return undefined;
  const advisory = outcome.outcome === 'fail' ? outcome.advisory : undefined;
  const waiver =
    outcome.outcome === 'fail' ? coveringWaiver(waivers, subject, rule, advisory, now, targets) : undefined;
  if (waiver !== undefined || rulings?.state !== 'present') return waiver;
  return coveringAllowance(rulings.value, subject, rule, advisory, now);
}

/** The policy's level for the rule; a single outcome may count less, never more. */
function levelOf(outcome: Outcome, { level, unknown }: RuleSetting): Level {
  if (outcome.outcome === 'unknown') return UNKNOWN_LEVEL[unknown];
  if (outcome.outcome !== 'fail' || outcome.level === undefined) return level;
  return LEVELS.indexOf(outcome.level) < LEVELS.indexOf(level) ? outcome.level : level;
}

function verdictOf(outcome: Outcome, level: Level): Verdict {
  const counts = outcome.outcome === 'fail' || outcome.outcome === 'unknown';
  return counts && (level === 'deny' || level === 'hold') ? level : 'allow';
}

function newestEvidence(evidence: Evidence): string {
  let newest = '';
  for (const gathered of Object.values(evidence)) {
    if (gathered.state === 'present' && gathered.observedAt > newest) newest = gathered.observedAt;
  }
  return newest;
}
