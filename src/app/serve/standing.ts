import type { ProjectFile } from '@rind/pypa';
import type { Sequence } from '../../base/sequence.ts';
import type { Decision } from '../../policy/decide.ts';
import type { DecidedPage, Denial } from './answers.ts';

/** A file under a decision. */
export interface StandingFile {
  /** As its index lists it: the URL is the index's own. */
  readonly file: ProjectFile;
  /** The upstream's name; empty for the team's own. */
  readonly upstream: string;
  /** As PEP 440 normalises it. */
  readonly version: string;
  /** Lower-case hex of what it has to be; null while nobody has said. */
  readonly sha256: string | null;
  readonly decision: Decision;
  readonly denial: Denial | undefined;
  /** Whether its bytes were fetched, looked into and judged. */
  readonly isJudged: boolean;
  /** Bytes, once they were counted. */
  readonly size: number | null;
  /** Epoch milliseconds: its upload as its index says, else when it was first seen. */
  readonly since: number;
  /** Whether it is on the page. */
  readonly isOffered: boolean;
  /** Ids of the rules that could not tell anything about it, sorted: where it goes out, it does so undetermined. */
  readonly undetermined: readonly string[];
}

/**
 * The files of a project, each name once. Of ten thousand files each is put together when it is asked for: who goes
 * through all of them does so with pauses.
 */
export interface StandingFiles extends Sequence<StandingFile> {
  /** Those that have a denial. */
  readonly denied: Sequence<StandingFile>;
  /** Bytes that are held for them. */
  readonly bytes: number;
  get(filename: string): StandingFile | undefined;
  /**
   * The same files, some of them decided anew. Undefined where that would be too many: as long as they are few, they are
   * objects. None of them may have, or have had, a denial.
   */
  with(files: readonly StandingFile[]): StandingFiles | undefined;
}

/** A project under a decision, until something that it rests on changes. */
export interface Standing {
  readonly state: 'found';
  readonly page: DecidedPage;
  readonly files: StandingFiles;
  /** The nearest release that is allowed, for a denied one. */
  readonly nearest: (version: string) => string | undefined;
  /** What a client is likely to ask for next. */
  readonly likely: readonly StandingFile[];
}

/** That there is nothing to decide about. */
export type NoStanding =
  | { readonly state: 'absent'; readonly why: string }
  | { readonly state: 'unavailable'; readonly why: string };
