import type { ProjectFile, ProjectPage } from '@rind/pypa';
import type { Sequence } from '../../base/sequence.ts';

/** Why a file is not to be had, for whoever asked for it. */
export interface Denial {
  /** Names the decision: `/why/ID`. */
  readonly id: string;
  readonly verdict: 'hold' | 'deny';
  /** The rule that weighs most. */
  readonly rule: string;
  /** One line: what, why, what next. As attackers may have written parts of it: every door makes it safe for its medium. */
  readonly summary: string;
  /** The nearest version that is allowed, where one is. */
  readonly nearest?: string;
  /** Epoch milliseconds at which time alone ends it. */
  readonly until?: number;
  /** How much of the project it is. */
  readonly scope: 'version' | 'project';
  /**
   * How a page shows the file: yanked, so that resolvers go round its version and whoever pins it reads why; listed as
   * it is, so that one of a project that is denied whole is chosen and told why; or not at all, where another file of
   * the release takes its place.
   */
  readonly presentation: 'yank' | 'list' | 'omit';
}

/** A file of a page, and what is thought of it. */
export interface DecidedFile {
  /** As the page shows it: `url` is relative to the page. Hashes are those that the gateway knows to be true. */
  readonly file: ProjectFile;
  readonly denial?: Denial;
}

/**
 * A project's page under a current decision. The same object is given as long as nothing changes, so that
 * whoever renders it can keep what was rendered beside it.
 */
export interface DecidedPage {
  /** Without files: those are beside it, decided. */
  readonly page: Omit<ProjectPage, 'files'>;
  /** Each is put together when it is asked for: who goes through all of them does so with pauses. */
  readonly files: Sequence<DecidedFile>;
  /**
   * Whether each of them is refused: nothing is left that a resolver could go round to, and were all called yanked, it
   * would say that there is no such version, and not why.
   */
  readonly isRefused: boolean;
  /** Hex digest of everything that it shows. */
  readonly digest: string;
  /** Said to whoever looks at the page: what of its history is missing. Empty for an ordinary page. */
  readonly notes: readonly string[];
}

/** Nothing was found out: come back later. `why` is for people. */
export interface Later {
  readonly answer: 'later';
  readonly why: string;
  /** Seconds. */
  readonly retryAfter: number;
}

/** There is no such thing here. */
export interface Absent {
  readonly answer: 'absent';
  readonly why: string;
}

/** The asker may not have it, whatever it is. */
export interface Forbidden {
  readonly answer: 'forbidden';
  /** Whether a token could help. */
  readonly authenticate: boolean;
  readonly why: string;
}

/** It is there, and is not given out. */
export interface Denied {
  readonly answer: 'denied';
  readonly denial: Denial;
}

/** A project's page. */
export type ProjectAnswer = { readonly answer: 'page'; readonly page: DecidedPage } | Later | Absent | Forbidden;

/** Bytes by their digest. */
export interface ServedBytes {
  readonly answer: 'bytes';
  /** Lower-case hex of what is sent; the entity tag. */
  readonly sha256: string;
  readonly size: number;
  /**
   * Reads from the blob, however long another reader or a removal takes. Closed by whoever asked. Throws `NotAtHand`
   * where the blob is gone and cannot be had again now: {@link ServedBytes.refused} tells whether it is any use to ask later.
   */
  open(): Promise<ByteReader>;
  /**
   * Why they are not to be had after all: their blob is gone, and what their index sends in its place is not what it
   * lists. Undefined where they are. Without: they are never refused.
   */
  refused?(): Promise<Denied | undefined>;
  /**
   * Writes down that it goes out. Fulfilled when that is on disk: the last byte waits for it.
   */
  record(): Promise<void>;
}

/** An open blob. */
export interface ByteReader {
  /** Fills the target from a position; how many bytes there were. */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** A file. */
export type FileAnswer = ServedBytes | Denied | Later | Absent | Forbidden;

/** What a wheel says of itself, or what an index vouches for: small, and given whole. */
export type ContentAnswer =
  | { readonly answer: 'content'; readonly content: Uint8Array; readonly sha256: string }
  | Denied
  | Later
  | Absent
  | Forbidden;
