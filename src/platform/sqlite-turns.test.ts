import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openSqlite } from './sqlite-db.ts';
import { turnsDuring } from './testing/turns-during.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'rind-turns-'));
const db = openSqlite(path.join(folder, 'a.db'));
after(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

test('thousands of statements of one transaction let others have their turn between them', async () => {
  await db.run('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)');
  const turns = await turnsDuring(() =>
    db.transaction(async (within) => {
      for (let a = 0; a < 20_000; a++) await within.run('INSERT INTO t (a, b) VALUES (?, ?)', a, 'some text');
    }),
  );
  assert.ok(turns > 5, `${turns} turns`);
});

test('thousands of questions one after another let others have their turn', async () => {
  const turns = await turnsDuring(async () => {
    for (let a = 0; a < 20_000; a++) await db.all('SELECT b FROM t WHERE a = ?', a);
  });
  assert.ok(turns > 5, `${turns} turns`);
});

test('what another one asks beside a transaction that lets others go first sees nothing of it before its end', async () => {
  const whole = db.transaction(async (within) => {
    await within.run('DELETE FROM t');
    for (let a = 0; a < 5000; a++) await within.run('INSERT INTO t (a, b) VALUES (?, ?)', a, '');
  });
  const [row] = await db.all('SELECT count(*) AS n FROM t');
  assert.equal(row?.['n'], 20_000);
  await whole;
  assert.equal((await db.all('SELECT count(*) AS n FROM t'))[0]?.['n'], 5000);
});
