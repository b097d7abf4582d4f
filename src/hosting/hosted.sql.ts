import { type Db, DbError, type DbRow, numberIn, type Statements, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';
import { fileIdentity } from './file-identity.ts';

/** A file of the team's own. */
export interface HostedFile {
  /** Normal name. */
  readonly project: string;
  readonly filename: string;
  /** As PEP 440 normalises it. */
  readonly version: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly uploaded: number;
  /** The id of the token that uploaded it. */
  readonly uploader: string;
  readonly requiresPython: string | null;
  /** Why it was withdrawn, empty where no reason was given; null while it was not. Source: PEP 592. */
  readonly yanked: string | null;
}

/** A name, or all that begin with it, given to uploads by an administrator. */
export interface Claim {
  /** Normal name. */
  readonly name: string;
  /** Whether it holds for `name-…` as well. Source: PEP 752. */
  readonly prefix: boolean;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly made: number;
}

/** What became of an upload. `same`: these very bytes were uploaded under that name before. */
export type Added = 'added' | 'same' | 'taken' | 'deleted';

/** The tables of this store. */
export const HOSTING_MIGRATIONS: readonly Migration[] = [
  {
    id: 'hosting/file-1',
    statements: [
      `CREATE TABLE hosted_file (
        filename TEXT PRIMARY KEY, project TEXT NOT NULL, version TEXT NOT NULL, sha256 TEXT NOT NULL,
        size INTEGER NOT NULL, uploaded INTEGER NOT NULL, uploader TEXT NOT NULL, requires_python TEXT,
        yanked TEXT, deleted INTEGER, deleted_by TEXT)`,
      'CREATE INDEX hosted_file_by_project ON hosted_file (project)',
      'CREATE TABLE hosted_project (project TEXT PRIMARY KEY, generation INTEGER NOT NULL)',
      'CREATE TABLE claim (name TEXT PRIMARY KEY, prefix INTEGER NOT NULL, by_whom TEXT NOT NULL, made INTEGER NOT NULL)',
      'CREATE TABLE foreign_name (name TEXT PRIMARY KEY, since INTEGER NOT NULL)',
    ],
  },
];

/** Names that were asked for elsewhere: some 60 MB. */
const MOST_FOREIGN = 1_000_000;

const RAISE =
  'INSERT INTO hosted_project (project, generation) VALUES (?, 1) ON CONFLICT (project) DO UPDATE SET generation = hosted_project.generation + 1';

/**
 * Projects of the team's own. The name of a file is used once and for ever: what was deleted leaves its name
 * behind, so that nobody can put other bytes where a lock file expects those. Another way of writing it is the same name.
 */
export class Hosted {
  readonly #db: Db;
  readonly #mostForeign: number;
  #foreign: number | undefined;

  constructor(db: Db, mostForeign: number = MOST_FOREIGN) {
    this.#db = db;
    this.#mostForeign = mostForeign;
  }

  /** Whether a project is one of ours, whatever became of its files. */
  async has(project: string): Promise<boolean> {
    return (await this.#db.all('SELECT 1 FROM hosted_project WHERE project = ?', project)).length > 0;
  }

  /** Another text after every change of any project or claim. */
  async epoch(): Promise<string> {
    const [projects] = await this.#db.all('SELECT COUNT(*) AS count, SUM(generation) AS sum FROM hosted_project');
    const [claims] = await this.#db.all('SELECT COUNT(*) AS count, MAX(made) AS last, SUM(prefix) AS sum FROM claim');
    return JSON.stringify([projects, claims]);
  }

  /** How often something changed about each project. */
  async generations(): Promise<Map<string, number>> {
    const rows = await this.#db.all('SELECT project, generation FROM hosted_project');
    return new Map(rows.map((row) => [textIn(row, 'project'), numberIn(row, 'generation') ?? 0]));
  }

  /** How often something changed about a project; 0 for one that is not ours. */
  async generation(project: string): Promise<number> {
    const [row] = await this.#db.all('SELECT generation FROM hosted_project WHERE project = ?', project);
    return numberIn(row, 'generation') ?? 0;
  }

  /** Normal names, sorted. */
  async projects(): Promise<string[]> {
    return (await this.#db.all('SELECT project FROM hosted_project ORDER BY project')).map((row) =>
      textIn(row, 'project'),
    );
  }

  /** The files of a project that were not deleted. */
  async files(project: string): Promise<HostedFile[]> {
    const select = 'SELECT * FROM hosted_file WHERE project = ? AND deleted IS NULL ORDER BY uploaded, filename';
    return (await this.#db.all(select, project)).map(asFile);
  }

  /** Adds a file whose bytes are stored already. */
  async add(file: HostedFile): Promise<Added> {
    const { project, filename, version, sha256, size, uploaded, uploader, requiresPython } = file;
    const insert =
      'INSERT INTO hosted_file (filename, project, version, sha256, size, uploaded, uploader, requires_python) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    try {
      return await this.#db.transaction(async (within) => {
        const before = await takenIn(within, project, filename, sha256);
        if (before !== 'added') return before;
        await within.run(insert, filename, project, version, sha256, size, uploaded, uploader, requiresPython);
        await within.run(RAISE, project);
        return 'added';
      });
    } catch (error) {
      if (!(error instanceof DbError) || error.failure !== 'conflict') throw error;
    }
    return await this.taken(project, filename, sha256);
  }

  /** What adding a file would come to; `added` where its name is free. */
  taken(project: string, filename: string, sha256: string): Promise<Added> {
    return takenIn(this.#db, project, filename, sha256);
  }

  /** Deletes a file; its name stays taken. Whether there was one. */
  async remove(filename: string, by: string, now: number): Promise<boolean> {
    const update = 'UPDATE hosted_file SET deleted = ?, deleted_by = ? WHERE filename = ? AND deleted IS NULL';
    return await this.#change(filename, (within) => within.run(update, now, by, filename));
  }

  /** Takes the name of a file that was uploaded once and is not here: a restored gateway knows of it by its log alone. */
  async bury(
    { project, filename, version, sha256 }: Pick<HostedFile, 'project' | 'filename' | 'version' | 'sha256'>,
    uploaded: number,
    now: number,
  ): Promise<void> {
    const insert =
      'INSERT INTO hosted_file (filename, project, version, sha256, size, uploaded, uploader, deleted, deleted_by)' +
      ' VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
    await this.#db.transaction(async (within) => {
      await within.run(insert, filename, project, version, sha256, uploaded, '', now, 'restore');
      await within.run(RAISE, project);
    });
  }

  /** Withdraws a file, or takes that back (`null`). Whether there was one. Source: PEP 592. */
  async yank(filename: string, reason: string | null): Promise<boolean> {
    const update = 'UPDATE hosted_file SET yanked = ? WHERE filename = ? AND deleted IS NULL';
    return await this.#change(filename, (within) => within.run(update, reason, filename));
  }

  /** Gives a name to uploads. */
  async claim({ name, prefix, by, made }: Claim): Promise<void> {
    const insert =
      'INSERT INTO claim (name, prefix, by_whom, made) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET prefix = excluded.prefix, by_whom = excluded.by_whom, made = excluded.made';
    await this.#db.run(insert, name, prefix ? 1 : 0, by, made);
  }

  /** Takes a claim back: uploads that were made stay. Whether there was one. */
  async unclaim(name: string): Promise<boolean> {
    return (await this.#db.run('DELETE FROM claim WHERE name = ?', name)) > 0;
  }

  async claims(): Promise<Claim[]> {
    return (await this.#db.all('SELECT * FROM claim ORDER BY name')).map((row) => ({
      name: textIn(row, 'name'),
      prefix: numberIn(row, 'prefix') === 1,
      by: textIn(row, 'by_whom'),
      made: numberIn(row, 'made') ?? 0,
    }));
  }

  /**
   * Remembers that a name was asked for upstream, found or not: it is not free. So many and no more: whoever asks for
   * names that nobody thought of must not fill the disk. From then on no name is free: each has to be claimed.
   */
  async remember(name: string, now: number): Promise<void> {
    const known = await this.#foreignNames();
    if (known >= this.#mostForeign) return;
    const insert = 'INSERT INTO foreign_name (name, since) VALUES (?, ?) ON CONFLICT DO NOTHING';
    this.#foreign = known + (await this.#db.run(insert, name, now));
  }

  async remembers(name: string): Promise<boolean> {
    if ((await this.#db.all('SELECT 1 FROM foreign_name WHERE name = ?', name)).length > 0) return true;
    return (await this.#foreignNames()) >= this.#mostForeign;
  }

  /** How many names are remembered, about: another process adds some, too. */
  async #foreignNames(): Promise<number> {
    if (this.#foreign !== undefined) return this.#foreign;
    const [row] = await this.#db.all('SELECT COUNT(*) AS count FROM foreign_name');
    this.#foreign = numberIn(row, 'count') ?? 0;
    return this.#foreign;
  }

  #change(filename: string, change: (within: Statements) => Promise<number>): Promise<boolean> {
    return this.#db.transaction(async (within) => {
      if ((await change(within)) === 0) return false;
      const [row] = await within.all('SELECT project FROM hosted_file WHERE filename = ?', filename);
      await within.run(RAISE, textIn(row, 'project'));
      return true;
    });
  }
}

/** Looks for the name of a file among all that were ever uploaded, and for other ways of writing it among its project's. */
async function takenIn(db: Pick<Statements, 'all'>, project: string, filename: string, sha256: string): Promise<Added> {
  const select = 'SELECT filename, sha256, deleted FROM hosted_file WHERE filename = ? OR project = ?';
  const identity = fileIdentity(filename);
  const there = (await db.all(select, filename, project)).filter((row) => {
    const other = textIn(row, 'filename');
    return other === filename || (identity !== undefined && fileIdentity(other) === identity);
  });
  if (there.length === 0) return 'added';
  if (there.some((row) => numberIn(row, 'deleted') !== undefined)) return 'deleted';
  return there.every((row) => textIn(row, 'sha256') === sha256) ? 'same' : 'taken';
}

function asFile(row: DbRow): HostedFile {
  const yanked = row['yanked'];
  return {
    project: textIn(row, 'project'),
    filename: textIn(row, 'filename'),
    version: textIn(row, 'version'),
    sha256: textIn(row, 'sha256'),
    size: numberIn(row, 'size') ?? 0,
    uploaded: numberIn(row, 'uploaded') ?? 0,
    uploader: textIn(row, 'uploader'),
    requiresPython: textIn(row, 'requires_python') || null,
    yanked: typeof yanked === 'string' ? yanked : null,
  };
}
