/** What a column may hold. Whole numbers stay below 2^53; booleans are 0 and 1. */
export type DbValue = string | number | null | Uint8Array;

/** One row, by column. */
export type DbRow = Readonly<Record<string, DbValue>>;

/** Asks and changes a database, within a transaction or without. Statements have `?` for values. */
export interface Statements {
  /** The rows of a query. */
  all(sql: string, ...values: readonly DbValue[]): Promise<readonly DbRow[]>;
  /** Runs a change; how many rows it touched. */
  run(sql: string, ...values: readonly DbValue[]): Promise<number>;
}

/**
 * A database. SQL is written for SQLite and PostgreSQL alike: `TEXT`, `INTEGER` (64 bits) and `BLOB` columns,
 * upserts by `ON CONFLICT`, instants as epoch milliseconds. What goes wrong is thrown as a {@link DbError}:
 * callers at the edge turn it into a problem, or retry what is `busy`.
 */
export interface Db extends Statements {
  /**
   * Runs `work` as one change that others see whole or not at all, and that is on disk when the promise is
   * fulfilled. One at a time; whatever `work` throws undoes it. Statements of `work` go to the one that it is given.
   */
  transaction<T>(work: (within: Statements) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Why a database did not do what it was told. */
export type DbFailure =
  /** Another process is changing it: try again. */
  | 'busy'
  /** No room is left. */
  | 'full'
  /** The disk does not do what it is told. */
  | 'disk'
  /** A unique column already has that value. */
  | 'conflict'
  | 'other';

/** What a {@link Db} throws. */
export class DbError extends Error {
  override readonly name = 'DbError';
  readonly failure: DbFailure;

  constructor(failure: DbFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** Text of a column; empty where it holds none. */
export function textIn(row: DbRow | undefined, column: string): string {
  const value = row?.[column];
  return typeof value === 'string' ? value : '';
}

/** A number of a column; undefined where it holds none. */
export function numberIn(row: DbRow | undefined, column: string): number | undefined {
  const value = row?.[column];
  return typeof value === 'number' ? value : undefined;
}
