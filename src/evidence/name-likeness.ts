import type { Likeness } from './known-names.ts';

/** Which known names a project's name is like, and what speaks for its being meant itself. */
export interface NameLikeness {
  /** The likest first; empty where it is like none. */
  readonly like: readonly Likeness[];
  /** Its own popularity, in the measure of the list; null where it is not on it. */
  readonly popularity: number | null;
  /** Epoch milliseconds since when there is a file of it; since when it is known here, where its index does not say. */
  readonly since: number;
  /** Whether a file of it was ever served from here. */
  readonly isUsed: boolean;
}
