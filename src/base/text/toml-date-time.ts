import { TomlDateTime, type TomlDateTimeKind } from '@rind/pypa';
import { COLON, DOT, isDigit, MINUS, PLUS, SPACE, ZERO } from './character.ts';
import type { Scanner } from './scanner.ts';

const DAYS_IN_MONTH: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a date (`dddd-`) or a time (`dd:`) starts here. */
export function startsDateTime(text: string, at: number): boolean {
  if (!isDigit(text.charCodeAt(at)) || !isDigit(text.charCodeAt(at + 1))) return false;
  if (text.charCodeAt(at + 2) === COLON) return true;
  return text.charCodeAt(at + 4) === MINUS && isDigit(text.charCodeAt(at + 2)) && isDigit(text.charCodeAt(at + 3));
}

/**
 * Reads one of TOML's four date and time types. Source: TOML 1.1, "Offset Date-Time" to "Local Time":
 * seconds may be left out; RFC 3339: the day must exist, second 60 may be a leap second.
 */
export function tomlDateTime(scanner: Scanner): TomlDateTime | undefined {
  const { text } = scanner;
  const start = scanner.pos;
  let at = start;
  let kind: TomlDateTimeKind = 'local-time';
  if (text.charCodeAt(at + 4) === MINUS) {
    if (!isDate(text, at)) return invalid(scanner, start);
    at += 10;
    kind = 'local-date';
    const code = text.charCodeAt(at);
    const divided = code === 0x54 || code === 0x74 || (code === SPACE && isDigit(text.charCodeAt(at + 1)));
    if (divided) {
      at++;
      kind = 'local-date-time';
    }
  }
  if (kind !== 'local-date') {
    at = timeEnd(text, at);
    if (at < 0) return invalid(scanner, start);
    if (kind === 'local-date-time') {
      const end = offsetEnd(text, at);
      if (end < 0) return invalid(scanner, start);
      if (end > at) kind = 'offset-date-time';
      at = end;
    }
  }
  scanner.pos = at;
  return new TomlDateTime(text.slice(start, at), kind);
}

function invalid(scanner: Scanner, at: number): undefined {
  return scanner.fail('toml-date-time', 'this date or time does not exist or is not written as RFC 3339 has it', at);
}

/** The number of two digits, -1 when they are no digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function isDate(text: string, at: number): boolean {
  const century = twoDigits(text, at);
  const inCentury = twoDigits(text, at + 2);
  const month = twoDigits(text, at + 5);
  const day = twoDigits(text, at + 8);
  if (century < 0 || inCentury < 0 || month < 1 || month > 12 || day < 1) return false;
  if (text.charCodeAt(at + 7) !== MINUS) return false;
  const year = century * 100 + inCentury;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && leap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0));
}

/** Where the time that starts here ends, -1 when there is none. */
function timeEnd(text: string, start: number): number {
  const hour = twoDigits(text, start);
  const minute = twoDigits(text, start + 3);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || text.charCodeAt(start + 2) !== COLON) return -1;
  let at = start + 5;
  if (text.charCodeAt(at) !== COLON) return at;
  const second = twoDigits(text, at + 1);
  if (second < 0 || second > 60) return -1;
  at += 3;
  if (text.charCodeAt(at) !== DOT) return at;
  const fraction = ++at;
  while (isDigit(text.charCodeAt(at))) at++;
  return at === fraction ? -1 : at;
}

/** Where the offset that starts here ends; `start` itself when there is none, -1 when it is wrong. */
function offsetEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (code === 0x5a || code === 0x7a) return start + 1;
  if (code !== PLUS && code !== MINUS) return start;
  const hour = twoDigits(text, start + 1);
  const minute = twoDigits(text, start + 4);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || text.charCodeAt(start + 3) !== COLON) return -1;
  return start + 6;
}
