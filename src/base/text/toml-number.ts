import { DOT, hexValue, isDigit, MINUS, PLUS, UNDERSCORE, ZERO } from './character.ts';
import type { Scanner } from './scanner.ts';

const BASES: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2 };
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
/** More significant digits than a 64-bit integer can have in any base. */
const ANY_BASE_DIGITS = 64;

/**
 * Reads an integer or a float. Integers outside 64 bits are refused, the unsafe ones among the rest
 * are bigints; `-0` is the integer 0. Source: TOML 1.1, "Integer", "Float".
 */
export function tomlNumber(scanner: Scanner): number | bigint | undefined {
  const { text } = scanner;
  const start = scanner.pos;
  let at = start;
  // Nearly every number is a plain file size.
  let small = 0;
  for (let code = text.charCodeAt(at); isDigit(code); code = text.charCodeAt(++at)) small = small * 10 + code - ZERO;
  const digits = at - start;
  if (!continues(text.charCodeAt(at)) && digits > 0 && digits < 16) {
    if (digits > 1 && text.charCodeAt(start) === ZERO) return invalid(scanner, start);
    scanner.pos = at;
    return small;
  }
  while (continues(text.charCodeAt(at))) at++;
  const number = anyNumber(scanner, text.slice(start, at), start);
  if (number !== undefined) scanner.pos = at;
  return number;
}

/** Whether a code can belong to a number: letters too, so that `1x` is one wrong number. */
function continues(code: number): boolean {
  if (isDigit(code) || code === DOT || code === UNDERSCORE || code === PLUS || code === MINUS) return true;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function anyNumber(scanner: Scanner, written: string, at: number): number | bigint | undefined {
  switch (written) {
    case 'inf':
    case '+inf':
      return Number.POSITIVE_INFINITY;
    case '-inf':
      return Number.NEGATIVE_INFINITY;
    case 'nan':
    case '+nan':
    case '-nan':
      return Number.NaN;
    default:
  }
  const form = numberForm(written);
  if (form === undefined) return invalid(scanner, at);
  const plain = written.includes('_') ? written.replaceAll('_', '') : written;
  if (form === 'float') return Number(plain);
  if (form === 'based') return integer(scanner, withoutLeadingZeros(plain), at);
  return integer(scanner, plain.startsWith('+') ? plain.slice(1) : plain, at);
}

/** What the text is, if it is a number at all. By hand: an expression would need stack for each digit. */
function numberForm(written: string): 'decimal' | 'based' | 'float' | undefined {
  const first = written.charCodeAt(0);
  const whole = first === PLUS || first === MINUS ? 1 : 0;
  if (first === ZERO) {
    const base = BASES[written.charAt(1)];
    if (base !== undefined) return digitsEnd(written, 2, base) === written.length ? 'based' : undefined;
  }
  let at = digitsEnd(written, whole, 10);
  if (at < 0 || (at > whole + 1 && written.charCodeAt(whole) === ZERO)) return undefined;
  if (at === written.length) return 'decimal';
  if (written.charCodeAt(at) === DOT) {
    at = digitsEnd(written, at + 1, 10);
    if (at < 0) return undefined;
  }
  if ((written.charCodeAt(at) | 0x20) === 0x65) {
    const sign = written.charCodeAt(at + 1);
    at = digitsEnd(written, at + (sign === PLUS || sign === MINUS ? 2 : 1), 10);
  }
  return at === written.length ? 'float' : undefined;
}

/** Where the digits from here end, single underscores between them included; -1 when there is none. */
function digitsEnd(written: string, start: number, base: number): number {
  let at = start;
  for (;;) {
    const value = hexValue(written.charCodeAt(at));
    if (value < 0 || value >= base) return at === start ? -1 : at - (written.charCodeAt(at - 1) === UNDERSCORE ? 1 : 0);
    at++;
    if (written.charCodeAt(at) === UNDERSCORE) at++;
  }
}

/** `0x0000f` as `0xf`, so that the length bounds the value. */
function withoutLeadingZeros(plain: string): string {
  let at = 2;
  while (at < plain.length - 1 && hexValue(plain.charCodeAt(at)) === 0) at++;
  return plain.slice(0, 2) + plain.slice(at);
}

function integer(scanner: Scanner, plain: string, at: number): number | bigint | undefined {
  const near = Number(plain);
  // `-0` is an integer and integers have no negative zero.
  if (Number.isSafeInteger(near)) return near === 0 ? 0 : near;
  const exact = plain.length > ANY_BASE_DIGITS + 2 ? MOST + 1n : BigInt(plain);
  if (exact < LEAST || exact > MOST) {
    return scanner.fail('toml-integer-range', 'this integer does not fit into 64 bits', at);
  }
  return exact;
}

function invalid(scanner: Scanner, at: number): undefined {
  return scanner.fail('toml-number', 'this is no number, date or other value; text needs quotes', at);
}
