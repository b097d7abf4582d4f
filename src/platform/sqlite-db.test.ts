import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DbError } from './db.ts';
import { openSqlite } from './sqlite-db.ts';
import { databaseContract } from './testing/db-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'rind-db-'));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('a database of SQLite', () => {
  databaseContract(async () => openSqlite(join(folder, 'contract.db')));

  it('is busy, after its patience, while another process changes it', async () => {
    const file = join(folder, 'busy.db');
    const [one, two] = [openSqlite(file), openSqlite(file, { patienceMs: 50 })];
    await one.run('CREATE TABLE thing (name TEXT)');
    await one.transaction(async () => {
      const late = two.run("INSERT INTO thing VALUES ('a')");
      await assert.rejects(late, (error: unknown) => error instanceof DbError && error.failure === 'busy');
    });
    await one.close();
    await two.close();
  });
});
