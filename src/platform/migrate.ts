import { type Db, DbError, type Statements, textIn } from './db.ts';

/** A step of a room's tables, for good: what has run anywhere is never changed, another step follows. */
export interface Migration {
  /** `room/number-what`: unique, and in the order in which it is to run within its room. */
  readonly id: string;
  /** Statements that SQLite and PostgreSQL both understand. */
  readonly statements: readonly string[];
}

const TABLE = 'CREATE TABLE IF NOT EXISTS migration (id TEXT PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL)';

/**
 * Brings a database up to date: every step that has not run yet, each in a transaction of its own, so that a
 * crash between two of them is taken up where it stopped. Throws where a step that ran was changed
 * since, or where the database knows steps that this version of Rind does not (it is from a newer one).
 */
export async function migrate(db: Db, migrations: readonly Migration[], now: number): Promise<void> {
  await db.transaction(async (within) => {
    await within.run(TABLE);
  });
  const known = new Set(migrations.map(({ id }) => id));
  for (const row of await db.all('SELECT id FROM migration ORDER BY id')) {
    const id = textIn(row, 'id');
    if (!known.has(id)) throw new DbError('other', `the database has the step \`${id}\`, made by a newer Rind`);
  }
  for (const migration of migrations) await db.transaction((within) => step(within, migration, now));
}

async function step(within: Statements, { id, statements }: Migration, now: number): Promise<void> {
  const text = statements.join(';\n');
  const [done] = await within.all('SELECT text FROM migration WHERE id = ?', id);
  if (done !== undefined) {
    if (textIn(done, 'text') !== text) throw new DbError('other', `the step \`${id}\` ran with other statements`);
    return;
  }
  for (const statement of statements) await within.run(statement);
  await within.run('INSERT INTO migration (id, text, at) VALUES (?, ?, ?)', id, text, now);
}
