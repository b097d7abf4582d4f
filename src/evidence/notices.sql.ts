import { type Db, type DbRow, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** Something that people outside have to be told, once. */
export interface Notice {
  /** Names it: what has the same id is the same. */
  readonly id: string;
  /** `exposure`, `advisories-held`, `private-name-public`. */
  readonly kind: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What it is about: of an exposure the file, lower-case hex; else a name. */
  readonly subject: string;
  /** JSON, as it is sent. */
  readonly body: string;
}

/** A notice that waits to be sent. */
export interface Delivery {
  readonly notice: Notice;
  /** How often it was tried. */
  readonly tries: number;
}

/** The tables of this store. */
export const NOTICE_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/notice-1',
    statements: [
      `CREATE TABLE notice (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
        logged INTEGER NOT NULL)`,
      'CREATE INDEX notice_by_subject ON notice (subject, kind)',
      'CREATE INDEX notice_by_kind ON notice (kind, logged, at)',
      `CREATE TABLE delivery (
        id TEXT PRIMARY KEY, due INTEGER NOT NULL, tries INTEGER NOT NULL, ended INTEGER, outcome TEXT)`,
      'CREATE INDEX delivery_due ON delivery (ended, due)',
      'CREATE TABLE judged_project (project TEXT PRIMARY KEY, grounds TEXT NOT NULL)',
    ],
  },
];

/** What was to be told, what was told already, and what still has to be sent. */
export class Notices {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Takes a notice in, before it is in the log; whether it is new. */
  async begin({ id, kind, at, subject, body }: Notice): Promise<boolean> {
    const insert =
      'INSERT INTO notice (id, kind, at, subject, body, logged) VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING';
    return (await this.#db.run(insert, id, kind, at, subject, body)) > 0;
  }

  /** Notes that it is in the log; from then on it is shown, and sent where it is to be. */
  async logged(id: string, isSent: boolean, now: number): Promise<void> {
    await this.#db.transaction(async (within) => {
      const changed = await within.run('UPDATE notice SET logged = 1 WHERE id = ? AND logged = 0', id);
      if (changed > 0 && isSent)
        await within.run('INSERT INTO delivery (id, due, tries) VALUES (?, ?, 0) ON CONFLICT DO NOTHING', id, now);
    });
  }

  /** Those that a crash may have kept from the log. */
  async unlogged(): Promise<Notice[]> {
    return (await this.#db.all('SELECT * FROM notice WHERE logged = 0 ORDER BY at, id')).map(asNotice);
  }

  /** What was told of something. */
  async about(kind: string, subject: string): Promise<Notice[]> {
    const rows = await this.#db.all('SELECT * FROM notice WHERE subject = ? AND kind = ?', subject, kind);
    return rows.map(asNotice);
  }

  /** The latest of a kind that are in the log. */
  async latest(kind: string, limit: number): Promise<Notice[]> {
    const select = 'SELECT * FROM notice WHERE kind = ? AND logged = 1 ORDER BY at DESC, id LIMIT ?';
    return (await this.#db.all(select, kind, limit)).map(asNotice);
  }

  /** How many of a kind are in the log. */
  async count(kind: string): Promise<number> {
    const [row] = await this.#db.all('SELECT COUNT(*) AS told FROM notice WHERE kind = ? AND logged = 1', kind);
    return numberIn(row, 'told') ?? 0;
  }

  /** What is to be sent by now; what is due later than anything can be was written under another clock. */
  async due(now: number, longest: number, limit: number): Promise<Delivery[]> {
    const rows = await this.#db.all(
      'SELECT notice.*, delivery.tries FROM delivery JOIN notice ON notice.id = delivery.id' +
        ' WHERE delivery.ended IS NULL AND (delivery.due <= ? OR delivery.due > ?) ORDER BY notice.at, notice.id LIMIT ?',
      now,
      now + longest,
      limit,
    );
    return rows.map((row) => ({ notice: asNotice(row), tries: numberIn(row, 'tries') ?? 0 }));
  }

  /** How many wait to be sent. */
  async waiting(): Promise<number> {
    const [row] = await this.#db.all('SELECT COUNT(*) AS waiting FROM delivery WHERE ended IS NULL');
    return numberIn(row, 'waiting') ?? 0;
  }

  /** It was not taken: it is to be tried again then. */
  async postpone(id: string, due: number): Promise<void> {
    await this.#db.run('UPDATE delivery SET due = ?, tries = tries + 1 WHERE id = ?', due, id);
  }

  /** It was taken, or nobody tries any more. */
  async end(id: string, outcome: 'sent' | 'given-up', now: number): Promise<void> {
    await this.#db.run('UPDATE delivery SET ended = ?, outcome = ?, tries = tries + 1 WHERE id = ?', now, outcome, id);
  }

  /** On what the served files of each project were last judged. */
  async judged(): Promise<Map<string, string>> {
    const rows = await this.#db.all('SELECT project, grounds FROM judged_project');
    return new Map(rows.map((row) => [textIn(row, 'project'), textIn(row, 'grounds')]));
  }

  /** Notes on what the served files of projects were judged. */
  async judge(all: ReadonlyMap<string, string>): Promise<void> {
    const insert =
      'INSERT INTO judged_project (project, grounds) VALUES (?, ?) ON CONFLICT (project) DO UPDATE SET grounds = excluded.grounds';
    await this.#db.transaction(async (within) => {
      for (const [project, grounds] of all) await within.run(insert, project, grounds);
    });
  }
}

function asNotice(row: DbRow): Notice {
  return {
    id: textIn(row, 'id'),
    kind: textIn(row, 'kind'),
    at: numberIn(row, 'at') ?? 0,
    subject: textIn(row, 'subject'),
    body: textIn(row, 'body'),
  };
}
