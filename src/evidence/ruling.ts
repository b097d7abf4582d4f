/** A person's standing word at a gateway: `rind deny|allow|hold SPEC`. It is made once and never edited. */
export interface Ruling {
  readonly id: string;
  readonly word: 'deny' | 'allow' | 'hold';
  /** What it is about, as written: `name`, `name>=1,<2`, `name-*` or `sha256:HEX`. */
  readonly spec: string;
  readonly reason: string;
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly made: number;
  /** Epoch milliseconds from which on it no longer holds; null for until it is removed. */
  readonly expires: number | null;
  /**
   * Lower-case hex of the files of an allowed release that were known when it was allowed: it is for these and for
   * none that appears later. Absent where the word is for whatever may come: a range, a whole project.
   */
  readonly seen?: readonly string[];
  /**
   * Ids of the rules and advisories whose findings an `allow` lifts: what somebody who released a hold had in front
   * of them. Absent for every rule whose findings a person's word can lift.
   */
  readonly lifts?: readonly string[];
}
