import { hash } from 'node:crypto';

/** What a hold is about: the file, through which view, by which rule. */
export interface HoldSubject {
  /** The view's name; empty for the one at `/simple/`. */
  readonly view: string;
  /** Normal name. */
  readonly project: string;
  readonly filename: string;
  /** The rule that weighs most. */
  readonly rule: string;
}

/**
 * The id of a hold. It names what waits and why, and nothing that changes while it waits: a decision's id changes with
 * every sync of advisories, and a person who looks at the queue twice a day would never find what was there before.
 */
export function holdKey({ view, project, filename, rule }: HoldSubject): string {
  return hash('sha256', JSON.stringify(['hold', view, project, filename, rule]), 'hex').slice(0, 16);
}
