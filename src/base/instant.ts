import { fault, ok, type Parsed } from '@rind/pypa';

/**
 * A moment: milliseconds since 1970-01-01T00:00:00Z. Whatever is finer than a millisecond is cut off.
 * There is no clock here: what the time is comes from a port.
 */
type Instant = number;

/** Milliseconds in the units that have a fixed length. */
export const SECOND = 1000;
const MINUTE: number = 60 * SECOND;
export const HOUR: number = 60 * MINUTE;
export const DAY: number = 24 * HOUR;
const WEEK: number = 7 * DAY;

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,30}))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;
const FULL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH_DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads a date with time and offset, such as `2024-05-01T12:00:00.25+02:00`. Source: RFC 3339 §5.6; second 60 is the next minute's first. */
export function parseInstant(text: string): Parsed<Instant> {
  const match = RFC_3339.exec(text);
  if (match === null) {
    return fault('invalid-instant', 'a moment is written as in `2024-05-01T12:00:00Z`, the offset included', 0);
  }
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
  if (day === undefined) return fault('invalid-instant', 'there is no such day', 0);
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  if (hour > 23 || minute > 59 || second > 60) return fault('invalid-instant', 'there is no such time of day', 11);
  const [offsetHour, offsetMinute] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
  if (offsetHour > 23 || offsetMinute > 59) {
    return fault('invalid-instant', 'there is no such offset from UTC', text.length - 6);
  }
  const offset = (match[9] === '-' ? -1 : 1) * (offsetHour * HOUR + offsetMinute * MINUTE);
  const fraction = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  return ok(day * DAY + hour * HOUR + minute * MINUTE + second * SECOND + fraction - offset);
}

/** Reads a day, such as `2024-05-01`, as its first moment in UTC. Source: RFC 3339 §5.6, `full-date`. */
export function parseDate(text: string): Parsed<Instant> {
  const match = FULL_DATE.exec(text);
  if (match === null) return fault('invalid-date', 'a day is written as in `2024-05-01`', 0);
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
  return day === undefined ? fault('invalid-date', 'there is no such day', 0) : ok(day * DAY);
}

/** Writes a moment in UTC, with milliseconds only if it has some: `2024-05-01T12:00:00Z`. Empty for a year outside 0 to 9999. */
export function formatInstant(instant: Instant): string {
  const date = formatDate(instant);
  if (date === '') return '';
  const time = instant - Math.floor(instant / DAY) * DAY;
  const milliseconds = Math.floor(time % SECOND);
  const fraction = milliseconds === 0 ? '' : `.${padded(milliseconds, 3)}`;
  const clock = [time / HOUR, (time % HOUR) / MINUTE, (time % MINUTE) / SECOND].map((part) => padded(part, 2));
  return `${date}T${clock.join(':')}${fraction}Z`;
}

/** Writes the day of a moment in UTC: `2024-05-01`. Empty for a year outside 0 to 9999. */
export function formatDate(instant: Instant): string {
  if (!Number.isFinite(instant)) return '';
  const { year, month, day } = civil(Math.floor(instant / DAY));
  if (year < 0 || year > 9999) return '';
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

const SHORT_UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: WEEK };
const WORD_UNITS: Readonly<Record<string, number>> = {
  second: SECOND,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: WEEK,
};
const SHORT = /^(\d{1,9})(s|m|h|d|w)$/;
const WORDS = /^(\d{1,9}) (second|minute|hour|day|week)s?$/;
const ISO_8601 = /^P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/;

/**
 * Reads a length of time in milliseconds: `7d`, `12h`, `30 days`, or ISO 8601's `P3D`, `PT12H`. Months
 * and years are refused: they have no fixed length.
 */
export function parseDuration(text: string): Parsed<number> {
  const short = SHORT.exec(text);
  if (short !== null) return ok(Number(short[1]) * (SHORT_UNITS[short[2] ?? ''] ?? 0));
  const words = WORDS.exec(text);
  if (words !== null) return ok(Number(words[1]) * (WORD_UNITS[words[2] ?? ''] ?? 0));
  const iso = ISO_8601.exec(text);
  if (iso === null || text.endsWith('P') || text.endsWith('T')) {
    const message =
      'a length of time is written as in `7d`, `12h`, `P3D` or `PT12H`; months and years have no fixed length';
    return fault('invalid-duration', message, 0);
  }
  const units = [WEEK, DAY, HOUR, MINUTE, SECOND];
  return ok(units.reduce((sum, unit, index) => sum + unit * Number(iso[index + 1] ?? 0), 0));
}

/** Writes a length of time by its units, the largest first: `7d`, `1d12h`; what is left below a second is cut off. */
export function formatDuration(milliseconds: number): string {
  let left = Math.max(0, Math.floor(milliseconds / SECOND) * SECOND);
  let text = '';
  for (const [name, unit] of [
    ['d', DAY],
    ['h', HOUR],
    ['m', MINUTE],
    ['s', SECOND],
  ] as const) {
    const count = Math.floor(left / unit);
    if (count > 0) text += `${count}${name}`;
    left -= count * unit;
  }
  return text === '' ? '0s' : text;
}

function padded(part: number, digits: number): string {
  return String(Math.floor(part)).padStart(digits, '0');
}

/** Days from 1970-01-01 to a day of the proleptic Gregorian calendar; undefined when there is no such day. */
function dayNumber(year: number, month: number, day: number): number | undefined {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  if (day < 1 || day > days) return undefined;
  // Counting from March puts the leap day last.
  const shifted = month <= 2 ? year - 1 : year;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + Math.floor((monthFromMarch * 153 + 2) / 5) + day - 1 - 719_468;
}

/** The inverse of {@link dayNumber}. */
function civil(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const fromMarch = days + 719_468;
  const era = Math.floor(fromMarch / 146_097);
  const inEra = fromMarch - era * 146_097;
  const yearInEra = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  );
  const inYear = inEra - (yearInEra * 365 + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100));
  const monthFromMarch = Math.floor((inYear * 5 + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const day = inYear - Math.floor((monthFromMarch * 153 + 2) / 5) + 1;
  return { year: yearInEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
