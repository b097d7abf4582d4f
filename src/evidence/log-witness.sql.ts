import { type Db, type DbRow, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';
import type { StatedHead } from './log-head.ts';

/** The tables of this store. */
export const WITNESS_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/log-head-1',
    statements: [
      `CREATE TABLE log_head (
        chain TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL, key TEXT NOT NULL,
        prev TEXT NOT NULL)`,
    ],
  },
];

/** Reads every head that is kept. */
export const SELECT_HEADS = 'SELECT chain, seq, hash, at, key, prev FROM log_head ORDER BY chain';

/**
 * The last signed head of each chain, kept apart from the log: whoever cuts the end off the log and its heads has to
 * change the database as well.
 */
export class Witness {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Keeps a head; one that is older than what is kept changes nothing. */
  async keep({ chain, seq, hash, at, key, prev }: StatedHead): Promise<void> {
    const upsert =
      'INSERT INTO log_head (chain, seq, hash, at, key, prev) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (chain) DO UPDATE SET' +
      ' seq = excluded.seq, hash = excluded.hash, at = excluded.at, key = excluded.key, prev = excluded.prev' +
      ' WHERE excluded.seq > log_head.seq';
    await this.#db.run(upsert, chain, seq, hash, at, key, prev);
  }

  async heads(): Promise<StatedHead[]> {
    return (await this.#db.all(SELECT_HEADS)).map(witnessed);
  }
}

/** The head that a row of {@link SELECT_HEADS} stands for. */
export function witnessed(row: DbRow): StatedHead {
  return {
    chain: textIn(row, 'chain'),
    seq: numberIn(row, 'seq') ?? 0,
    hash: textIn(row, 'hash'),
    at: numberIn(row, 'at') ?? 0,
    key: textIn(row, 'key'),
    prev: textIn(row, 'prev'),
  };
}
