import { type Db, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** Advisories that are not in force for some projects until a person says so. */
export interface AdvisoryHold {
  /** The id of the hold in the queue. */
  readonly id: string;
  /** Names the state of the advisories that waits. */
  readonly state: string;
  /** Normal names of the projects for which the advisories before are in force. */
  readonly names: readonly string[];
}

/** The table of this store. */
export const ADVISORY_HOLD_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/advisory-hold-1',
    statements: [
      'CREATE TABLE advisory_hold (slot INTEGER PRIMARY KEY, id TEXT NOT NULL, state TEXT NOT NULL, names TEXT NOT NULL)',
    ],
  },
];

const SAVE =
  'INSERT INTO advisory_hold (slot, id, state, names) VALUES (1, ?, ?, ?) ON CONFLICT (slot) DO UPDATE SET id = excluded.id, state = excluded.state, names = excluded.names';

/** Remembers over restarts which advisories wait for a person; there is one such state at a time. */
export class AdvisoryHolds {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async load(): Promise<AdvisoryHold | undefined> {
    const [row] = await this.#db.all('SELECT id, state, names FROM advisory_hold WHERE slot = 1');
    if (row === undefined) return undefined;
    const names = textIn(row, 'names')
      .split(' ')
      .filter((name) => name !== '');
    return { id: textIn(row, 'id'), state: textIn(row, 'state'), names };
  }

  async save({ id, state, names }: AdvisoryHold): Promise<void> {
    await this.#db.run(SAVE, id, state, names.join(' '));
  }

  async clear(): Promise<void> {
    await this.#db.run('DELETE FROM advisory_hold WHERE slot = 1');
  }
}
