import type { ExitCode } from './exit.ts';

/**
 * The report that every format renders and that people script against: version 1 of the contract.
 * Extended freely, changed only with a new version. Order is by location, then name; the bytes are
 * equal for equal input, data and `--now`.
 */
export interface Report {
  readonly schema: 'rind.report/1';
  readonly tool: { readonly name: 'rind'; readonly version: string };
  readonly command: string;
  /** RFC 3339. */
  readonly now: string;
  readonly exit: ExitCode;
  readonly policy: {
    readonly digest: string;
    readonly sources: readonly { readonly origin: string; readonly digest: string }[];
  };
  readonly advisories: readonly ReportAdvisorySource[];
  readonly inputs: readonly { readonly path: string; readonly format: string; readonly sha256: string }[];
  readonly targets: readonly string[];
  readonly components: readonly ReportComponent[];
  readonly findings: readonly ReportFinding[];
  readonly not_run: readonly { readonly rule: string; readonly reason: string }[];
  readonly problems: readonly ReportProblem[];
  /** Everything that makes this answer milder than the rules alone: a level, a baseline, a file of ignores, the repository's own word. */
  readonly loosened?: readonly ReportLoosening[];
  /** The earlier report whose findings count as known, where one was given. */
  readonly baseline?: ReportBaseline;
  readonly summary: ReportSummary;
}

/** One thing that loosens the policy; waivers stand at the findings that they cover. */
export interface ReportLoosening {
  readonly kind: 'baseline' | 'level' | 'waiver' | 'ignore-file' | 'vex' | 'advisories' | 'index';
  /** The file or folder that says so. */
  readonly origin: string;
  /** The key that does it, dotted, where it is one of a configuration. */
  readonly key?: string;
  readonly message: string;
}

/** An earlier report that this one is compared with. */
export interface ReportBaseline {
  readonly path: string;
  readonly digest: string;
  /** The instant of the earlier report, RFC 3339. */
  readonly now: string;
  /** Its findings. */
  readonly findings: number;
  /** How many of them are found no more. */
  readonly gone: number;
}

/** One source of advisories and how fresh it is. */
export interface ReportAdvisorySource {
  readonly source: string;
  readonly records: number;
  /** RFC 3339; null when the source does not say. */
  readonly newest: string | null;
  /** Seconds from `newest` to the report's `now`; null when `newest` is. */
  readonly age_s: number | null;
  readonly digest: string;
}

/** A place in an input. */
export interface ReportLocation {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** One component with its answer. */
export interface ReportComponent {
  readonly id: string;
  readonly purl: string;
  /** Normal form (PEP 503). */
  readonly name: string;
  /** As PEP 440 normalises it; null when not pinned. */
  readonly version: string | null;
  readonly source: { readonly kind: string; readonly url?: string };
  readonly targets: readonly string[];
  readonly marker?: string;
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  readonly hashes: readonly string[];
  readonly locations: readonly ReportLocation[];
  /** Why it is undetermined. */
  readonly reasons: readonly string[];
  /** Ids of the components that it asks for, in scope or not; absent where its source does not say. */
  readonly dependencies?: readonly string[];
  /** The project itself asks for it. */
  readonly direct?: true;
  /** The newest release, where an index was asked (`--index`). */
  readonly latest?: {
    readonly version: string;
    /** Day of its first file, RFC 3339; null where the index does not say. */
    readonly released: string | null;
    /** Years that the release in use is behind, two decimals, 0 for the newest; null where a day is not known. */
    readonly libyears: number | null;
  };
  readonly answer?: Answer;
  readonly decision?: {
    readonly id: string;
    readonly verdict: 'allow' | 'hold' | 'deny';
    readonly valid_until: string | null;
  };
}

/** Never "none" when it is not known. */
export type Answer = 'affected' | 'not_affected' | 'undetermined';

/** One reason why a component is not simply in order. */
export interface ReportFinding {
  readonly fingerprint: string;
  readonly rule: string;
  /** Id of the component; null for a finding about the run, a project or a file of it. */
  readonly component: string | null;
  /** The place that it is about, where there is no component whose locations say it. */
  readonly at?: ReportLocation;
  /** Other components of the same name and version, from another source, that it is about too. */
  readonly also?: readonly string[];
  /** Names of the targets that it holds for; empty where none are declared. */
  readonly targets: readonly string[];
  /** Only development groups bring the component in. */
  readonly development?: true;
  /** What is taken for granted: "assumes that INDEX mirrors PyPI". */
  readonly assumes?: string;
  readonly level: 'off' | 'warn' | 'hold' | 'deny';
  readonly outcome: 'fail' | 'unknown';
  /** Ways by which the component comes in, shortest first; each from a direct dependency to it. */
  readonly chains: readonly (readonly string[])[];
  readonly advisory?: {
    readonly id: string;
    readonly aliases: readonly string[];
    /** Of the worst record; `unknown` where none says, which is a value of its own. */
    readonly severity?: Severity;
    /** The vector that `severity` rests on, with its score (0 to 10) and who says so. */
    readonly cvss?: {
      readonly version: string;
      readonly vector: string;
      readonly score: number;
      readonly source: string;
    };
    /** Probability of exploitation within 30 days, 0 to 1, where EPSS was synchronised. */
    readonly epss?: number;
    /** Whether CISA's catalogue lists it as exploited, where KEV was synchronised. */
    readonly kev?: boolean;
    readonly summary?: string;
    readonly references?: readonly string[];
    /** Where its sources disagree on what is affected or fixed: a sentence each. */
    readonly disagreements?: readonly string[];
    readonly fixed: readonly string[];
    readonly sources: readonly string[];
  };
  /** The baseline has it already: it is reported, and does not count. */
  readonly known?: true;
  /** Set when the team has decided to live with it: it is reported, and does not count. */
  readonly waived?: {
    /** Empty, as `owner` and `expires` may be, where an ignore file of another tool waives it. */
    readonly reason: string;
    readonly owner: string;
    readonly expires: string;
    /** Where the waiver stands. */
    readonly at?: ReportLocation;
    /** The other tool whose ignore file it stands in, or the format of the VEX document. */
    readonly tool?: string;
  };
  readonly message: string;
  readonly hint?: string;
}

/** How bad a flaw is: CVSS's ratings, and `unknown` for the many records that do not say. */
export type Severity = 'none' | 'low' | 'medium' | 'high' | 'critical' | 'unknown';

/** One thing that could not be done. */
export interface ReportProblem {
  readonly code: string;
  readonly message: string;
  readonly at?: ReportLocation;
  readonly hint?: string;
  /** What the hint says to add to a file, a line each. */
  readonly lines?: readonly string[];
}

/** Counts over components (first four) and findings. */
export interface ReportSummary {
  readonly components: number;
  readonly affected: number;
  readonly not_affected: number;
  readonly undetermined: number;
  readonly deny: number;
  readonly hold: number;
  readonly warn: number;
  readonly waived: number;
  /** Findings that the baseline has already; absent without one. */
  readonly known?: number;
  /** How far all components together are behind, where an index was asked. */
  readonly behind?: {
    readonly components: number;
    /** Two decimals; of those whose days are known. */
    readonly libyears: number;
  };
}

/** What `rind inventory` prints: the same components, undecided. */
export type InventoryReport = Omit<
  Report,
  'findings' | 'policy' | 'advisories' | 'not_run' | 'loosened' | 'baseline' | 'summary'
>;
