import type { ContentAnswer, FileAnswer, ProjectAnswer } from './answers.ts';
import type { FileAsk, ProjectAsk } from './ask.ts';

/**
 * What the gateway's door asks of the house. Every answer stands under a current decision: a page, its
 * metadata and the file itself are judged by the same `decide`, cache hit or not.
 */
export interface Gateway {
  /**
   * A project's page; at once where its decision is at hand. Asking for it starts judging the files that are likely to be
   * asked for next.
   */
  project(ask: ProjectAsk): ProjectAnswer | Promise<ProjectAnswer>;
  /** The names of the projects that were asked for or uploaded here: never an upstream's whole list. */
  projects(ask: Omit<ProjectAsk, 'name'>): Promise<readonly string[]>;
  /** A file's bytes, once they are judged: at once where they are; `later` when that takes longer than an asker waits. */
  file(ask: FileAsk): FileAnswer | Promise<FileAnswer>;
  /** The metadata of a wheel: its own `METADATA`. Source: PEP 658. */
  metadata(ask: FileAsk): Promise<ContentAnswer>;
  /** The provenance of a file, as its index gave it. Source: PEP 740. */
  provenance(ask: FileAsk): Promise<ContentAnswer>;
  /** How many files and metadata went out while a rule could not tell anything about them, by the rule's id. */
  readonly undetermined: ReadonlyMap<string, number>;
}
