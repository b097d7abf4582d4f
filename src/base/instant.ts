/** RFC 3339 in UTC, to the millisecond. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString();
}

/** An RFC 3339 instant as epoch milliseconds. */
export function parseInstant(text: string): number | undefined {
  const value = Date.parse(text);
  return /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(value) ? value : undefined;
}

/** A calendar date as the epoch milliseconds at which it begins in UTC. */
export function parseDate(text: string): number | undefined {
  const value = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}
