import { type Db, type DbRow, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';
import type { Ruling } from './ruling.ts';

/** A ruling, and the view that it holds for. */
export interface StoredRuling extends Ruling {
  /** Null for every view. */
  readonly view: string | null;
}

/** The tables of this store. */
export const RULING_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/ruling-1',
    statements: [
      `CREATE TABLE ruling (
        id TEXT PRIMARY KEY, word TEXT NOT NULL, spec TEXT NOT NULL, view_name TEXT, reason TEXT NOT NULL,
        owner TEXT NOT NULL, expires INTEGER, seen TEXT, lifts TEXT, made INTEGER NOT NULL, removed INTEGER)`,
      'CREATE TABLE epoch (name TEXT PRIMARY KEY, generation INTEGER NOT NULL)',
    ],
  },
];

const RAISE =
  'INSERT INTO epoch (name, generation) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET generation = epoch.generation + 1';
const EPOCH = 'rulings';

/** Persons' standing words. Every change raises the epoch, by which other processes learn of it. */
export class Rulings {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Those that were not taken back, oldest first; expired ones too. */
  async all(): Promise<StoredRuling[]> {
    return (await this.#db.all('SELECT * FROM ruling WHERE removed IS NULL ORDER BY made, id')).map(asRuling);
  }

  /** All that were ever made, with when they were taken back; null while they were not. */
  async ever(): Promise<(StoredRuling & { readonly removed: number | null })[]> {
    const rows = await this.#db.all('SELECT * FROM ruling ORDER BY made, id');
    return rows.map((row) => ({ ...asRuling(row), removed: numberIn(row, 'removed') ?? null }));
  }

  /** Adds one; the epoch that it is effective from. */
  async add(ruling: StoredRuling): Promise<number> {
    const { id, word, spec, view, reason, owner, expires, seen, lifts, made } = ruling;
    const insert =
      'INSERT INTO ruling (id, word, spec, view_name, reason, owner, expires, seen, lifts, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
    return await this.#db.transaction(async (within) => {
      const lists = [seen?.join(' ') ?? null, lifts?.join(' ') ?? null] as const;
      await within.run(insert, id, word, spec, view, reason, owner, expires, ...lists, made);
      await within.run(RAISE, EPOCH);
      return epochIn(await within.all('SELECT generation FROM epoch WHERE name = ?', EPOCH));
    });
  }

  /** Takes one back: the epoch from which it no longer holds; undefined where there is none of that id. */
  async remove(id: string, now: number): Promise<number | undefined> {
    return await this.#db.transaction(async (within) => {
      const taken = await within.run('UPDATE ruling SET removed = ? WHERE id = ? AND removed IS NULL', now, id);
      if (taken === 0) return undefined;
      await within.run(RAISE, EPOCH);
      return epochIn(await within.all('SELECT generation FROM epoch WHERE name = ?', EPOCH));
    });
  }

  /** Counts a change of something else that every gateway has to take over: a claim. */
  async raise(): Promise<number> {
    return await this.#db.transaction(async (within) => {
      await within.run(RAISE, EPOCH);
      return epochIn(await within.all('SELECT generation FROM epoch WHERE name = ?', EPOCH));
    });
  }

  /** The number of changes so far. */
  async epoch(): Promise<number> {
    return epochIn(await this.#db.all('SELECT generation FROM epoch WHERE name = ?', EPOCH));
  }
}

function epochIn([row]: readonly DbRow[]): number {
  return numberIn(row, 'generation') ?? 0;
}

function asRuling(row: DbRow): StoredRuling {
  const word = textIn(row, 'word');
  const [seen, lifts] = [listIn(row, 'seen'), listIn(row, 'lifts')];
  return {
    id: textIn(row, 'id'),
    // What another version wrote and this one does not know stops, rather than lets through.
    word: word === 'allow' || word === 'hold' ? word : 'deny',
    spec: textIn(row, 'spec'),
    // The empty name is that of the view at `/simple/`: a word for it alone is none for every view.
    view: typeof row['view_name'] === 'string' ? row['view_name'] : null,
    reason: textIn(row, 'reason'),
    owner: textIn(row, 'owner'),
    expires: numberIn(row, 'expires') ?? null,
    made: numberIn(row, 'made') ?? 0,
    ...(seen === undefined ? {} : { seen }),
    ...(lifts === undefined ? {} : { lifts }),
  };
}

/** An empty list is not the same as none: an `allow` of no file at all. */
function listIn(row: DbRow, column: string): readonly string[] | undefined {
  const value = row[column];
  return typeof value === 'string' ? value.split(' ').filter((part) => part !== '') : undefined;
}
