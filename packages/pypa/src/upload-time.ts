import { isAsciiDigit } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';

/** When a file came to its index. */
export interface UploadTime {
  /** As the index wrote it. */
  readonly text: string;
  /** Milliseconds since 1970-01-01T00:00:00Z, rounded down. */
  readonly epochMilliseconds: number;
}

/** What stands at each place of `yyyy-mm-ddThh:mm:ss`; `0` is any digit, `T` may be small. */
const SHAPE = '0000-00-00T00:00:00';
const OFFSET = /^([+-])([0-9]{2}):([0-9]{2})$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 to a day of the Gregorian calendar. */
function dayNumber(year: number, month: number, day: number): number {
  const before = year - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 719162;
  for (let i = 0; i < month - 1; i++) days += MONTH_DAYS[i] ?? 0;
  return days + day - 1 + (month > 2 && isLeap(year) ? 1 : 0);
}

function hasShape(text: string): boolean {
  if (text.length <= SHAPE.length) return false;
  for (let i = 0; i < SHAPE.length; i++) {
    const [code, wanted] = [text.charCodeAt(i), SHAPE.charCodeAt(i)];
    if (wanted === 0x30 ? !isAsciiDigit(code) : wanted !== code && (wanted !== 0x54 || code !== 0x74)) return false;
  }
  return true;
}

/** The number that the digits at a place make. */
function numberAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + text.charCodeAt(i) - 0x30;
  return value;
}

/** Minutes east of UTC, from the end of a time; undefined when it is none. */
function offsetAt(text: string, at: number): number | undefined {
  if (at === text.length - 1 && (text[at] === 'Z' || text[at] === 'z')) return 0;
  const match = OFFSET.exec(text.slice(at, at + 7));
  const [hour, minute] = [Number(match?.[2]), Number(match?.[3])];
  if (!(hour <= 23 && minute <= 59)) return undefined;
  return (hour * 60 + minute) * (match?.[1] === '-' ? -1 : 1);
}

/** Milliseconds since 1970, or undefined for what is no time. */
function millisecondsOf(text: string): number | undefined {
  if (!hasShape(text)) return undefined;
  const [year, month, day] = [numberAt(text, 0, 4), numberAt(text, 5, 7), numberAt(text, 8, 10)];
  const [hour, minute, second] = [numberAt(text, 11, 13), numberAt(text, 14, 16), numberAt(text, 17, 19)];
  const length = month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1];
  if (length === undefined || day < 1 || day > length || hour > 23 || minute > 59 || second > 60) return undefined;
  let end = SHAPE.length;
  if (text.charCodeAt(end) === 0x2e) {
    end++;
    while (isAsciiDigit(text.charCodeAt(end))) end++;
    if (end === SHAPE.length + 1) return undefined;
  }
  const fraction = end === SHAPE.length ? 0 : Number(text.slice(SHAPE.length + 1, Math.min(end, 23)).padEnd(3, '0'));
  const offset = offsetAt(text, end);
  if (offset === undefined) return undefined;
  return (dayNumber(year, month, day) * 86400 + hour * 3600 + (minute - offset) * 60 + second) * 1000 + fraction;
}

/**
 * Reads a date and time of the profile RFC 3339. PEP 700 asks for `Z` and at most six fractional
 * digits; other offsets and longer fractions are understood too. Fault: `invalid-upload-time`.
 *
 * Source: PEP 700, "Additional file information"; RFC 3339, 5.6.
 */
export function parseUploadTime(text: string): Parsed<UploadTime> {
  if (typeof text !== 'string') return fault('invalid-upload-time', 'a time is a text', 0);
  const epochMilliseconds = millisecondsOf(text);
  if (epochMilliseconds !== undefined) return ok({ text, epochMilliseconds });
  return fault('invalid-upload-time', `\`${text.slice(0, 40)}\` is no time like \`2026-01-31T12:00:00Z\``, 0);
}
