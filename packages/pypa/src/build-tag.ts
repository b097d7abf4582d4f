import { excerpt } from './excerpt.ts';
import { compareCodePoints } from './python-identifier.ts';
import { isAsciiDigit } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';
import type { Digits } from './version.ts';

/**
 * The build tag of a wheel: which build of one version this is.
 *
 * Source: PEP 427, "File name convention".
 */
export interface BuildTag {
  /** The leading digits as a number of any size. */
  readonly number: Digits;
  /** What follows them; may be empty. */
  readonly rest: string;
}

/** CPython reads no longer decimal numbers. */
const MAX_DIGITS = 4300;

/**
 * Reads a build tag. Faults: `invalid-build-tag` (it does not start with an ASCII digit),
 * `number-too-long` (more than 4,300 digits).
 */
export function parseBuildTag(text: string): Parsed<BuildTag> {
  if (typeof text !== 'string') return fault('invalid-build-tag', 'a build tag is a text', 0);
  let end = 0;
  while (end < text.length && isAsciiDigit(text.charCodeAt(end))) end++;
  if (end === 0) return fault('invalid-build-tag', `build tag \`${excerpt(text)}\` must start with a digit`, 0);
  if (end > MAX_DIGITS) return fault('number-too-long', `the build number has more than ${MAX_DIGITS} digits`, 0);
  let start = 0;
  while (start < end - 1 && text.charCodeAt(start) === 0x30) start++;
  return ok({ number: text.slice(start, end), rest: text.slice(end) });
}

/** The tag's text, without leading zeros: `2` and `02` are the same build. */
export function formatBuildTag(build: BuildTag): string {
  return build.number + build.rest;
}

/** Orders builds: none first, then by number, then by the rest's code points. PEP 427. */
export function compareBuildTags(a: BuildTag | undefined, b: BuildTag | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  if (a.number !== b.number) return a.number.length - b.number.length || (a.number < b.number ? -1 : 1);
  return compareCodePoints(a.rest, b.rest);
}
