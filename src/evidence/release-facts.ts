/** What an index says of a release and of its project. Source: PEP 592, PEP 700, PEP 792. */
export interface ReleaseFacts {
  /** Whether every file of it is yanked; the reason where one is given. */
  readonly yanked: boolean;
  readonly yankedReason?: string;
  /** `active`, `archived`, `quarantined`, `deprecated`, or a later word. */
  readonly status: string;
  readonly statusReason?: string;
  /** Epoch milliseconds of the youngest file's upload; null where the index does not say. */
  readonly uploadedAt: number | null;
}
