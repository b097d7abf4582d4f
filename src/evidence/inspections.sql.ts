import { type Db, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** What was found in bytes, as it is stored. */
export interface StoredInspection {
  /** JSON, of whoever inspects. */
  readonly body: string;
  /** The file's own `METADATA` or `PKG-INFO`; null where it has none. */
  readonly metadata: Uint8Array | null;
  /** Bytes of the file. */
  readonly size: number;
}

/** The tables of this store. */
export const INSPECTION_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/inspection-1',
    statements: [
      `CREATE TABLE inspection (
        sha256 TEXT PRIMARY KEY, version INTEGER NOT NULL, at INTEGER NOT NULL, size INTEGER NOT NULL,
        body TEXT NOT NULL, metadata BLOB)`,
    ],
  },
];

/** Hashes asked for in one statement. */
const AT_ONCE = 200;

/** What was found in fetched files, by their bytes. */
export class Inspections {
  readonly #db: Db;
  readonly #version: number;

  /** @param version of the inspection: what another one found is looked for again */
  constructor(db: Db, version: number) {
    this.#db = db;
    this.#version = version;
  }

  async save(sha256: string, { body, metadata, size }: StoredInspection, now: number): Promise<void> {
    const insert =
      'INSERT INTO inspection (sha256, version, at, size, body, metadata) VALUES (?, ?, ?, ?, ?, ?)' +
      ' ON CONFLICT (sha256) DO UPDATE SET version = excluded.version, at = excluded.at, body = excluded.body, metadata = excluded.metadata';
    await this.#db.run(insert, sha256, this.#version, now, size, body, metadata);
  }

  /** The bodies of those that are known, by hash. */
  async bodies(hashes: readonly string[]): Promise<Map<string, Pick<StoredInspection, 'body' | 'size'>>> {
    const found = new Map<string, Pick<StoredInspection, 'body' | 'size'>>();
    for (let from = 0; from < hashes.length; from += AT_ONCE) {
      // Always as many places, so that the statement is prepared once.
      const some = Array.from({ length: AT_ONCE }, (_, index) => hashes[from + index] ?? '');
      const places = some.map(() => '?').join(', ');
      const select = `SELECT sha256, size, body FROM inspection WHERE version = ? AND sha256 IN (${places})`;
      for (const row of await this.#db.all(select, this.#version, ...some))
        found.set(textIn(row, 'sha256'), { body: textIn(row, 'body'), size: numberIn(row, 'size') ?? 0 });
    }
    return found;
  }

  /** The metadata of a file; undefined where it is not known. */
  async metadata(sha256: string): Promise<Uint8Array | undefined> {
    const [row] = await this.#db.all('SELECT metadata FROM inspection WHERE sha256 = ?', sha256);
    const metadata = row?.['metadata'];
    return metadata instanceof Uint8Array ? metadata : undefined;
  }
}
