import { type Db, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** The metadata that an index served beside a wheel. */
export interface Sidecar {
  /** Lower-case hex of the content. */
  readonly sha256: string;
  readonly content: Uint8Array;
}

/** The tables of this store. */
export const SIDECAR_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/sidecar-1',
    statements: [
      `CREATE TABLE sidecar (
        upstream TEXT NOT NULL, filename TEXT NOT NULL, project TEXT NOT NULL, sha256 TEXT NOT NULL,
        content BLOB NOT NULL, PRIMARY KEY (upstream, filename))`,
      'CREATE INDEX sidecar_by_project ON sidecar (upstream, project)',
    ],
  },
];

/** Remembers for good what was passed on as the metadata of a wheel whose own was not looked at yet. */
export class Sidecars {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The hashes of those of a project, by file name. */
  async hashes(upstream: string, project: string): Promise<Map<string, string>> {
    const select = 'SELECT filename, sha256 FROM sidecar WHERE upstream = ? AND project = ?';
    const rows = await this.#db.all(select, upstream, project);
    return new Map(rows.map((row) => [textIn(row, 'filename'), textIn(row, 'sha256')]));
  }

  async of(upstream: string, filename: string): Promise<Sidecar | undefined> {
    const select = 'SELECT sha256, content FROM sidecar WHERE upstream = ? AND filename = ?';
    const [row] = await this.#db.all(select, upstream, filename);
    const content = row?.['content'];
    return content instanceof Uint8Array ? { sha256: textIn(row, 'sha256'), content } : undefined;
  }

  /** Remembers one. Whoever was first stays: the answer is what is remembered. */
  async keep(upstream: string, project: string, filename: string, { sha256, content }: Sidecar): Promise<string> {
    return await this.#db.transaction(async (within) => {
      const insert =
        'INSERT INTO sidecar (upstream, filename, project, sha256, content) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
      await within.run(insert, upstream, filename, project, sha256, content);
      const select = 'SELECT sha256 FROM sidecar WHERE upstream = ? AND filename = ?';
      const [row] = await within.all(select, upstream, filename);
      return textIn(row, 'sha256');
    });
  }
}
