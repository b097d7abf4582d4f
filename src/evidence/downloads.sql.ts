import { type Db, type DbRow, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** Who had a file, and when. */
export interface Download {
  readonly project: string;
  readonly version: string;
  readonly filename: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly view: string;
  /** A token's id, or `anonymous`. */
  readonly principal: string;
  readonly address: string;
  /** What the client calls itself. */
  readonly agent: string;
  /** Epoch milliseconds of the first time and the last, and how often. */
  readonly first: number;
  readonly last: number;
  readonly times: number;
}

/** A file that went out through a view. */
export type ServedFile = Pick<Download, 'version' | 'filename' | 'sha256' | 'view'>;

/** One time that a file went out, as the log has it; or several, the first of them at `first`. */
export type Served = Omit<Download, 'first' | 'last' | 'times'> & {
  readonly at: number;
  readonly first?: number;
  readonly times?: number;
};

/** The tables of this store. */
export const DOWNLOAD_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/download-1',
    statements: [
      `CREATE TABLE download (
        sha256 TEXT NOT NULL, principal TEXT NOT NULL, address TEXT NOT NULL, view_name TEXT NOT NULL,
        project TEXT NOT NULL, version TEXT NOT NULL, filename TEXT NOT NULL, agent TEXT NOT NULL,
        first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, times INTEGER NOT NULL,
        PRIMARY KEY (sha256, principal, address, view_name))`,
      'CREATE INDEX download_by_project ON download (project, version)',
      'CREATE TABLE log_position (chain TEXT PRIMARY KEY, seq INTEGER NOT NULL)',
    ],
  },
  { id: 'evidence/download-2', statements: ['CREATE INDEX download_by_last ON download (last_at)'] },
];

const COUNT =
  'INSERT INTO download (sha256, principal, address, view_name, project, version, filename, agent, first_at, last_at, times)' +
  ' VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256, principal, address, view_name) DO UPDATE SET' +
  ' last_at = excluded.last_at, agent = excluded.agent, times = download.times + excluded.times';
const POSITION =
  'INSERT INTO log_position (chain, seq) VALUES (?, ?) ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq';

/** Rows that are written before others have their turn. */
const AT_ONCE = 100;

/** A row for each file and asker: of what goes out often, the same asker mostly has it several times. */
function merged(served: readonly Served[]): Iterable<Download> {
  const rows = new Map<string, Download>();
  for (const { at, first = at, times = 1, ...one } of served) {
    const key = `${one.sha256} ${one.principal} ${one.address} ${one.view}`;
    const known = rows.get(key);
    rows.set(key, { ...one, first: known?.first ?? first, last: at, times: (known?.times ?? 0) + times });
  }
  return rows.values();
}

/** Who downloaded what: made from the log, so that it can be asked. What a crash lost is made again from there. */
export class Downloads {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Counts what a chain of the log says up to an entry, once. */
  async count(chain: string, served: readonly Served[], seq: number): Promise<void> {
    await this.#db.transaction(async (within) => {
      let row = 0;
      for (const { sha256, principal, address, view, project, version, filename, agent, first, last, times } of merged(
        served,
      )) {
        const facts = [project, version, filename, agent] as const;
        await within.run(COUNT, sha256, principal, address, view, ...facts, first, last, times);
        if (++row % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await within.run(POSITION, chain, seq);
    });
  }

  /** The last entry of a chain that was counted. */
  async position(chain: string): Promise<number> {
    const [row] = await this.#db.all('SELECT seq FROM log_position WHERE chain = ?', chain);
    return numberIn(row, 'seq') ?? 0;
  }

  /** Who had a project's files, or one version's; the latest first. */
  async ofProject(project: string, version?: string): Promise<Download[]> {
    const rows =
      version === undefined
        ? await this.#db.all('SELECT * FROM download WHERE project = ? ORDER BY last_at DESC LIMIT 10000', project)
        : await this.#db.all(
            'SELECT * FROM download WHERE project = ? AND version = ? ORDER BY last_at DESC LIMIT 10000',
            project,
            version,
          );
    return rows.map(asDownload);
  }

  /** Who had a file by its bytes; the latest first. */
  async ofFile(sha256: string): Promise<Download[]> {
    const select = 'SELECT * FROM download WHERE sha256 = ? ORDER BY last_at DESC LIMIT 10000';
    return (await this.#db.all(select, sha256)).map(asDownload);
  }

  /** The versions of a project that ever went out. */
  async versions(project: string): Promise<string[]> {
    const rows = await this.#db.all('SELECT DISTINCT version FROM download WHERE project = ?', project);
    return rows.map((row) => textIn(row, 'version'));
  }

  /** The files of a project that ever went out, through each view. */
  async served(project: string): Promise<ServedFile[]> {
    const rows = await this.#db.all(
      'SELECT DISTINCT version, filename, sha256, view_name FROM download WHERE project = ? LIMIT 10000',
      project,
    );
    return rows.map((row) => ({
      version: textIn(row, 'version'),
      filename: textIn(row, 'filename'),
      sha256: textIn(row, 'sha256'),
      view: textIn(row, 'view_name'),
    }));
  }

  /** The projects of which anything went out since an instant, epoch milliseconds. */
  async projectsSince(instant: number): Promise<string[]> {
    const rows = await this.#db.all('SELECT DISTINCT project FROM download WHERE last_at >= ?', instant);
    return rows.map((row) => textIn(row, 'project'));
  }

  /** The projects of which anything ever went out. */
  async projects(): Promise<string[]> {
    const rows = await this.#db.all('SELECT DISTINCT project FROM download ORDER BY project');
    return rows.map((row) => textIn(row, 'project'));
  }
}

function asDownload(row: DbRow): Download {
  return {
    project: textIn(row, 'project'),
    version: textIn(row, 'version'),
    filename: textIn(row, 'filename'),
    sha256: textIn(row, 'sha256'),
    view: textIn(row, 'view_name'),
    principal: textIn(row, 'principal'),
    address: textIn(row, 'address'),
    agent: textIn(row, 'agent'),
    first: numberIn(row, 'first_at') ?? 0,
    last: numberIn(row, 'last_at') ?? 0,
    times: numberIn(row, 'times') ?? 0,
  };
}
