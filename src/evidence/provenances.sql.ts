import type { Db } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** The tables of this store. */
export const PROVENANCE_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/provenance-1',
    statements: [
      `CREATE TABLE provenance (
        sha256 TEXT NOT NULL, upstream TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (sha256, upstream))`,
    ],
  },
];

/** What indexes vouch for about files, as it came: kept by the file's bytes, and apart for each index. Not verified. */
export class Provenances {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Undefined where nothing was fetched yet. */
  async of(sha256: string, upstream: string): Promise<Uint8Array | undefined> {
    const select = 'SELECT body FROM provenance WHERE sha256 = ? AND upstream = ?';
    const body = (await this.#db.all(select, sha256, upstream))[0]?.['body'];
    return body instanceof Uint8Array ? body : undefined;
  }

  /** Keeps what came; what was kept before stays. */
  async save(sha256: string, upstream: string, body: Uint8Array, now: number): Promise<void> {
    const insert = 'INSERT INTO provenance (sha256, upstream, at, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
    await this.#db.run(insert, sha256, upstream, now, body);
  }
}
