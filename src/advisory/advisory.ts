import type { NormalizedName } from '@rind/pypa';

/** One event of an OSV range. Source: OSV schema 1.7, `affected[].ranges[].events[]`. */
export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  /** A version as written; `"0"` in `introduced` is before every version. */
  readonly version: string;
}

/** One ECOSYSTEM (or SEMVER) range of an advisory. */
export interface AffectedRange {
  readonly events: readonly RangeEvent[];
  /** What `ranksOf` makes of the events, where a store kept it. */
  readonly ranks?: readonly number[];
}

/** What an advisory says of one project. */
export interface AffectedProject {
  readonly name: NormalizedName;
  readonly ranges: readonly AffectedRange[];
  /** Versions that the record lists by name, as written. */
  readonly versions: readonly string[];
}

/** What an advisory says of one source repository: commits instead of versions. */
export interface AffectedRepository {
  /** As `repositoryKey` writes it. */
  readonly repository: string;
  /** GIT ranges; what stands for `version` in their events is a commit, in lower case, or `"0"`. */
  readonly ranges: readonly AffectedRange[];
  /** Versions or tags that the record lists by name, as written. */
  readonly versions: readonly string[];
}

/** A severity as the record states it: OSV's `severity[]`. */
export interface SeverityVector {
  /** `CVSS_V2`, `CVSS_V3`, `CVSS_V4` or a producer's own. */
  readonly type: string;
  /** A CVSS vector, or a producer's own word. */
  readonly score: string;
}

/** What a record says of how bad the flaw is, for all that it affects or for one project of it. */
export interface StatedSeverity {
  /** Null for all that the record affects. */
  readonly project: NormalizedName | null;
  readonly vectors: readonly SeverityVector[];
  /** A word (LOW, MODERATE, HIGH, CRITICAL) of `ecosystem_specific` or `database_specific`; null when there is none. */
  readonly word: string | null;
}

/** What matching and deciding need of a record; the rest is {@link AdvisoryDetails}. */
export interface Advisory {
  readonly id: string;
  /** Other ids of the same flaw: OSV's `aliases`. */
  readonly aliases: readonly string[];
  /** Ids of the flaw that this one takes over from elsewhere: OSV's `upstream` (schema 1.7). */
  readonly upstream: readonly string[];
  /** RFC 3339; empty when the record does not say. */
  readonly modified: string;
  readonly affected: readonly AffectedProject[];
  /** Repositories that it speaks of without naming a project of an index: CPython's flaws come so. */
  readonly repositories: readonly AffectedRepository[];
  /** Hashes of malicious files that it lists, `sha256:hex`, sorted. */
  readonly hashes: readonly string[];
  /** The name of the source that it was loaded from. */
  readonly source: string;
}

/** What is printed of a record; loaded when it is. */
export interface AdvisoryDetails {
  readonly summary: string | null;
  readonly details: string;
  /** RFC 3339; empty when the record does not say. */
  readonly published: string;
  /** As stated, the record's own first; `severityOf` reads it. */
  readonly severities: readonly StatedSeverity[];
  readonly references: readonly string[];
}
