import { type Db, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** A gateway that runs on this data, and how much of what persons said it has taken over. */
export interface Follower {
  readonly id: string;
  /** The number of changes of rulings that it knows of. */
  readonly epoch: number;
  /** Names of its views; the empty one is that of `/simple/`. */
  readonly views: readonly string[];
  /** Epoch milliseconds of its start and of its last sign of life. */
  readonly started: number;
  readonly beat: number;
}

/** The tables of this store. */
export const FOLLOWER_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/follower-1',
    statements: [
      `CREATE TABLE follower (
        id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, views TEXT NOT NULL, started INTEGER NOT NULL,
        beat INTEGER NOT NULL, ended INTEGER)`,
    ],
  },
];

/** A gateway says so often that it is there. Unit: milliseconds. */
export const BEAT_EVERY = 2000;
/** One that has said nothing for so long is gone: it was killed, or its machine was. Unit: milliseconds. */
const GONE_AFTER = 10_000;
/** Unit: milliseconds. */
const FORGOTTEN_AFTER = 30 * 24 * 60 * 60 * 1000;

const BEAT =
  'INSERT INTO follower (id, epoch, views, started, beat) VALUES (?, ?, ?, ?, ?)' +
  ' ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, beat = excluded.beat';

/** The gateways that run on this data: who changes something can wait until all of them act on it. */
export class Followers {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** A gateway says that it is there, and what it has taken over. */
  async beat({ id, epoch, views, started, beat }: Follower): Promise<void> {
    await this.#db.run(BEAT, id, epoch, JSON.stringify(views), started, beat);
  }

  /** A gateway ends. What was never ended is forgotten after a month. */
  async end(id: string, now: number): Promise<void> {
    await this.#db.transaction(async (within) => {
      await within.run('UPDATE follower SET ended = ? WHERE id = ?', now, id);
      await within.run('DELETE FROM follower WHERE beat < ?', now - FORGOTTEN_AFTER);
    });
  }

  /** Those that run now, the oldest first. */
  async running(now: number): Promise<Follower[]> {
    // A beat that is yet to come was written under another clock: who is there beats again at once.
    const select = 'SELECT * FROM follower WHERE ended IS NULL AND beat >= ? AND beat <= ? ORDER BY started, id';
    return (await this.#db.all(select, now - GONE_AFTER, now + GONE_AFTER)).map((row) => ({
      id: textIn(row, 'id'),
      epoch: numberIn(row, 'epoch') ?? 0,
      views: namesIn(textIn(row, 'views')),
      started: numberIn(row, 'started') ?? 0,
      beat: numberIn(row, 'beat') ?? 0,
    }));
  }

  /** The views of the gateway that ran here last; undefined where none ever did. */
  async views(): Promise<readonly string[] | undefined> {
    const [row] = await this.#db.all('SELECT views FROM follower ORDER BY beat DESC LIMIT 1');
    return row === undefined ? undefined : namesIn(textIn(row, 'views'));
  }
}

function namesIn(text: string): readonly string[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value.map(String) : [];
}
