import type { Location } from '../base/location.ts';

/** How a rule that fails is treated. */
export type Level = 'off' | 'warn' | 'hold' | 'deny';

/** All levels, the loosest first. */
export const LEVELS: readonly Level[] = ['off', 'warn', 'hold', 'deny'];

/** How a rule that cannot tell is treated. */
export type UnknownTreatment = 'report' | 'hold' | 'deny';

/** How bad a flaw is: CVSS's ratings, and `unknown` for the many records that do not say. */
export type Severity = 'none' | 'low' | 'medium' | 'high' | 'critical' | 'unknown';

/** What ties a failure to one advisory. */
export interface AdvisoryReference {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly fixed: readonly string[];
  readonly sources: readonly string[];
  readonly severity?: Severity;
  readonly cvss?: {
    readonly version: string;
    readonly vector: string;
    readonly score: number;
    readonly source: string;
  };
  readonly epss?: number;
  readonly kev?: boolean;
  readonly summary?: string;
  readonly references?: readonly string[];
  readonly disagreements?: readonly string[];
}

/** What a failure or an unknown may say beside its message. */
interface OutcomeDetails {
  readonly message: string;
  readonly hint?: string;
  /** What is taken for granted: "assumes that INDEX mirrors PyPI". */
  readonly assumes?: string;
  /** Epoch milliseconds from which on the outcome may be another, time alone having passed. */
  readonly until?: number;
  /** The place that it is about, where the subject's own places do not say it. */
  readonly at?: Location;
  /** What tells it from the rule's other outcomes on this subject, for its fingerprint; the message when absent. */
  readonly key?: string;
}

/**
 * What a rule says of a subject. `unknown` ran and cannot tell; `not-run` had no evidence configured.
 * Neither is ever shown or counted as `pass`.
 */
export type Outcome =
  | { readonly outcome: 'pass'; readonly until?: number }
  | ({
      readonly outcome: 'fail';
      readonly advisory?: AdvisoryReference;
      /** Counts as this level where the policy's own for the rule is stricter: it can only be lowered. */
      readonly level?: Level;
      /** How much of the project it is about, where it is more or less than what the rule's failures mostly are. */
      readonly scope?: 'version' | 'project';
    } & OutcomeDetails)
  | ({ readonly outcome: 'unknown'; readonly reason: string } & OutcomeDetails)
  | { readonly outcome: 'not-run'; readonly reason: string };
