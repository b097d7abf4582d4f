import { type Db, numberIn, textIn } from '../platform/db.ts';
import type { Migration } from '../platform/migrate.ts';

/** A policy that a gateway ran under, and since when. */
export interface PolicyVersion {
  readonly view: string;
  /** `sha256:hex`. */
  readonly digest: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** As `formatPolicy` writes it. */
  readonly text: string;
}

/** The tables of this store. */
export const POLICY_MIGRATIONS: readonly Migration[] = [
  {
    id: 'evidence/policy-1',
    statements: [
      `CREATE TABLE policy_version (
        view_name TEXT NOT NULL, since INTEGER NOT NULL, digest TEXT NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (view_name, since))`,
    ],
  },
];

/** The policies that a gateway ran under: what holds now came into force when it was first run. */
export class Policies {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Keeps the policy of a view, where it is another than the last. Whether it is. */
  async keep({ view, digest, since, text }: PolicyVersion): Promise<boolean> {
    return await this.#db.transaction(async (within) => {
      const select = 'SELECT digest FROM policy_version WHERE view_name = ? ORDER BY since DESC LIMIT 1';
      const [last] = await within.all(select, view);
      if (textIn(last, 'digest') === digest) return false;
      const insert =
        'INSERT INTO policy_version (view_name, since, digest, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
      return (await within.run(insert, view, since, digest, text)) > 0;
    });
  }

  /** Those of a view, oldest first. */
  async of(view: string): Promise<PolicyVersion[]> {
    const rows = await this.#db.all('SELECT * FROM policy_version WHERE view_name = ? ORDER BY since', view);
    return rows.map((row) => ({
      view: textIn(row, 'view_name'),
      digest: textIn(row, 'digest'),
      since: numberIn(row, 'since') ?? 0,
      text: textIn(row, 'text'),
    }));
  }
}
