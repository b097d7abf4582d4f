import type { Client } from '../app/serve/ask.ts';
import { neutralize } from '../base/text/neutral.ts';

/** One request, as the access log has it: no token, no query, nothing that acts on a terminal. */
export interface AccessLine {
  /** Epoch milliseconds at which it came. */
  readonly t: number;
  readonly method: string;
  readonly route: string;
  /** Without its query, cut at 500 characters. */
  readonly path: string;
  readonly status: number;
  /** Of the body, as they were sent. */
  readonly bytes: number;
  /** Until it was answered. */
  readonly ms: number;
  readonly client: Client;
  readonly agent: string;
  /** The token's id, or `anonymous`. */
  readonly principal: string;
  readonly address: string;
  /** The decision that refused it. */
  readonly denial?: string;
}

const MOST_PATH = 500;

/** The path of a request target as the log has it: users, passwords, queries and control characters stay out. */
export function loggedPath(target: string): string {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target);
  const path = absolute === null ? target : target.slice(absolute[0].length);
  const end = path.search(/[?#]/);
  return neutralize((end < 0 ? path : path.slice(0, end)).slice(0, MOST_PATH));
}

/** A line of NDJSON, with its line end. */
export function formatAccessLine(line: AccessLine): string {
  return `${JSON.stringify(line)}\n`;
}
