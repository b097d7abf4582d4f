import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { LEASE_MIGRATIONS, Leases } from './lease.sql.ts';
import { migrate } from './migrate.ts';
import { openSqlite } from './sqlite-db.ts';

const folder = mkdtempSync(join(tmpdir(), 'rind-lease-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

async function two(): Promise<readonly [Leases, Leases]> {
  const db = openSqlite(join(folder, `${made++}.db`));
  await migrate(db, LEASE_MIGRATIONS, 0);
  return [new Leases(db, 'one'), new Leases(db, 'other')];
}

describe('a lease', () => {
  it('is of one process until it ends, and its holder renews it', async () => {
    const [one, other] = await two();
    assert.deepEqual([await one.take('a', 0, 100), await other.take('a', 50, 100)], [true, false]);
    assert.deepEqual([await one.take('a', 90, 100), await other.take('a', 150, 100)], [true, false]);
    assert.deepEqual([await other.take('a', 190, 100), await one.take('a', 200, 100)], [true, false]);
    assert.equal(await one.take('b', 200, 100), true);
  });

  it('that is given back is free, and nobody gives back what another has', async () => {
    const [one, other] = await two();
    await one.take('a', 0, 100);
    await other.give('a');
    assert.equal(await other.take('a', 1, 100), false);
    await one.give('a');
    assert.equal(await other.take('a', 1, 100), true);
  });

  it('of a clock that was set back binds nobody', async () => {
    const [one, other] = await two();
    await one.take('a', 1_000_000, 100);
    assert.equal(await other.take('a', 10, 100), true);
  });
});
