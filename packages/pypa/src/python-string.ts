/**
 * Python's string literals, as far as dependency specifiers use them: one token between single or
 * double quotes that does not hold its own quote. Source: Python Language Reference, "String and
 * Bytes literals"; the specification's grammar knows no escapes, installers read them.
 */

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\n', ''],
  ['\r', ''],
]);
const HEX_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
const HEX = /^[0-9A-Fa-f]+$/;

/**
 * The value of what stands between the quotes of a Python string literal, or undefined where Python
 * would refuse it: a line end or NUL as such, a lone surrogate, a cut escape. Escapes that Python
 * does not know stay as written. `\N{…}` (a character by name) is refused: it would need Unicode's
 * table of names.
 */
export function decodePythonString(body: string): string | undefined {
  if (!body.isWellFormed()) return undefined;
  if (!/[\\\n\r\0]/.test(body)) return body;
  let value = '';
  let i = 0;
  while (i < body.length) {
    const unit = body.charAt(i);
    if (unit === '\n' || unit === '\r' || unit === '\0') return undefined;
    if (unit !== '\\') {
      value += unit;
      i++;
      continue;
    }
    const escaped = readEscape(body, i + 1);
    if (escaped === undefined) return undefined;
    value += escaped.text;
    i = escaped.end;
  }
  return value;
}

/** The escape whose letter stands at `at`. */
function readEscape(body: string, at: number): { text: string; end: number } | undefined {
  const letter = body.charAt(at);
  if (letter === '' || letter === '\0' || letter === 'N') return undefined;
  const known = ESCAPES.get(letter);
  if (known !== undefined) return { text: known, end: letter === '\r' && body[at + 1] === '\n' ? at + 2 : at + 1 };
  const length = HEX_LENGTHS.get(letter);
  if (length !== undefined) {
    const digits = body.slice(at + 1, at + 1 + length);
    const point = Number.parseInt(digits, 16);
    if (digits.length < length || !HEX.test(digits) || point > 0x10ffff) return undefined;
    return { text: String.fromCodePoint(point), end: at + 1 + length };
  }
  let end = at;
  while (end < at + 3 && body.charAt(end) >= '0' && body.charAt(end) <= '7') end++;
  if (end > at) return { text: String.fromCharCode(Number.parseInt(body.slice(at, end), 8)), end };
  return { text: `\\${letter}`, end: at + 1 };
}

/**
 * A value as a quoted string that reads back as the same value: between double quotes where it
 * holds none, else between single quotes, with escapes only where nothing else would read back.
 */
export function formatPythonString(value: string): string {
  const quote = value.includes('"') && !value.includes("'") ? "'" : '"';
  if (!(quote === '"' && value.includes('"')) && decodePythonString(value) === value) return quote + value + quote;
  return `"${value.replace(/[\\"\n\r\0]|\p{Surrogate}/gu, escapeUnit)}"`;
}

function escapeUnit(unit: string): string {
  if (unit === '\\') return '\\\\';
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
