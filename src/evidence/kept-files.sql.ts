import { type Db, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** The table of this store. */
export const KEPT_FILE_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/kept-file-1',
    statements: ['CREATE TABLE denied_file (sha256 TEXT PRIMARY KEY, since INTEGER NOT NULL)'],
  },
];

/** Hashes asked for in one statement. */
const AT_ONCE = 200;

/** Which files were used when, and which are never removed to make room. */
export class KeptFiles {
  readonly #db: Db;
  /** Those that are known to be noted already. */
  readonly #noted = new Set<string>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Notes files that were refused after they were looked into: they are evidence. */
  async deny(hashes: readonly string[], now: number): Promise<void> {
    const fresh = hashes.filter((sha256) => !this.#noted.has(sha256));
    if (fresh.length === 0) return;
    await this.#db.transaction(async (within) => {
      for (const sha256 of fresh)
        await within.run('INSERT INTO denied_file (sha256, since) VALUES (?, ?) ON CONFLICT DO NOTHING', sha256, now);
    });
    for (const sha256 of fresh) this.#noted.add(sha256);
  }

  /**
   * Those of the files that are to stay whatever room they take: files of the team's own, files that wait for a
   * person or that a person refused, and files that were denied or of which somebody was told.
   */
  async kept(hashes: readonly string[]): Promise<Set<string>> {
    return new Set(
      [
        ...(await this.#of(hashes, 'SELECT sha256 FROM hosted_file WHERE deleted IS NULL AND sha256 IN')),
        ...(await this.#of(hashes, "SELECT sha256 FROM hold WHERE (word IS NULL OR word = 'refuse') AND sha256 IN")),
        ...(await this.#of(hashes, 'SELECT sha256 FROM denied_file WHERE sha256 IN')),
        ...(await this.#of(hashes, "SELECT subject AS sha256 FROM notice WHERE kind = 'exposure' AND subject IN")),
      ].map((row) => textIn(row, 'sha256')),
    );
  }

  /** Epoch milliseconds at which files last went out, or were last looked into; not there where neither is known. */
  async lastUsed(hashes: readonly string[]): Promise<Map<string, number>> {
    const used = new Map<string, number>();
    const looked = await this.#of(hashes, 'SELECT sha256, at AS used FROM inspection WHERE sha256 IN');
    const served = await this.#of(
      hashes,
      'SELECT sha256, MAX(last_at) AS used FROM download WHERE sha256 IN',
      'GROUP BY sha256',
    );
    for (const row of [...looked, ...served]) {
      const sha256 = textIn(row, 'sha256');
      used.set(sha256, Math.max(used.get(sha256) ?? 0, numberIn(row, 'used') ?? 0));
    }
    return used;
  }

  async #of(hashes: readonly string[], select: string, rest = ''): Promise<Awaited<ReturnType<Db['all']>>[number][]> {
    const rows = [];
    for (let from = 0; from < hashes.length; from += AT_ONCE) {
      // Always as many places, so that the statement is prepared once.
      const some = Array.from({ length: AT_ONCE }, (_, index) => hashes[from + index] ?? '');
      rows.push(...(await this.#db.all(`${select} (${some.map(() => '?').join(', ')}) ${rest}`, ...some)));
    }
    return rows;
  }
}
