import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageText } from './age.ts';

const HOUR = 3_600_000;

test('a length of time is told in one unit, and never as longer than it is', () => {
  for (const [milliseconds, text] of [
    [-5, 'less than a minute'],
    [59_999, 'less than a minute'],
    [60_000, '1 minute'],
    [HOUR - 1, '59 minutes'],
    [HOUR, '1 hour'],
    [48 * HOUR - 1, '47 hours'],
    [48 * HOUR, '2 days'],
    [730 * 24 * HOUR - 1, '729 days'],
    [730 * 24 * HOUR, '2 years'],
  ] as const)
    assert.equal(ageText(milliseconds), text);
});
