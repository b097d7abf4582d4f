/**
 * Python's rules for words and identifiers, which follow Unicode and not JavaScript's `\w`.
 *
 * Source: Python's Library Reference, `re` (`\w` in text patterns) and `str.isidentifier`.
 */

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Made when text of other scripts first comes: V8 builds the tables of a property where the expression stands. */
let unicodeIdentifier: RegExp | undefined;
let word: RegExp | undefined;

/** Whether a code point is matched by `\w` in a Python text pattern: letters, numbers of any script, `_`. */
export function isPythonWord(codePoint: number): boolean {
  return codePoint < 0x80 ? isAsciiWord(codePoint) : isUnicodeWord(String.fromCodePoint(codePoint));
}

function isUnicodeWord(character: string): boolean {
  word ??= /^[\p{L}\p{N}_]$/u;
  return word.test(character);
}

function isAsciiWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || (code >= 0x41 && code <= 0x5a)
  );
}

/** Whether Python's `str.isidentifier` holds. Keywords (`class`) count as identifiers there, and here. */
export function isPythonIdentifier(text: string): boolean {
  if (IDENTIFIER.test(text)) return true;
  unicodeIdentifier ??= /^[\p{XID_Start}_]\p{XID_Continue}*$/u;
  return unicodeIdentifier.test(text);
}

/**
 * Where a run of `\w` and `.` that starts at `start` ends: an offset in UTF-16 code units.
 *
 * Both wheel project names and object references are such runs.
 */
export function endOfDottedWord(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (isAsciiWord(unit) || unit === 0x2e) {
      at++;
      continue;
    }
    const codePoint = unit < 0x80 ? unit : (text.codePointAt(at) ?? 0);
    if (!isPythonWord(codePoint)) break;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return at;
}

/**
 * Python's order of text: by code point. JavaScript's own order is by UTF-16 code unit, which puts
 * U+10000 and above before U+E000. Negative, zero or positive, as sorting wants it.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  // The first difference may be the second half of a pair, whose first half both texts share.
  if (at > 0 && (a.charCodeAt(at - 1) & 0xfc00) === 0xd800) {
    const difference = pointAt(a, at - 1) - pointAt(b, at - 1);
    if (difference !== 0) return difference;
  }
  return pointAt(a, at) - pointAt(b, at);
}

/** The end of a text comes before any code point. */
function pointAt(text: string, at: number): number {
  return text.codePointAt(at) ?? -1;
}
