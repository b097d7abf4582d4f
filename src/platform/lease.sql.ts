import { type Db, numberIn, textIn } from './db.ts';
import type { Migration } from './migrate.ts';

/** The table of leases. */
export const LEASE_MIGRATIONS: readonly Migration[] = [
  {
    id: 'platform/lease-1',
    statements: ['CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL)'],
  },
];

const TAKE =
  'INSERT INTO lease (name, holder, until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until';

/** Who of several processes on one database does what only one is to do. */
export class Leases {
  readonly #db: Db;
  readonly #holder: string;

  /** @param holder names this process and this run of it */
  constructor(db: Db, holder: string) {
    this.#db = db;
    this.#holder = holder;
  }

  /**
   * Takes or renews a lease; whether this process has it now, for so many milliseconds. One that would last longer
   * than anybody asks for was written under another clock, and binds nobody.
   */
  async take(name: string, now: number, milliseconds: number): Promise<boolean> {
    return await this.#db.transaction(async (within) => {
      const [row] = await within.all('SELECT holder, until FROM lease WHERE name = ?', name);
      const until = numberIn(row, 'until') ?? 0;
      const isFree = until <= now || until > now + 2 * milliseconds;
      if (row !== undefined && textIn(row, 'holder') !== this.#holder && !isFree) return false;
      await within.run(TAKE, name, this.#holder, now + milliseconds);
      return true;
    });
  }

  /** Gives a lease back, where this process has it. */
  async give(name: string): Promise<void> {
    await this.#db.run('DELETE FROM lease WHERE name = ? AND holder = ?', name, this.#holder);
  }
}
