import type { NormalizedName } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { Advisory, AdvisoryDetails } from './advisory.ts';

/** What is known about one loaded source. */
export interface AdvisorySource {
  readonly name: string;
  /** Records that speak of a PyPI project; of a feed, its rows. */
  readonly records: number;
  /** The newest `modified` of its records, RFC 3339; empty when it has none. */
  readonly newest: string;
  /** `sha256:hex` over the records as they were read. */
  readonly digest: string;
  /**
   * When it was last found to be all that its origin has, epoch milliseconds. Absent for a file or
   * folder: nobody knows how old that is but by its newest record.
   */
  readonly checked?: number;
}

/** How likely a flaw is to be exploited within 30 days. Source: FIRST, EPSS. */
export interface EpssScore {
  /** From 0 to 1. */
  readonly probability: number;
  /** The share of all flaws with this probability or a lower one, from 0 to 1. */
  readonly percentile: number;
}

/** A flaw that is exploited already. Source: CISA, Known Exploited Vulnerabilities. */
export interface KevEntry {
  /** The day that it was listed, as written: `2024-05-01`. */
  readonly added: string;
  /** The day until which agencies must have fixed it, as written; empty when it is not said. */
  readonly due: string;
  /** Whether ransomware is known to use it. */
  readonly ransomware: boolean;
}

/** The advisories at hand, by project. */
export interface AdvisoryStore {
  readonly sources: readonly AdvisorySource[];
  /** The feeds beside them that were synchronised: `epss`, `kev`. */
  readonly feeds: readonly AdvisorySource[];
  readonly problems: readonly Problem[];
  /**
   * Whether every source could be read to its end. Where one could not, that no record speaks of a release says
   * nothing. Single records that are damaged do not count: their own problems say so.
   */
  readonly complete: boolean;
  /**
   * Whether the sources speak of a release at all, so that their silence means that no flaw of it is known: one
   * of them speaks of all projects of PyPI, or was asked about this one.
   */
  covers(name: NormalizedName, version: string | null): boolean;
  /** Tells the store which projects it will be asked about: many at once take less time than one after the other. */
  expect(names: readonly NormalizedName[]): void;
  /** Begins to count anew what is looked at: what follows is asked by somebody else, or about something else. */
  again(): void;
  /**
   * Every record that speaks of a project; the same list each time. Undefined when more was asked than
   * one run affords: then nothing can be told.
   */
  forProject(name: NormalizedName): readonly Advisory[] | undefined;
  /** Every record that speaks of commits of a repository; the address as `repositoryKey` writes it counts. */
  forRepository(url: string): readonly Advisory[];
  /** Every record that lists a malicious file by its hash, `sha256:hex`, whatever project it speaks of. */
  forHash(hash: string): readonly Advisory[];
  /** Every record with this very id; several sources may have it. */
  byId(id: string): readonly Advisory[];
  /**
   * Every id of the flaw that an id names: whatever any record at hand connects with it by `aliases` or
   * `upstream`, over any number of records and whichever projects they speak of. Sorted, the id itself
   * included.
   */
  relatedIds(id: string): readonly string[];
  /** What is printed of one of its records. */
  details(advisory: Advisory): AdvisoryDetails;
  /** The score of a CVE id; undefined when the feed does not have it, or there is none. */
  epss(id: string): EpssScore | undefined;
  /** The entry of a CVE id; undefined when it is not listed, or there is no list. */
  kev(id: string): KevEntry | undefined;
  /** A number that grows whenever a sync changed a record of the project; 0 when none ever spoke of it. */
  epochOf(name: NormalizedName): number;
}
