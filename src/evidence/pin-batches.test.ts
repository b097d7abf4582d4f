import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db, Statements } from '../platform/db.ts';
import { Pins } from './pins.sql.ts';

/** What one transaction may change: nobody can have a turn while it is put on disk. */
const MOST = 100;

test('thousands of new files are pinned, and dated, in transactions that each take little', async () => {
  const changes: number[] = [];
  const db: Db = {
    all: async () => [],
    run: async () => 1,
    async transaction(work) {
      let count = 0;
      const within: Statements = { all: async () => [], run: async () => ++count };
      const result = await work(within);
      changes.push(count);
      return result;
    },
    close: async () => {},
  };
  const pins = new Pins(db);
  const files = Array.from({ length: 2050 }, (_, at) => ({ filename: `demo-${at}.whl`, sha256: null, uploaded: null }));
  await pins.add('up', 'demo', files, 1);
  await pins.date('up', files, 1);
  assert.equal(
    changes.reduce((sum, count) => sum + count, 0),
    2 * files.length,
  );
  assert.ok(Math.max(...changes) <= MOST, `${Math.max(...changes)} changes at once`);
});
