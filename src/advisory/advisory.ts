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

/** One advisory record. */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string | null;
  readonly details: string;
  /** RFC 3339. */
  readonly modified: string;
  readonly severity: readonly SeverityVector[];
  readonly affected: readonly AffectedProject[];
  readonly references: readonly string[];
  /** The name of the source that it was loaded from. */
  readonly source: string;
}
