import type { Absent, ContentAnswer, Forbidden, Later } from './answers.ts';
import type { Asker, ProjectAsk } from './ask.ts';

/** A value for who may have it, or why there is none. Values are plain data, as `/api/v1` shows them. */
export type DeskAnswer =
  | { readonly answer: 'value'; readonly value: unknown }
  /** What was asked makes no sense; `why` says what would. */
  | { readonly answer: 'invalid'; readonly why: string }
  | Later
  | Absent
  | Forbidden;

/** One operation of `/api/v1`: its parameters were read against its schema. */
export interface DeskAsk {
  /** The operation's id in the contract's table. */
  readonly operation: string;
  readonly asker: Asker;
  /** Parameters of path and query, by name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The body as its schema reads it; undefined for operations without one. */
  readonly body: unknown;
}

/** Answers `/api/v1`: search, holds, rulings, who downloaded what. */
export interface Desk {
  answer(ask: DeskAsk): Promise<DeskAnswer>;
}

/** Answers `/pypi/NAME[/VERSION]/json`. */
export interface LegacyJson {
  /** JSON text in UTF-8; the same object while nothing changes. */
  legacyJson(ask: ProjectAsk & { readonly version?: string }): Promise<ContentAnswer>;
}

/** Whether the gateway can do its work, and what it lacks. */
export interface Readiness {
  ready(): Promise<{ readonly ready: boolean; readonly why: readonly string[] }>;
}
