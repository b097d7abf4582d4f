import type { ContentAnswer, FileAnswer } from './answers.ts';
import type { Asker } from './ask.ts';

/** Hands out the advisories that a gateway holds, to other Rinds. */
export interface Sharing {
  /** What there is, signed. */
  statement(asker: Asker): Promise<ContentAnswer>;
  /** What the statement, or the one before it, names by this digest. */
  data(asker: Asker, sha256: string): Promise<FileAnswer>;
}
