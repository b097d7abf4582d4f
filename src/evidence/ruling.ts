/** What a person decided about files, standing until it is taken back or expires: `rind deny|allow|hold SPEC`. */
export interface Ruling {
  readonly id: string;
  readonly word: 'deny' | 'allow' | 'hold';
  /** `name`, `name>=1,<2`, `name-*` or `sha256:HEX`, as checked when it was made. */
  readonly spec: string;
  /** The only view that it holds for; null for all. */
  readonly view: string | null;
  readonly reason: string;
  /** Whose word it is. */
  readonly owner: string;
  /** Epoch milliseconds from which on it no longer holds; null for never. */
  readonly expires: number | null;
  /** For an `allow` of a release: the files that it was seen with (lower-case hex); another file is not allowed by it. */
  readonly hashes: readonly string[];
  /** Epoch milliseconds. */
  readonly made: number;
}
