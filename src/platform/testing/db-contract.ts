import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Db, DbError, type Statements } from '../db.ts';
import { migrate } from '../migrate.ts';

/** What every driver of {@link Db} must do; `open` opens the same database again. */
export function databaseContract(open: () => Promise<Db>): void {
  const opened = async (): Promise<Db> => {
    const db = await open();
    await db.run('DROP TABLE IF EXISTS thing');
    await db.run('CREATE TABLE thing (name TEXT PRIMARY KEY, size INTEGER, body BLOB)');
    return db;
  };
  const names = async (db: Statements) =>
    (await db.all('SELECT name FROM thing ORDER BY name')).map(({ name }) => name);
  const add = 'INSERT INTO thing (name, size) VALUES (?, ?)';

  it('gives back text, whole numbers up to 2^53, bytes and nothing as they were stored', async () => {
    const db = await opened();
    const insert = 'INSERT INTO thing (name, size, body) VALUES (?, ?, ?)';
    await db.run(insert, "é'\0?", Number.MAX_SAFE_INTEGER, new Uint8Array([0, 255]));
    await db.run(insert, 'none', null, null);
    const [first, second] = await db.all('SELECT name, size, body FROM thing ORDER BY size DESC');
    const rows = [first, second].sort((a) => (a?.['size'] === null ? 1 : -1));
    assert.deepEqual(rows[0], {
      __proto__: null,
      name: "é'\0?",
      size: Number.MAX_SAFE_INTEGER,
      body: new Uint8Array([0, 255]),
    });
    assert.deepEqual(rows[1], { __proto__: null, name: 'none', size: null, body: null });
    await db.close();
  });

  it('shows others a transaction whole or not at all', async () => {
    const db = await opened();
    const other = await open();
    await db.transaction(async (within) => {
      await within.run(add, 'a', 1);
      assert.deepEqual(await names(within), ['a']);
      assert.deepEqual(await names(db), []);
      assert.deepEqual(await names(other), []);
      await within.run(add, 'b', 1);
    });
    assert.deepEqual(await names(other), ['a', 'b']);
    await db.close();
    await other.close();
  });

  it('undoes a transaction that throws, and goes on', async () => {
    const db = await opened();
    const failed = db.transaction(async (within) => {
      await within.run(add, 'a', 1);
      throw new Error('stop');
    });
    await assert.rejects(failed, /stop/);
    await db.run(add, 'b', 1);
    assert.deepEqual(await names(db), ['b']);
    await db.close();
  });

  it('runs transactions one at a time, in the order of their asking', async () => {
    const db = await opened();
    await db.run(add, 'count', 0);
    const raise = () =>
      db.transaction(async (within) => {
        const [row] = await within.all('SELECT size FROM thing WHERE name = ?', 'count');
        await new Promise((resolve) => setImmediate(resolve));
        await within.run('UPDATE thing SET size = ? WHERE name = ?', Number(row?.['size']) + 1, 'count');
      });
    await Promise.all(Array.from({ length: 20 }, raise));
    assert.deepEqual((await db.all('SELECT size FROM thing'))[0]?.['size'], 20);
    await db.close();
  });

  it('lets two connections change it in turn without losing anything', async () => {
    const [one, two] = [await opened(), await open()];
    const writes = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : two).run(add, `n${index}`, index));
    await Promise.all(writes);
    assert.equal((await names(one)).length, 40);
    await one.close();
    await two.close();
  });

  it('says which value was there already', async () => {
    const db = await opened();
    await db.run(add, 'a', 1);
    await assert.rejects(
      db.run(add, 'a', 2),
      (error: unknown) => error instanceof DbError && error.failure === 'conflict',
    );
    await db.close();
  });

  it('refuses statements of a transaction that has ended', async () => {
    const db = await opened();
    const kept = await db.transaction(async (within) => within);
    await assert.rejects(kept.run(add, 'late', 1), /has ended/);
    await db.close();
  });

  it('runs each migration once, and refuses one that was changed or is from a newer version', async () => {
    const db = await opened();
    await db.run('DROP TABLE IF EXISTS migration');
    const first = { id: 'demo/1', statements: [`INSERT INTO thing (name, size) VALUES ('one', 1)`] };
    const second = { id: 'demo/2', statements: [`INSERT INTO thing (name, size) VALUES ('two', 2)`] };
    await migrate(db, [first], 1);
    await migrate(db, [first, second], 2);
    assert.deepEqual(await names(db), ['one', 'two']);
    await assert.rejects(migrate(db, [first], 3), /newer Rind/);
    await assert.rejects(migrate(db, [{ ...first, statements: ['SELECT 1'] }, second], 3), /other statements/);
    await db.close();
  });
}
