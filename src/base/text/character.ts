/** UTF-16 codes that the readers ask for by name. */
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const APOSTROPHE = 0x27;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const EQUALS = 0x3d;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const UNDERSCORE = 0x5f;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const DELETE = 0x7f;

/** Whether a code is `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The value of a hexadecimal digit, -1 for any other code. */
export function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The number that `count` hexadecimal digits from `at` make, -1 when they are not all digits. */
export function hexNumber(text: string, at: number, count: number): number {
  let value = 0;
  for (let digit = 0; digit < count; digit++) {
    const step = hexValue(text.charCodeAt(at + digit));
    if (step < 0) return -1;
    value = value * 16 + step;
  }
  return value;
}

/** A code unit as it may stand in a message: quoted if printable, else by number; `NaN` is the end. */
export function describeCode(code: number): string {
  if (Number.isNaN(code)) return 'the end of the text';
  if (code > SPACE && code < DELETE && code !== 0x60) return `\`${String.fromCharCode(code)}\``;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
