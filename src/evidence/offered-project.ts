/** What an index says of a project that it offers, and since when it is known here. */
export interface OfferedProject {
  /** `active`, `archived`, `quarantined`, `deprecated`, or a later word. Source: PEP 792. */
  readonly status: string;
  /** Empty where none is given. */
  readonly statusReason: string;
  /** Epoch milliseconds: when its page was asked for here for the first time. */
  readonly firstSeen: number;
  /** Epoch milliseconds of its oldest file, as its index says; null where it does not say. */
  readonly since: number | null;
  /** Whether its index lists nothing of it any more. */
  readonly isTakenDown: boolean;
  /** Whether a file of it was ever served from here. */
  readonly isUsed: boolean;
}
