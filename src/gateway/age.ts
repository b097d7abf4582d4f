const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** The units in which people think of a length of time, and from how many of each a length is told in it. */
const UNITS = [
  ['year', YEAR, 2],
  ['day', DAY, 2],
  ['hour', HOUR, 1],
  ['minute', MINUTE, 1],
] as const;

/** A length of time as people say it, in one unit and never too long: `3 hours`, `47 hours`, `2 days`. Unit: milliseconds. */
export function ageText(milliseconds: number): string {
  for (const [name, unit, least] of UNITS) {
    const count = Math.floor(milliseconds / unit);
    if (count >= least) return `${count} ${name}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}
