import { type Db, type DbRow, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** What is remembered of a file since an upstream first listed it. */
export interface Pin {
  readonly filename: string;
  /** Lower-case hex: what the file was when it was first listed with a hash, or fetched. Null until then. */
  readonly sha256: string | null;
  /** Epoch milliseconds. */
  readonly firstSeen: number;
  /** Epoch milliseconds: since when its upstream no longer lists it; null while it does. */
  readonly gone: number | null;
  /** Epoch milliseconds of its upload as PyPI says of the same bytes; null where its index says it, or nobody does. */
  readonly uploaded: number | null;
}

/** What is remembered of bytes: whose they are, and since when. */
export type FileOrigin = Pick<Pin, 'firstSeen' | 'uploaded'> & { readonly upstream: string };

/** The tables of this store. */
export const PIN_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/pin-1',
    statements: [
      `CREATE TABLE pin (
        upstream TEXT NOT NULL, filename TEXT NOT NULL, project TEXT NOT NULL, sha256 TEXT,
        first_seen INTEGER NOT NULL, gone INTEGER, PRIMARY KEY (upstream, filename))`,
      'CREATE INDEX pin_by_project ON pin (upstream, project)',
      'CREATE INDEX pin_by_hash ON pin (sha256)',
    ],
  },
  {
    id: 'evidence/pin-2',
    statements: ['ALTER TABLE pin ADD COLUMN uploaded INTEGER', 'ALTER TABLE pin ADD COLUMN asked INTEGER'],
  },
  {
    id: 'evidence/pin-in-order',
    statements: ['CREATE INDEX pin_in_order ON pin (upstream, project, filename)', 'DROP INDEX pin_by_project'],
  },
];

/** Files in one question or one transaction: others wait meanwhile, and longest for the end of a transaction. */
const AT_ONCE = 100;

/** Remembers files of upstreams for good: what they were when they were first seen. */
export class Pins {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** What is remembered of a project's files, by file name. */
  async of(upstream: string, project: string): Promise<Map<string, Pin>> {
    const pins = new Map<string, Pin>();
    const select =
      'SELECT filename, sha256, first_seen, gone, uploaded FROM pin WHERE upstream = ? AND project = ? AND filename > ?' +
      ' ORDER BY filename LIMIT ?';
    for (let last = '', more = true; more; ) {
      const rows = await this.#db.all(select, upstream, project, last, AT_ONCE);
      for (const row of rows) pins.set(textIn(row, 'filename'), asPin(row));
      last = textIn(rows.at(-1), 'filename');
      more = rows.length === AT_ONCE;
    }
    return pins;
  }

  /** What is remembered of a project's files, whichever upstream listed them. */
  async ofProject(project: string): Promise<(Pin & { readonly upstream: string })[]> {
    const rows = await this.#db.all('SELECT * FROM pin WHERE project = ? ORDER BY upstream, filename', project);
    return rows.map((row) => ({ ...asPin(row), upstream: textIn(row, 'upstream') }));
  }

  /** Remembers files that are listed for the first time, with their hash where the page gives one. */
  async add(
    upstream: string,
    project: string,
    files: readonly { readonly filename: string; readonly sha256: string | null }[],
    now: number,
  ): Promise<void> {
    for (let from = 0; from < files.length; from += AT_ONCE)
      await this.#db.transaction(async (within) => {
        for (const { filename, sha256 } of files.slice(from, from + AT_ONCE))
          await within.run(
            'INSERT INTO pin (upstream, filename, project, sha256, first_seen) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
            upstream,
            filename,
            project,
            sha256,
            now,
          );
      });
  }

  /** Remembers what a file is that was listed without a hash. Whoever was first stays: the answer is what is remembered. */
  async bind(upstream: string, filename: string, sha256: string): Promise<string> {
    return await this.#db.transaction(async (within) => {
      const set = 'UPDATE pin SET sha256 = ? WHERE upstream = ? AND filename = ? AND sha256 IS NULL';
      await within.run(set, sha256, upstream, filename);
      const [row] = await within.all('SELECT sha256 FROM pin WHERE upstream = ? AND filename = ?', upstream, filename);
      return textIn(row, 'sha256');
    });
  }

  /** Marks files as gone from their page, or as back on it (`null`). */
  async mark(upstream: string, filenames: readonly string[], gone: number | null): Promise<void> {
    if (filenames.length === 0) return;
    await this.#db.transaction(async (within) => {
      for (const filename of filenames)
        await within.run('UPDATE pin SET gone = ? WHERE upstream = ? AND filename = ?', gone, upstream, filename);
    });
  }

  /** The projects of which an upstream listed a file, sorted. A step of the index for each, not for each file. */
  async projectsOf(upstream: string): Promise<string[]> {
    const next = 'SELECT MIN(project) FROM pin WHERE upstream = ?';
    const select =
      `WITH RECURSIVE known(project) AS (${next} UNION ALL SELECT (${next} AND project > known.project) FROM known` +
      ' WHERE known.project IS NOT NULL) SELECT project FROM known WHERE project IS NOT NULL';
    return (await this.#db.all(select, upstream, upstream)).map((row) => textIn(row, 'project'));
  }

  /** The files of a project about whose upload nobody was asked yet. */
  async undated(upstream: string, project: string): Promise<Set<string>> {
    const select = 'SELECT filename FROM pin WHERE upstream = ? AND project = ? AND asked IS NULL';
    return new Set((await this.#db.all(select, upstream, project)).map((row) => textIn(row, 'filename')));
  }

  /** Remembers what was told of uploads, by hash: only of the very same bytes. Nobody has to be asked again. */
  async date(
    upstream: string,
    files: readonly { readonly filename: string; readonly sha256: string | null; readonly uploaded: number | null }[],
    now: number,
  ): Promise<void> {
    const update =
      'UPDATE pin SET asked = ?, uploaded = CASE WHEN sha256 = ? THEN ? ELSE uploaded END WHERE upstream = ? AND filename = ?';
    for (let from = 0; from < files.length; from += AT_ONCE)
      await this.#db.transaction(async (within) => {
        for (const { filename, sha256, uploaded } of files.slice(from, from + AT_ONCE))
          await within.run(update, now, sha256, uploaded, upstream, filename);
      });
  }

  /** Where files come from, by their bytes: the upstream's name, and when it was first seen. */
  async origins(hashes: readonly string[]): Promise<Map<string, FileOrigin>> {
    const found = new Map<string, FileOrigin>();
    for (const sha256 of hashes)
      for (const row of await this.#db.all('SELECT upstream, first_seen, uploaded FROM pin WHERE sha256 = ?', sha256))
        found.set(sha256, {
          upstream: textIn(row, 'upstream'),
          firstSeen: numberIn(row, 'first_seen') ?? 0,
          uploaded: numberIn(row, 'uploaded') ?? null,
        });
    return found;
  }

  /** The files of a project that any upstream ever listed, with their hash where it is known. */
  async everywhere(project: string): Promise<Pick<Pin, 'filename' | 'sha256'>[]> {
    const rows = await this.#db.all('SELECT filename, sha256 FROM pin WHERE project = ? ORDER BY filename', project);
    return rows.map(asPin);
  }

  /** The file that has these bytes, as it was first seen. */
  async byHash(sha256: string): Promise<{ readonly project: string; readonly filename: string } | undefined> {
    const select = 'SELECT project, filename FROM pin WHERE sha256 = ? ORDER BY first_seen, upstream, filename LIMIT 1';
    const [row] = await this.#db.all(select, sha256);
    return row === undefined ? undefined : { project: textIn(row, 'project'), filename: textIn(row, 'filename') };
  }

  /** The projects whose page was ever asked for. */
  async projects(): Promise<string[]> {
    return (await this.#db.all('SELECT DISTINCT project FROM pin')).map((row) => textIn(row, 'project'));
  }

  /** Whether any upstream's file of a project is remembered: its name is not free. */
  async knows(project: string): Promise<boolean> {
    return (await this.#db.all('SELECT 1 FROM pin WHERE project = ? LIMIT 1', project)).length > 0;
  }
}

function asPin(row: DbRow): Pin {
  return {
    filename: textIn(row, 'filename'),
    sha256: textIn(row, 'sha256') || null,
    firstSeen: numberIn(row, 'first_seen') ?? 0,
    gone: numberIn(row, 'gone') ?? null,
    uploaded: numberIn(row, 'uploaded') ?? null,
  };
}
