import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  DAY,
  formatDate,
  formatDuration,
  formatInstant,
  HOUR,
  parseDate,
  parseDuration,
  parseInstant,
} from './instant.ts';

function at(text: string): number | string {
  const result = parseInstant(text);
  return result.ok ? result.value : result.error.code;
}

test('an offset is taken off, a fraction cut to milliseconds', () => {
  assert.equal(at('1970-01-01T00:00:00Z'), 0);
  assert.equal(at('2024-05-01T12:00:00.2599999+02:00'), Date.UTC(2024, 4, 1, 10, 0, 0, 259));
  assert.equal(at('2024-05-01 12:00:00-00:30'), Date.UTC(2024, 4, 1, 12, 30));
  assert.equal(at('2024-05-01t12:00:00z'), Date.UTC(2024, 4, 1, 12));
});

test('second 60 is the first second of the next minute', () => {
  assert.equal(at('2016-12-31T23:59:60Z'), Date.UTC(2017, 0, 1));
});

test('days and times that do not exist are refused, and so is a time without offset', () => {
  for (const text of [
    '2023-02-29T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:61Z',
    '2024-01-01T00:00:00+24:00',
    '2024-01-01T00:00:00',
    '2024-01-01',
    '2024-1-1T00:00:00Z',
    '٢٠٢٤-01-01T00:00:00Z',
    '2024-01-01T00:00:00Z\n',
    '',
  ]) {
    assert.equal(at(text), 'invalid-instant', text);
  }
});

test('a moment written is the moment read, as the platform has it', () => {
  const least = Date.UTC(2000, 0, 1) - 2000 * 365.2425 * DAY;
  fc.assert(
    fc.property(fc.integer({ min: Math.ceil(least), max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) }), (instant) => {
      const text = formatInstant(instant);
      assert.equal(at(text), instant);
      assert.equal(text.replace('Z', instant % 1000 === 0 ? '.000Z' : 'Z'), new Date(instant).toISOString());
      assert.equal(formatDate(instant), new Date(instant).toISOString().slice(0, 10));
    }),
    { numRuns: 5000 },
  );
});

test('years that RFC 3339 cannot write have no text', () => {
  for (const instant of [Date.UTC(10000, 0, 1), -63_000_000_000_000, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(formatInstant(instant), '');
    assert.equal(formatDate(instant), '');
  }
});

test('a date is its first moment in UTC', () => {
  assert.deepEqual(parseDate('2024-02-29'), { ok: true, value: Date.UTC(2024, 1, 29) });
  assert.equal(parseDate('2023-02-29').ok, false);
  assert.equal(parseDate('2024-02-29T00:00:00Z').ok, false);
});

test('lengths of time are read in short form, in words and in ISO 8601', () => {
  const table: [string, number][] = [
    ['7d', 7 * DAY],
    ['12h', 12 * HOUR],
    ['90s', 90_000],
    ['2w', 14 * DAY],
    ['30m', HOUR / 2],
    ['1 week', 7 * DAY],
    ['30 days', 30 * DAY],
    ['P3D', 3 * DAY],
    ['PT12H', 12 * HOUR],
    ['P1DT2H3M4S', DAY + 2 * HOUR + 184_000],
    ['P2W', 14 * DAY],
    ['0d', 0],
  ];
  for (const [text, value] of table) assert.deepEqual(parseDuration(text), { ok: true, value }, text);
});

test('months, years and half-written lengths are refused', () => {
  for (const text of [
    '',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    '1y',
    '7',
    'd',
    '-7d',
    '7 d',
    '1.5h',
    '7D',
    '1 fortnight',
    '9999999999d',
  ]) {
    assert.equal(parseDuration(text).ok, false, text);
  }
});

test('a length of time written is the length read', () => {
  assert.equal(formatDuration(DAY + 12 * HOUR), '1d12h');
  assert.equal(formatDuration(999), '0s');
  fc.assert(
    fc.property(fc.nat(10_000), fc.constantFrom('d', 'h', 'm', 's'), (count, unit) => {
      const read = parseDuration(`${count}${unit}`);
      assert.ok(read.ok);
      const total = [...formatDuration(read.value).matchAll(/\d+[dhms]/g)].reduce((sum, [part]) => {
        const one = parseDuration(part);
        return sum + (one.ok ? one.value : Number.NaN);
      }, 0);
      assert.equal(total, read.value);
    }),
  );
});
