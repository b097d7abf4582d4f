import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DAY, formatInstant, parseInstant } from '../../base/instant.ts';
import { judge, present } from '../testing/judge.ts';
import { rule } from './stale-advisories.ts';

const SINCE = parseInstant('2026-01-01T06:00:00Z');
const since = SINCE.ok ? SINCE.value : 0;

/** What is said of a source of a day, at an instant. */
function judged(now: number, asOf?: string) {
  const evidence = { 'advisory-age': present([{ source: 'osv', since, isFeed: false }]) };
  return judge(rule, { level: 'run', id: 'run' }, evidence, asOf === undefined ? {} : { 'as-of': asOf }, now);
}

/** Until when it is said, as text; `never` for what time does not change. */
function ends(now: number, asOf?: string): string[] {
  return judged(now, asOf).map((one) =>
    one.outcome === 'not-run' || one.until === undefined ? 'never' : formatInstant(one.until),
  );
}

describe('several sources that are too old', () => {
  it('are one doubt that names each, until any of them is a day older', () => {
    const sources = [
      { source: 'osv', since, isFeed: false },
      { source: 'psf', since: since + DAY / 2, isFeed: false },
      { source: 'young', since: since + 9 * DAY, isFeed: false },
    ];
    const run = { level: 'run', id: 'run' } as const;
    const said = judge(rule, run, { 'advisory-age': present(sources) }, {}, since + 10 * DAY);
    const doubts = said.flatMap((one) => (one.outcome === 'unknown' ? [one] : []));
    assert.equal(doubts.length, 1);
    assert.match(doubts[0]?.message ?? '', /`osv` are of 2026-01-01, 10 days old.*; .*`psf` are of 2026-01-01, 9 days/);
    assert.equal(doubts[0]?.until, since + 10.5 * DAY);
  });
});

describe('how long it holds that advisories are stale or not', () => {
  it('until they are too old', () => assert.deepEqual(ends(since + DAY), ['2026-01-08T06:00:00Z']));

  it('until they are a day older, once they are too old', () => {
    assert.deepEqual(ends(since + 7 * DAY), ['2026-01-09T06:00:00Z']);
    assert.deepEqual(ends(since + 9.5 * DAY), ['2026-01-11T06:00:00Z']);
  });

  it('for ever, where they are to speak for a day at which they were not too old', () => {
    assert.deepEqual(ends(since + 100 * DAY, '2026-01-07'), ['never']);
    assert.deepEqual(ends(since + DAY, '2026-01-07'), ['never']);
  });

  it('until they are too old, where that comes before the day that they are to speak for is over', () => {
    assert.deepEqual(ends(since + DAY, '2026-01-08'), ['2026-01-08T06:00:00Z']);
  });

  it('is exact: at no instant before it is anything else said', () => {
    const days = ['2026-01-07', '2026-01-08', '2026-01-12', undefined];
    const asked = fc.tuple(
      fc.integer({ min: 0, max: 20 * DAY }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(...days),
    );
    fc.assert(
      fc.property(asked, ([age, part, asOf]) => {
        const now = since + age;
        const [first] = judged(now, asOf);
        const end = first === undefined || first.outcome === 'not-run' ? undefined : first.until;
        const later = Math.min(Math.floor(now + part * 3 * DAY), (end ?? Number.POSITIVE_INFINITY) - 1);
        assert.deepEqual(said(later, asOf), said(now, asOf));
        if (end !== undefined) assert.notDeepEqual(said(end, asOf), said(now, asOf));
      }),
      { numRuns: 300 },
    );
  });
});

/** What people see of it. */
function said(now: number, asOf?: string): unknown {
  return judged(now, asOf).flatMap((one) => (one.outcome === 'unknown' ? [one.message] : []));
}
