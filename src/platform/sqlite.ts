import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { noteLook, noteUnseen } from './reads.fs.ts';

export type { DatabaseSync, StatementSync } from 'node:sqlite';

/** One row, by column. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Loads the driver only when it is called: most runs that fail early never need a database. */
function driver(): typeof import('node:sqlite') {
  return process.getBuiltinModule('node:sqlite');
}

/**
 * Opens a file that nobody changes while it lies there: it is only ever replaced whole. So SQLite takes no
 * lock, looks for no journal, and a folder that cannot be written to is no obstacle. Throws what SQLite throws.
 */
export function openFinished(file: string): DatabaseSync {
  noteLook(file);
  const url = pathToFileURL(file);
  url.search = 'immutable=1';
  return new (driver().DatabaseSync)(url, { readOnly: true, allowExtension: false });
}

/** Opens a file that others may be changing, to read from it what is committed. Throws what SQLite throws. */
export function openForReading(file: string): DatabaseSync {
  noteUnseen();
  return new (driver().DatabaseSync)(file, { readOnly: true, allowExtension: false, timeout: 5000 });
}

/**
 * Copies a database into a file that is not there yet, as it is at one instant, while others read and change it.
 * Throws what SQLite throws. Source: https://www.sqlite.org/lang_vacuum.html#vacuuminto
 */
export function copyDatabase(from: string, to: string): void {
  const database = openForReading(from);
  try {
    database.prepare('VACUUM INTO ?').run(to);
  } finally {
    database.close();
  }
}

/** Opens a file that only this process knows of. Throws what SQLite throws. */
export function openPrivate(file: string): DatabaseSync {
  noteUnseen();
  const database = new (driver().DatabaseSync)(file, { allowExtension: false });
  // Until it is finished and renamed, nobody would miss it: a crash costs the work, not the data.
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;');
  return database;
}

/**
 * Takes a lock that ends with the process, whatever ends it. Undefined when another process has it.
 * Throws what SQLite throws where the file cannot be made.
 */
export function tryLock(file: string): Disposable | undefined {
  noteUnseen();
  const database = new (driver().DatabaseSync)(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return undefined;
    throw error;
  }
  return { [Symbol.dispose]: () => database.close() };
}

/** A column that holds text; empty where it does not. */
export function textOf(row: Row | undefined, column: string): string {
  const value = row?.[column];
  return typeof value === 'string' ? value : '';
}

/** A column that holds a number; undefined where it does not. */
export function numberOf(row: Row | undefined, column: string): number | undefined {
  const value = row?.[column];
  return typeof value === 'number' ? value : undefined;
}
