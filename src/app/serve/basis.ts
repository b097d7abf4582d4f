/**
 * What decisions rest on besides the project's own facts. When one of these is another, every standing is made again
 * when it is asked for next.
 */
export interface Basis {
  /** Digest of the view's policy. */
  readonly policy: string;
  /** How often rulings were changed. */
  readonly rulings: number;
  /** How often the advisories were replaced. */
  readonly advisories: number;
}

/** Whether two bases are the same. */
export function isSameBasis(one: Basis, other: Basis): boolean {
  return one.policy === other.policy && one.rulings === other.rulings && one.advisories === other.advisories;
}
