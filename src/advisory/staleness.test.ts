import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY } from '../base/instant.ts';
import { sourceAges } from './staleness.ts';

describe('the age of a source', () => {
  const now = Date.UTC(2026, 0, 31);
  const source = (more: { newest?: string; checked?: number }) => ({
    name: 's',
    records: 1,
    newest: '2026-01-01T00:00:00Z',
    digest: '',
    ...more,
  });
  for (const [what, one, expected] of [
    [
      'counts from the day that its origin was asked',
      source({ checked: now - DAY }),
      { age: DAY, by: 'checked', stale: false },
    ],
    ['of seven days is not too old', source({ checked: now - 7 * DAY }), { age: 7 * DAY, by: 'checked', stale: false }],
    ['of a moment more is', source({ checked: now - 7 * DAY - 1 }), { age: 7 * DAY + 1, by: 'checked', stale: true }],
    ['of a file counts from its newest record', source({}), { age: 30 * DAY, by: 'newest', stale: true }],
    ['that nothing says is too old', source({ newest: '' }), { age: null, by: 'newest', stale: true }],
    ['that lies ahead is none', source({ checked: now + DAY }), { age: 0, by: 'checked', stale: false }],
  ] as const) {
    it(what, () => assert.deepEqual(sourceAges([one], now), [{ name: 's', ...expected }]));
  }

  it('that is declared never grows too old', () => {
    const declared = new Map([['s', Date.UTC(2024, 9, 8)]]);
    const [age] = sourceAges([source({})], now, 7 * DAY, declared);
    assert.deepEqual(age, { name: 's', age: now - Date.UTC(2024, 9, 8), by: 'declared', stale: false });
  });
});
