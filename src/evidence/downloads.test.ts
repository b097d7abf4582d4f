import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { migrate } from '../platform/migrate.ts';
import { openSqlite } from '../platform/sqlite-db.ts';
import { DOWNLOAD_MIGRATIONS, Downloads, type Served } from './downloads.sql.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'rind-downloads-'));
const db = openSqlite(path.join(folder, 'a.db'));
await migrate(db, DOWNLOAD_MIGRATIONS, 0);
const downloads = new Downloads(db);
after(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

const served = (at: number, other: Partial<Served> = {}): Served => ({
  project: 'demo',
  version: '1.0',
  filename: 'demo-1.0.tar.gz',
  sha256: 'ab',
  view: '',
  principal: 'anonymous',
  address: '127.0.0.1',
  agent: 'pip/26.3',
  at,
  ...other,
});

test('downloads of one batch by one asker are one row with all of them, the first time and the last', async () => {
  await downloads.count('01', [served(5), served(7, { agent: 'uv/0.13' }), served(6, { address: '10.0.0.1' })], 3);
  const rows = await downloads.ofFile('ab');
  const told = rows.map(({ address, first, last, times, agent }) => [address, first, last, times, agent]);
  assert.deepEqual(told, [
    ['127.0.0.1', 5, 7, 2, 'uv/0.13'],
    ['10.0.0.1', 6, 6, 1, 'pip/26.3'],
  ]);
  assert.equal(await downloads.position('01'), 3);
});

test('a later batch is added to what was counted, and leaves the first time as it is', async () => {
  await downloads.count('01', [served(9), served(11)], 5);
  const [row] = await downloads.ofFile('ab');
  assert.deepEqual([row?.first, row?.last, row?.times], [5, 11, 4]);
});
