import { isAsciiDigit } from './python-text.ts';

/** What numeric references to the C1 range mean: Windows-1252. Source: HTML, "Numeric character reference end state". */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** The named references that are understood; all but `apos` also without the semicolon, as HTML says. */
const NAMED: readonly (readonly [name: string, text: string])[] = [
  ['amp', '&'],
  ['AMP', '&'],
  ['lt', '<'],
  ['LT', '<'],
  ['gt', '>'],
  ['GT', '>'],
  ['quot', '"'],
  ['QUOT', '"'],
];

/**
 * Replaces character references as Python's `html.unescape` does: every numeric one, with or
 * without its semicolon, and the named ones `amp`, `lt`, `gt`, `quot` and `apos;`. Other names stay
 * as they are: no index writes them.
 *
 * In an attribute a name without semicolon before `=`, a letter or a digit is no reference, so that
 * `?a=1&lt=2` keeps its meaning. Source: HTML, "Named character reference state".
 */
export function unescapeHtml(text: string, inAttribute: boolean): string {
  let at = text.indexOf('&');
  if (at < 0) return text;
  let result = '';
  let copied = 0;
  while (at >= 0) {
    const reference = text.charCodeAt(at + 1) === 0x23 ? numericAt(text, at + 2) : namedAt(text, at + 1, inAttribute);
    if (reference !== undefined) {
      result += text.slice(copied, at) + reference[0];
      copied = reference[1];
    }
    at = text.indexOf('&', Math.max(at + 1, copied));
  }
  return result + text.slice(copied);
}

/** The text that a reference stands for, and the offset after it. */
type Reference = readonly [text: string, end: number];

function namedAt(text: string, at: number, inAttribute: boolean): Reference | undefined {
  if (text.startsWith('apos;', at)) return ["'", at + 5];
  for (const [name, replacement] of NAMED) {
    if (!text.startsWith(name, at)) continue;
    const end = at + name.length;
    const next = text.charCodeAt(end);
    if (next === 0x3b) return [replacement, end + 1];
    return inAttribute && (next === 0x3d || isAlphanumeric(next)) ? undefined : [replacement, end];
  }
  return undefined;
}

function isAlphanumeric(code: number): boolean {
  return isAsciiDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

function numericAt(text: string, at: number): Reference | undefined {
  const hex = (text.charCodeAt(at) | 0x20) === 0x78;
  const start = hex ? at + 1 : at;
  let end = start;
  let value = 0;
  for (; ; end++) {
    const digit = digitValue(text.charCodeAt(end), hex);
    if (digit < 0) break;
    value = Math.min(value * (hex ? 16 : 10) + digit, 0x110000);
  }
  if (end === start) return undefined;
  return [characterOf(value), text.charCodeAt(end) === 0x3b ? end + 1 : end];
}

function digitValue(code: number, hex: boolean): number {
  if (isAsciiDigit(code)) return code - 0x30;
  const letter = (code | 0x20) - 0x57;
  return hex && letter >= 10 && letter <= 15 ? letter : -1;
}

function characterOf(value: number): string {
  if (value === 0 || (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) return '\ufffd';
  if (value === 0x0d) return '\r';
  if (value >= 0x80 && value <= 0x9f) return WINDOWS_1252.charAt(value - 0x80);
  return isNonCharacter(value) ? '' : String.fromCodePoint(value);
}

/** Controls and noncharacters, which `html.unescape` drops. */
function isNonCharacter(value: number): boolean {
  if (value < 0x20) return value !== 0x09 && value !== 0x0a && value !== 0x0c;
  return value === 0x7f || (value >= 0xfdd0 && value <= 0xfdef) || (value & 0xfffe) === 0xfffe;
}

const SPECIAL = /[&<>"'\r\0]/g;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['\r', '&#13;'],
  ['\0', '\ufffd'],
]);

/** The text as it may stand in HTML, between tags and in quoted attributes alike. NUL, which HTML cannot say, becomes U+FFFD. */
export function escapeHtml(text: string): string {
  return text.replace(SPECIAL, (unit) => ESCAPES.get(unit) ?? unit);
}
