import type { NormalizedName } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { Advisory, AdvisoryDetails } from './advisory.ts';

/** What is known about one loaded source. */
export interface AdvisorySource {
  readonly name: string;
  /** Records that speak of a PyPI project. */
  readonly records: number;
  /** The newest `modified` of its records, RFC 3339; empty when it has none. */
  readonly newest: string;
  /** `sha256:hex` over the records as they were read. */
  readonly digest: string;
}

/** The advisories at hand, by project. */
export interface AdvisoryStore {
  readonly sources: readonly AdvisorySource[];
  readonly problems: readonly Problem[];
  /**
   * Every record that speaks of a project; the same list each time. Undefined when more was asked than
   * one run affords: then nothing can be told.
   */
  forProject(name: NormalizedName): readonly Advisory[] | undefined;
  /** What is printed of one of its records. */
  details(advisory: Advisory): AdvisoryDetails;
}
