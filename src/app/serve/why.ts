import type { Absent, Forbidden, Later } from './answers.ts';
import type { Asker } from './ask.ts';

/** One thing that a decision rests on. */
export interface WhyEvidence {
  /** The kind of evidence: `advisories`, `upload-time`, `inspection`. */
  readonly kind: string;
  /** What it says, on one line. Parts may come from attackers. */
  readonly value: string;
  /** Who says so. */
  readonly source: string;
  /** Epoch milliseconds at which it was seen. */
  readonly observedAt?: number;
  /** Where it can be read; shown as a link only if it is http or https. */
  readonly link?: string;
}

/** What one rule had to say. */
export interface WhyReason {
  readonly rule: string;
  readonly outcome: 'pass' | 'fail' | 'unknown' | 'not-run';
  readonly level: 'off' | 'warn' | 'hold' | 'deny';
  readonly message: string;
  readonly hint?: string;
  /** Who waived it, with the reason, where somebody did. */
  readonly waived?: string;
}

/** A denial or a hold, explained to the person in front of it: `/why/ID`. */
export interface WhyAnswer {
  readonly answer: 'why';
  readonly id: string;
  readonly verdict: 'allow' | 'hold' | 'deny';
  /** What was asked for. */
  readonly subject: {
    readonly project: string;
    readonly version?: string;
    readonly filename?: string;
    readonly sha256?: string;
  };
  /** The view through which it was asked for; empty for the one at `/simple/`. */
  readonly view: string;
  /** The rule that weighs most, and what it is for. */
  readonly rule: { readonly id: string; readonly title: string; readonly what: string };
  /** One line: what, why, what next. */
  readonly summary: string;
  readonly reasons: readonly WhyReason[];
  readonly evidence: readonly WhyEvidence[];
  /** Epoch milliseconds at which it was decided. */
  readonly decidedAt: number;
  /** Epoch milliseconds at which time alone ends it. */
  readonly until?: number;
  /** The nearest version that is allowed. */
  readonly nearest?: string;
  /** Ids of the rules and advisories that it rests on: what a release of a hold lifts. */
  readonly found?: readonly string[];
  /** Who can release it, and how: one line each, commands in backticks. */
  readonly release: readonly string[];
  /** Whether the decision still stands; false when it was made anew since. */
  readonly current: boolean;
  /** Hex digest of the policy that it was decided under. */
  readonly policy: string;
}

/** Explains decisions to whoever may read what they are about: to anybody else they are absent. */
export interface Explainer {
  why(id: string, asker: Asker): Promise<WhyAnswer | Later | Absent | Forbidden>;
}
