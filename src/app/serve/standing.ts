import type { ProjectFile } from '@rind/pypa';
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
}

/** A project under a decision, until something that it rests on changes. */
export interface Standing {
  readonly state: 'found';
  readonly page: DecidedPage;
  readonly files: ReadonlyMap<string, StandingFile>;
  /** The nearest release that is allowed, for a denied one. */
  readonly nearest: (version: string) => string | undefined;
}

/** That there is nothing to decide about. */
export type NoStanding =
  | { readonly state: 'absent'; readonly why: string }
  | { readonly state: 'unavailable'; readonly why: string };
