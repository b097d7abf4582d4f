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
}

/** What an advisory says of one project. */
export interface AffectedProject {
  readonly name: NormalizedName;
  readonly ranges: readonly AffectedRange[];
  /** Versions that the record lists by name, as written. */
  readonly versions: readonly string[];
}

/** A severity as the record states it. */
export interface SeverityVector {
  readonly type: string;
  readonly score: string;
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
  /** The name of the source that it was loaded from. */
  readonly source: string;
}

/** What is printed of a record; loaded when it is. */
export interface AdvisoryDetails {
  readonly summary: string | null;
  readonly details: string;
  /** RFC 3339; empty when the record does not say. */
  readonly published: string;
  readonly severity: readonly SeverityVector[];
  /** The producer's own word (`database_specific.severity`: LOW, MODERATE, HIGH, CRITICAL); null when there is none. */
  readonly severityWord: string | null;
  readonly references: readonly string[];
}
