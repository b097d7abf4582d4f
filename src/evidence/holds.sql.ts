import { type Db, type DbRow, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** A file that somebody asked for, and that waits for a person. */
export interface Hold {
  /** As `holdKey` makes it: the same for as long as it waits. */
  readonly id: string;
  /** The id of the decision that somebody was last told of. */
  readonly decision: string;
  /** Ids of the rules and advisories that hold it: what a release lifts, and nothing else. */
  readonly found: readonly string[];
  readonly view: string;
  readonly project: string;
  readonly version: string;
  readonly filename: string;
  /** Lower-case hex; null while it is not known. */
  readonly sha256: string | null;
  readonly rule: string;
  readonly summary: string;
  /** Epoch milliseconds of the first asking and the last, and how often. */
  readonly since: number;
  readonly asked: number;
  readonly times: number;
  /** How it ended; null while it waits. */
  readonly word: 'release' | 'refuse' | null;
}

/** The tables of this store. */
export const HOLD_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/hold-1',
    statements: [
      `CREATE TABLE hold (
        id TEXT PRIMARY KEY, view_name TEXT NOT NULL, project TEXT NOT NULL, version TEXT NOT NULL,
        filename TEXT NOT NULL, sha256 TEXT, rule TEXT NOT NULL, summary TEXT NOT NULL, since INTEGER NOT NULL,
        asked INTEGER NOT NULL, times INTEGER NOT NULL, word TEXT, ended INTEGER, by_whom TEXT)`,
      'CREATE INDEX hold_waiting ON hold (word, since)',
      `CREATE TABLE decision (id TEXT PRIMARY KEY, project TEXT NOT NULL, made INTEGER NOT NULL, body TEXT NOT NULL)`,
    ],
  },
  {
    // Holds were keyed by decision, and did not say what was found: what still waits is asked for again.
    id: 'evidence/hold-2',
    statements: [
      'DELETE FROM hold',
      "ALTER TABLE hold ADD COLUMN decision TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE hold ADD COLUMN found TEXT NOT NULL DEFAULT ''",
    ],
  },
  {
    id: 'evidence/decision-2',
    statements: [
      'ALTER TABLE decision ADD COLUMN seen INTEGER NOT NULL DEFAULT 0',
      'ALTER TABLE decision ADD COLUMN told INTEGER',
      // Of whom nobody knows any more whether somebody was told: they stay.
      'UPDATE decision SET seen = made, told = made',
      'CREATE INDEX decision_by_seen ON decision (told, seen)',
    ],
  },
];

/** A hold as somebody asks for it. */
export type AskedHold = Omit<Hold, 'since' | 'asked' | 'times' | 'word'>;

/** A gateway goes on holding for so long after a release, until it has heard of it. Unit: milliseconds. */
const HEARD_WITHIN = 10_000;

const INSERT =
  'INSERT INTO hold (id, decision, found, view_name, project, version, filename, sha256, rule, summary, since, asked, times)' +
  ' VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING';
const REOPEN =
  'UPDATE hold SET word = NULL, ended = NULL, by_whom = NULL, since = ? WHERE id = ? AND word IS NOT NULL' +
  " AND (found <> ? OR COALESCE(sha256, '') <> ? OR ended < ?)";
const ASK =
  'UPDATE hold SET asked = ?, times = times + 1, decision = ?, found = ?, version = ?, summary = ?,' +
  ' sha256 = COALESCE(?, sha256) WHERE id = ?';

/** How often it is noted that a decision still stands. Unit: milliseconds. */
const SEEN_EVERY = 24 * 60 * 60_000;
const KEEP =
  'INSERT INTO decision (id, project, made, body, seen) VALUES (?, ?, ?, ?, ?)' +
  ' ON CONFLICT (id) DO UPDATE SET seen = excluded.seen WHERE decision.seen < ?';

/** What waits for a person, and the decisions that somebody was told of. */
export class Holds {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * Notes that somebody asked for a held file; whether it waits only since now. What was released or refused and is held
   * again waits again: something else is found, the file is another, or what was said no longer holds.
   */
  async ask(hold: AskedHold, now: number): Promise<boolean> {
    const { id, decision, view, project, version, filename, sha256, rule, summary } = hold;
    const found = listText(hold.found);
    return await this.#db.transaction(async (within) => {
      const subject = [view, project, version, filename, sha256, rule, summary] as const;
      if ((await within.run(INSERT, id, decision, found, ...subject, now, now)) > 0) return true;
      const again = await within.run(REOPEN, now, id, found, sha256 ?? '', now - HEARD_WITHIN);
      await within.run(ASK, now, decision, found, version, summary, sha256, id);
      return again > 0;
    });
  }

  /** What waits, the longest first. */
  async waiting(limit = 1000): Promise<Hold[]> {
    return (await this.#db.all('SELECT * FROM hold WHERE word IS NULL ORDER BY since, id LIMIT ?', limit)).map(asHold);
  }

  /** How many wait for a person. */
  async count(): Promise<number> {
    const [row] = await this.#db.all('SELECT COUNT(*) AS waiting FROM hold WHERE word IS NULL');
    return numberIn(row, 'waiting') ?? 0;
  }

  async byId(id: string): Promise<Hold | undefined> {
    const [row] = await this.#db.all('SELECT * FROM hold WHERE id = ?', id);
    return row === undefined ? undefined : asHold(row);
  }

  /** Ends the waiting; whether it still waited. */
  async end(id: string, word: 'release' | 'refuse', by: string, now: number): Promise<boolean> {
    const update = 'UPDATE hold SET word = ?, ended = ?, by_whom = ? WHERE id = ? AND word IS NULL';
    return (await this.#db.run(update, word, now, by, id)) > 0;
  }

  /** Keeps what denials rest on, for `/why/ID`. An id is a digest of it: what is there already is the same. */
  async keep(
    all: readonly { readonly id: string; readonly project: string; readonly body: string }[],
    now: number,
  ): Promise<void> {
    await this.#db.transaction(async (within) => {
      for (const { id, project, body } of all) await within.run(KEEP, id, project, now, body, now, now - SEEN_EVERY);
    });
  }

  /** Which of some decisions are kept, and were found to hold not long ago: they need not be put into words again. */
  async kept(ids: readonly string[], now: number): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const among = `SELECT id FROM decision WHERE seen >= ? AND id IN (${ids.map(() => '?').join(', ')})`;
    const rows = await this.#db.all(among, now - SEEN_EVERY, ...ids);
    return new Set(rows.map((row) => textIn(row, 'id')));
  }

  /** Notes of which decisions somebody was told: the log names them, so they are evidence and stay. */
  async tell(ids: readonly string[], now: number): Promise<void> {
    await this.#db.transaction(async (within) => {
      for (const id of ids) await within.run('UPDATE decision SET told = ? WHERE id = ? AND told IS NULL', now, id);
    });
  }

  /**
   * Forgets decisions that nobody was told of and that others took the place of since an instant; how many. What is decided
   * about large projects changes with every advisory: their rows would fill the disk.
   */
  async forget(before: number, limit: number): Promise<number> {
    const superseded =
      'SELECT id FROM decision WHERE told IS NULL AND seen < ? AND id NOT IN (SELECT decision FROM hold) LIMIT ?';
    return await this.#db.run(`DELETE FROM decision WHERE id IN (${superseded})`, before, limit);
  }

  /** What was kept of a decision. */
  async why(
    id: string,
  ): Promise<{ readonly project: string; readonly made: number; readonly body: string } | undefined> {
    const [row] = await this.#db.all('SELECT project, made, body FROM decision WHERE id = ?', id);
    if (row === undefined) return undefined;
    return { project: textIn(row, 'project'), made: numberIn(row, 'made') ?? 0, body: textIn(row, 'body') };
  }
}

function asHold(row: DbRow): Hold {
  const word = textIn(row, 'word');
  return {
    id: textIn(row, 'id'),
    decision: textIn(row, 'decision'),
    found: textIn(row, 'found')
      .split(' ')
      .filter((id) => id !== ''),
    view: textIn(row, 'view_name'),
    project: textIn(row, 'project'),
    version: textIn(row, 'version'),
    filename: textIn(row, 'filename'),
    sha256: textIn(row, 'sha256') || null,
    rule: textIn(row, 'rule'),
    summary: textIn(row, 'summary'),
    since: numberIn(row, 'since') ?? 0,
    asked: numberIn(row, 'asked') ?? 0,
    times: numberIn(row, 'times') ?? 0,
    word: word === 'release' || word === 'refuse' ? word : null,
  };
}

/** An id with a blank in it would be read as two, and one of them could be a rule's: it is not kept, so nothing lifts it. */
function listText(ids: readonly string[]): string {
  return ids.filter((id) => /^[^\s]+$/.test(id)).join(' ');
}
