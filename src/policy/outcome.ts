/** How a rule that fails is treated. */
export type Level = 'off' | 'warn' | 'hold' | 'deny';

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

/**
 * What a rule says of a subject. `unknown` ran and cannot tell; `not-run` had no evidence configured.
 * Neither is ever shown or counted as `pass`.
 */
export type Outcome =
  | { readonly outcome: 'pass' }
  | {
      readonly outcome: 'fail';
      readonly message: string;
      readonly hint?: string;
      readonly advisory?: AdvisoryReference;
    }
  | { readonly outcome: 'unknown'; readonly reason: string; readonly message: string; readonly hint?: string }
  | { readonly outcome: 'not-run'; readonly reason: string };
