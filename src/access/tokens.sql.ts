import { type Db, type DbRow, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';
import { SCOPES, type Token } from './token.ts';

/** The tables of this store. */
export const TOKEN_MIGRATIONS: readonly Migration[] = [
  {
    id: 'access/token-1',
    statements: [
      `CREATE TABLE token (
        id TEXT PRIMARY KEY, scope TEXT NOT NULL, project TEXT, digest TEXT NOT NULL, made INTEGER NOT NULL,
        expires INTEGER, revoked INTEGER)`,
    ],
  },
];

/** The tokens that were given out. */
export class Tokens {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async add({ id, scope, project, digest, made, expires }: Token): Promise<void> {
    const insert = 'INSERT INTO token (id, scope, project, digest, made, expires) VALUES (?, ?, ?, ?, ?, ?)';
    await this.#db.run(insert, id, scope, project, digest, made, expires);
  }

  /** A token that was not revoked; it may have expired. */
  async byId(id: string): Promise<Token | undefined> {
    const [row] = await this.#db.all('SELECT * FROM token WHERE id = ? AND revoked IS NULL', id);
    return row === undefined ? undefined : asToken(row);
  }

  /** All that were not revoked, oldest first. */
  async all(): Promise<Token[]> {
    return (await this.#db.all('SELECT * FROM token WHERE revoked IS NULL ORDER BY made, id')).flatMap(
      (row) => asToken(row) ?? [],
    );
  }

  /** Whether there was such a token to revoke. */
  async revoke(id: string, now: number): Promise<boolean> {
    return (await this.#db.run('UPDATE token SET revoked = ? WHERE id = ? AND revoked IS NULL', now, id)) > 0;
  }
}

/** Undefined for a scope that this version does not know: it grants nothing. */
function asToken(row: DbRow): Token | undefined {
  const scope = SCOPES.find((known) => known === row['scope']);
  if (scope === undefined) return undefined;
  return {
    id: textIn(row, 'id'),
    scope,
    project: textIn(row, 'project') || null,
    digest: textIn(row, 'digest'),
    made: numberIn(row, 'made') ?? 0,
    expires: numberIn(row, 'expires') ?? null,
  };
}
