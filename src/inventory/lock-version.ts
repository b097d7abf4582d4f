import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';

/** Which versions of a lock's format a reader knows. */
export interface KnownVersions {
  /** How messages call the version. */
  readonly what: string;
  readonly oldest: readonly [major: number, minor: number];
  readonly newest: readonly [major: number, minor: number];
  readonly at: Location;
}

/**
 * Reads a version of numbers with dots. Another major version is not read; a newer minor one is, and said.
 * Numbers are absent where the lock cannot be read.
 */
export function readLockVersion(
  written: unknown,
  { what, oldest, newest, at }: KnownVersions,
):
  | { readonly numbers: readonly number[]; readonly problem?: Problem }
  | { readonly numbers: undefined; readonly problem: Problem } {
  const known = `${oldest.join('.')} to ${newest.join('.')}`;
  if (written === undefined) {
    return {
      numbers: undefined,
      problem: problem('format-unsupported', `${what} is missing; ${known} are known`, { at }),
    };
  }
  const text = typeof written === 'string' ? written : typeof written === 'number' ? String(written) : '';
  const numbers = /^[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}$/.test(text) ? text.split('.').map(Number) : undefined;
  const [major = 0, minor = 0] = numbers ?? [];
  if (numbers === undefined || major > newest[0] || !isAtLeast(numbers, oldest)) {
    const message = `${what} ${text === '' ? 'that is no version' : `\`${text.slice(0, 40)}\``} is not known; ${known} are`;
    return { numbers: undefined, problem: problem('format-unsupported', message, { at }) };
  }
  if (major < newest[0] || minor <= newest[1]) return { numbers };
  const message = `${what} ${text} is newer than ${newest.join('.')}, the newest known: it is read as if it were that`;
  return { numbers, problem: problem('format-newer', message, { at }) };
}

/** Whether a version is another one or a later one. */
export function isAtLeast(numbers: readonly number[], [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = numbers;
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
