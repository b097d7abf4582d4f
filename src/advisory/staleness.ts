import { DAY, parseInstant } from '../base/instant.ts';
import type { AdvisorySource } from './store.ts';

/** How old a source may be before what rests on it is said to be old. Default of `advisories.max-age`: 7 days. */
export const DEFAULT_MAX_AGE: number = 7 * DAY;

/** How old a source is, and how that is known. */
export interface SourceAge {
  readonly name: string;
  /** Milliseconds; null when nothing says it: then it counts as too old. */
  readonly age: number | null;
  /**
   * `checked`: somebody asked its origin then, and this was all of it. `newest`: its newest record was
   * modified then. `declared`: the configuration says which day it is of.
   */
  readonly by: 'checked' | 'newest' | 'declared';
  readonly stale: boolean;
}

/**
 * The age of each source at an instant. A day that lies ahead makes age 0: the machine's clock may be behind.
 *
 * @param now epoch milliseconds
 * @param maxAge milliseconds
 * @param declared by source name, the day that a configuration declares it to be of (epoch milliseconds): it was
 * put there on purpose, so it never becomes stale, and answers rest on that day
 */
export function sourceAges(
  sources: readonly AdvisorySource[],
  now: number,
  maxAge: number = DEFAULT_MAX_AGE,
  declared: ReadonlyMap<string, number> = new Map(),
): SourceAge[] {
  return sources.map(({ name, newest, checked }) => {
    const day = declared.get(name);
    if (day !== undefined) return { name, age: Math.max(0, now - day), by: 'declared', stale: false };
    const modified = parseInstant(newest);
    const since = checked ?? (modified.ok ? modified.value : undefined);
    const age = since === undefined ? null : Math.max(0, now - since);
    return { name, age, by: checked === undefined ? 'newest' : 'checked', stale: age === null || age > maxAge };
  });
}
