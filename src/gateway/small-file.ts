/** A small file that is kept in memory, with the headers that it goes out with. */
export interface SmallFile {
  readonly body: Buffer;
  /** Names and values by turns. */
  readonly headers: readonly string[];
  readonly bytes: number;
}
