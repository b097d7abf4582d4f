import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseModifiedList, planDelta } from './modified-list.ts';

describe('a list of what was modified when', () => {
  it('is read line by line, whatever ends them', () => {
    const list = parseModifiedList(
      '2026-01-02T03:04:05.678901Z,PYSEC-2026-1\r\n\n2025-01-01T00:00:00Z,GHSA-aaaa-bbbb-cccc',
    );
    assert.deepEqual(list.ok && list.value, [
      { id: 'PYSEC-2026-1', modified: Date.UTC(2026, 0, 2, 3, 4, 5, 678) },
      { id: 'GHSA-aaaa-bbbb-cccc', modified: Date.UTC(2025, 0, 1) },
    ]);
  });

  for (const [what, text] of [
    ['empty', ''],
    ['an error page', '<html>no</html>'],
    ['a line without an instant', '2026-01-02T03:04:05Z,A-1\nyesterday,A-2\n'],
    ['a line without a comma', '2026-01-02T03:04:05Z'],
    ['an id that leads elsewhere', '2026-01-02T03:04:05Z,../../etc/passwd'],
    ['an id that is a query', '2026-01-02T03:04:05Z,A?x=1'],
    ['an id without end', `2026-01-02T03:04:05Z,${'A'.repeat(300)}`],
  ] as const) {
    it(`${what}: it is not used`, () => assert.equal(parseModifiedList(text).ok, false));
  }

  it('a million lines that are none end at the first', () => {
    const begun = process.cpuUsage();
    assert.equal(parseModifiedList('x,'.repeat(5_000_000)).ok, false);
    assert.ok(process.cpuUsage(begun).user < 2e6);
  });
});

describe('a delta', () => {
  const held = new Map([
    ['same', 10],
    ['older', 10],
    ['gone', 10],
    ['newer-here', 30],
  ]);
  const listed = [
    { id: 'same', modified: 10 },
    { id: 'older', modified: 20 },
    { id: 'new', modified: 5 },
    { id: 'newer-here', modified: 20 },
  ];

  it('fetches what is newer or new, and drops what is listed no longer', () => {
    assert.deepEqual(planDelta(listed, held, 2), { fetch: ['older', 'new'], drop: ['gone'] });
  });

  it('is no delta when too much changed', () => {
    assert.equal(planDelta(listed, held, 1), 'whole');
  });
});
