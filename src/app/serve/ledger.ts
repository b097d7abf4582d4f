import type { LogFacts } from '../../evidence/log-chain.ts';
import type { Asker } from './ask.ts';
import type { StandingFile } from './standing.ts';

/** Writes down what goes out, and who was told what. */
export interface Ledger {
  /** A file goes out. Fulfilled when it is on disk. */
  served(name: string, file: StandingFile, view: string, asker: Asker): Promise<void>;
  /** Somebody was refused a file. */
  refused(name: string, file: StandingFile, view: string, asker: Asker): Promise<void>;
  /** A page was given; a crash may lose the last second of these. */
  page(name: string, view: string, asker: Asker): void;
  /** Something else that has to be known. */
  note(facts: LogFacts): Promise<void>;
}
