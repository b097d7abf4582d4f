import { fault, ok, type Parsed } from './result.ts';

/** When a file came to its index. */
export interface UploadTime {
  /** As the index wrote it. */
  readonly text: string;
  /** Milliseconds since 1970-01-01T00:00:00Z, rounded down. */
  readonly epochMilliseconds: number;
}

const PATTERN =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))$/;
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

/**
 * Reads a date and time of the profile RFC 3339. PEP 700 asks for `Z` and at most six fractional
 * digits; other offsets and longer fractions are understood too. Fault: `invalid-upload-time`.
 *
 * Source: PEP 700, "Additional file information"; RFC 3339, 5.6.
 */
export function parseUploadTime(text: string): Parsed<UploadTime> {
  const match = PATTERN.exec(text);
  const wrong = fault('invalid-upload-time', `\`${text.slice(0, 40)}\` is no time like \`2026-01-31T12:00:00Z\``, 0);
  if (match === null) return wrong;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const length = month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1];
  if (length === undefined || day < 1 || day > length || hour > 23 || minute > 59 || second > 60) return wrong;
  const [offsetHour, offsetMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (offsetHour > 23 || offsetMinute > 59) return wrong;
  const offset = (offsetHour * 60 + offsetMinute) * (match[8] === '-' ? -1 : 1);
  const seconds = dayNumber(year, month, day) * 86400 + hour * 3600 + (minute - offset) * 60 + second;
  const fraction = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  return ok({ text, epochMilliseconds: seconds * 1000 + fraction });
}
