import { closeSync, openSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type Db, DbError, type DbFailure, type DbRow, type DbValue, type Statements } from './db.ts';
import { TURNS } from './pace.ts';
import type { DatabaseSync, StatementSync } from './sqlite.ts';

/** How a database file is opened. */
export interface SqliteOptions {
  /** Milliseconds that a change waits for another process. Default 5 s. */
  readonly patienceMs?: number;
}

const PAUSE_MS = 5;
const PREPARED = 200;

/**
 * Opens a database file that several processes may use, and makes it where there is none. Write-ahead log:
 * readers and the one writer do not wait for each other. `synchronous = FULL`: a change that is acknowledged
 * outlives a power cut, for a log that may lose its last lines proves nothing. Throws {@link DbError}.
 *
 * Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export function openSqlite(file: string, { patienceMs = 5000 }: SqliteOptions = {}): Db {
  return guarded(() => {
    makePrivate(file);
    // Two connections: a reader beside a transaction sees what is committed, and never half of it.
    const writer = connect(file);
    inWalMode(writer, patienceMs);
    // A checkpoint is work of the change that fills the log: often, and a little of it each time.
    writer.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 250;');
    const reader = connect(file);
    reader.exec('PRAGMA query_only = ON;');
    return new SqliteDb(writer, reader, patienceMs);
  });
}

/** Others may look into the folder (a server in front sends stored files), and not into this. What is beside it is made alike. */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // The database itself says why.
  }
}

/** Another process may be making the file, or taking it up after a crash: once, at the start, that is waited for inside. */
function inWalMode(database: DatabaseSync, patienceMs: number): void {
  database.exec(`PRAGMA busy_timeout = ${patienceMs}`);
  // The wait does not cover the change of mode itself: two that begin at once find each other in the way.
  for (const last = performance.now() + patienceMs; ; ) {
    try {
      guarded(() => database.exec('PRAGMA journal_mode = WAL;'));
      break;
    } catch (error) {
      if (!(error instanceof DbError) || error.failure !== 'busy' || performance.now() > last) throw error;
    }
  }
  database.exec('PRAGMA busy_timeout = 0');
}

function connect(file: string): DatabaseSync {
  const { DatabaseSync: Connection } = process.getBuiltinModule('node:sqlite');
  // Waiting inside SQLite would stop everything else that the process does: whoever is told "busy" waits outside.
  const database = new Connection(file, { allowExtension: false, timeout: 0, enableForeignKeyConstraints: true });
  database.exec('PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;');
  return database;
}

/**
 * SQLite does its work at once, and waiting for a promise that is fulfilled gives nobody else a turn: a thousand
 * statements one after another would be one long turn of the event loop.
 */
class SqliteDb implements Db {
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #patienceMs: number;
  /** Fulfilled when the changes before are done. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(writer: DatabaseSync, reader: DatabaseSync, patienceMs: number) {
    this.#writer = new Connection(writer);
    this.#reader = new Connection(reader);
    this.#patienceMs = patienceMs;
  }

  all(sql: string, ...values: readonly DbValue[]): Promise<readonly DbRow[]> {
    return this.#patiently(() => this.#reader.all(sql, values));
  }

  run(sql: string, ...values: readonly DbValue[]): Promise<number> {
    return this.transaction((within) => within.run(sql, ...values));
  }

  transaction<T>(work: (within: Statements) => Promise<T>): Promise<T> {
    const turn = this.#before.then(() => this.#change(work));
    this.#before = turn.catch(() => {});
    return turn;
  }

  async close(): Promise<void> {
    await this.#before;
    this.#reader.close();
    this.#writer.close();
  }

  async #change<T>(work: (within: Statements) => Promise<T>): Promise<T> {
    const { all, run } = this.#writer;
    await this.#patiently(() => this.#writer.exec('BEGIN IMMEDIATE'));
    let open = true;
    const within: Statements = {
      all: async (sql, ...values) => {
        if (!open) throw new DbError('other', 'the transaction has ended');
        if (TURNS.isOver()) await TURNS.next();
        return guarded(() => all.call(this.#writer, sql, values));
      },
      run: async (sql, ...values) => {
        if (!open) throw new DbError('other', 'the transaction has ended');
        if (TURNS.isOver()) await TURNS.next();
        return guarded(() => run.call(this.#writer, sql, values));
      },
    };
    try {
      const result = await work(within);
      open = false;
      await this.#patiently(() => this.#writer.exec('COMMIT'));
      return result;
    } catch (error) {
      open = false;
      this.#writer.rollback();
      throw error;
    }
  }

  async #patiently<T>(action: () => T): Promise<T> {
    const last = performance.now() + this.#patienceMs;
    if (TURNS.isOver()) await TURNS.next();
    for (;;) {
      try {
        return guarded(action);
      } catch (error) {
        if (!(error instanceof DbError) || error.failure !== 'busy' || performance.now() > last) throw error;
      }
      await wait(PAUSE_MS);
    }
  }
}

/** A connection with the statements that it has prepared. */
class Connection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  all(sql: string, values: readonly DbValue[]): readonly DbRow[] {
    return this.#statement(sql)
      .all(...values)
      .map(asRow);
  }

  run(sql: string, values: readonly DbValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  rollback(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    // Statements are written in the program and are few; a list that is made of parts must not fill the memory.
    if (this.#prepared.size >= PREPARED) this.#prepared.clear();
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

function asRow(row: Readonly<Record<string, unknown>>): DbRow {
  const made: Record<string, DbValue> = Object.create(null);
  // A row has no prototype: nothing but its columns is found.
  for (const column in row) made[column] = asValue(row[column]);
  return made;
}

function asValue(value: unknown): DbValue {
  if (typeof value === 'string' || typeof value === 'number' || value === null || value instanceof Uint8Array)
    return value;
  return Number(value);
}

function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof DbError) throw error;
    throw new DbError(failureOf(error), error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** SQLite's primary result codes. Source: https://www.sqlite.org/rescode.html */
const CODES: ReadonlyMap<number, DbFailure> = new Map([
  [5, 'busy'],
  [6, 'busy'],
  [8, 'disk'],
  [10, 'disk'],
  [13, 'full'],
  [14, 'disk'],
  [19, 'conflict'],
]);

function failureOf(error: unknown): DbFailure {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return 'other';
  return CODES.get(error.errcode & 0xff) ?? 'other';
}
