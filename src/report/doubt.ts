import type { ReportComponent, ReportFinding } from '../contract/report.ts';

/** Components of which the same cannot be told, for the same reason. */
export interface Doubt {
  /** The finding of the first; absent where no rule speaks of it. */
  readonly finding?: ReportFinding;
  /** Why, with `each` for what differs between them. */
  readonly why: string;
  readonly hint?: string;
  readonly components: readonly ReportComponent[];
}
