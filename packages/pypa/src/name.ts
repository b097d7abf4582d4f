import { excerpt } from './excerpt.ts';
import { fault, ok, type Parsed } from './result.ts';

declare const normalized: unique symbol;

/**
 * A project or extra name in normal form: lower-case, runs of `-`, `_` and `.` folded to one `-`.
 *
 * Two names mean the same project exactly when their normal forms are equal. Source: PEP 503,
 * "Normalized Names"; living text: packaging.python.org, Name format.
 */
export type NormalizedName = string & { readonly [normalized]: true };

const VALID = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const NORMAL = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Whether a text is a valid name: ASCII letters, digits, `.`, `_`, `-`, first and last a letter or
 * digit. A trailing line end is not accepted (Python's `$` would).
 */
export function isValidName(text: string): boolean {
  return typeof text === 'string' && VALID.test(text);
}

/** Whether a text already is in normal form. */
export function isNormalizedName(text: string): text is NormalizedName {
  return typeof text === 'string' && NORMAL.test(text);
}

/**
 * The normal form of any text, valid name or not: what an index would look up. Empty for what is no text.
 *
 * Source: PEP 503.
 */
export function normalizeName(text: string): NormalizedName {
  if (typeof text !== 'string') return normalizeName('');
  return (NORMAL.test(text) ? text : text.toLowerCase().replace(/[-_.]+/g, '-')) as NormalizedName;
}

/** A name checked against the specification, then normalised. Fault: `invalid-name`. */
export function parseName(text: string): Parsed<NormalizedName> {
  if (typeof text !== 'string') return fault('invalid-name', 'a name is a text', 0);
  if (VALID.test(text)) return ok(normalizeName(text));
  let offset = 0;
  while (offset < text.length && /[A-Za-z0-9._-]/.test(text.charAt(offset))) offset++;
  return fault(
    'invalid-name',
    `\`${excerpt(text)}\` is no valid name: letters, digits, \`.\`, \`_\` and \`-\`, a letter or digit at both ends`,
    offset,
  );
}
