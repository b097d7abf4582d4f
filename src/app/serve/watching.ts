import type { Absent, Forbidden } from './answers.ts';
import type { Asker } from './ask.ts';

/** One who had a file that is refused now. */
export interface ExposureHolder {
  /** A token's id, or `anonymous`. */
  readonly principal: string;
  readonly address: string;
  /** What the client calls itself: an attacker may have written it. */
  readonly agent: string;
  /** RFC 3339: the first time and the last, and how often. */
  readonly first: string;
  readonly last: string;
  readonly times: number;
}

/** A file that went out before it was refused. */
export interface ExposureEvent {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly project: string;
  readonly version: string;
  readonly filename: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly view: string;
  readonly verdict: 'hold' | 'deny';
  readonly rule: string;
  /** Every id of the advisory that weighs most; empty where it is none. */
  readonly advisories: readonly string[];
  readonly summary: string;
  /** Who had it, at most a thousand; empty for an asker who may not know. */
  readonly holders: readonly ExposureHolder[];
  readonly holders_total: number;
  /** What the gateway cannot know of it. */
  readonly note: string;
}

/** What the gateway does by itself, as it stands. */
export interface WatchStatus {
  /** Advisories that wait for a person, for which projects; absent where they are in force for all. */
  readonly held?: { readonly id: string; readonly projects: readonly string[] };
  /** Names of the team's own that the list of public names has. */
  readonly publicNames: readonly string[];
  /** How many events wait to be sent, and how often in a row none was taken; absent without a webhook. */
  readonly webhook?: { readonly waiting: number; readonly failures: number };
  /** Whether it fetches advisories by itself. */
  readonly fetches?: boolean;
  /** What the last sync came to; absent before the first. */
  readonly sync?: { readonly at: number; readonly ok: boolean; readonly said: string };
  /** Bytes of stored files as of the last sweep, and how many there may be. */
  readonly stored?: { readonly bytes: number; readonly budget: number };
}

/** What is told of files that went out before they were refused, and of what the gateway does by itself. */
export interface Watching {
  /** The latest exposures that an asker may know of, the latest first. */
  exposures(
    asker: Asker,
    limit: number,
  ): Promise<{ readonly answer: 'exposures'; readonly events: readonly ExposureEvent[] } | Forbidden | Absent>;
  status(): Promise<WatchStatus>;
}
