import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { kindOfPath } from '../platform/files.fs.ts';
import { makeFolder } from '../platform/folders.fs.ts';
import type { Log } from '../platform/log.ts';
import { Replacement } from '../platform/replace-file.fs.ts';
import { type DatabaseSync, openFinished, openPrivate, tryLock } from '../platform/sqlite.ts';
import { storeFile } from './open-stored.fs.ts';
import { outdated, versionOf } from './read-store.sql.ts';
import { rebuildStore } from './rebuild-store.sql.ts';
import { heldInstants, type SourceState, sourceStates } from './source-state.sql.ts';
import { STORE_VERSION } from './store-schema.sql.ts';
import { createStore } from './write-store.sql.ts';

/** The sources of a data folder; none where nothing can be read. */
export function storedStates(dataFolder: string): SourceState[] {
  const file = storeFile(dataFolder);
  if (kindOfPath(file) !== 'file') return [];
  let database: DatabaseSync | undefined;
  try {
    database = openFinished(file);
    return versionOf(database) === STORE_VERSION ? sourceStates(database) : [];
  } catch {
    // Whoever reads records says why; who changes the store makes it anew.
    return [];
  } finally {
    database?.close();
  }
}

/** When each record of a source was last modified, by id, epoch milliseconds; undefined where that cannot be read. */
export function heldRecords(dataFolder: string, name: string): ReadonlyMap<string, number> | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = openFinished(storeFile(dataFolder));
    return versionOf(database) === STORE_VERSION ? heldInstants(database, name) : undefined;
  } catch {
    return undefined;
  } finally {
    database?.close();
  }
}

/** How long one sync waits for another. */
const PATIENCE_MS = 60_000;
const ASK_EVERY_MS = 200;

/**
 * Does something that no other sync of the same data folder may do at the same time: it waits a minute for
 * it. The lock ends with the process, whatever ends it. Problems: `sync-busy`, `file-unreadable`.
 */
export async function withStoreLock<Value>(
  dataFolder: string,
  log: Log,
  work: () => Promise<Result<Value, Problem>>,
  patience: number = PATIENCE_MS,
): Promise<Result<Value, Problem>> {
  let lock: Disposable | undefined;
  try {
    makeFolder(dataFolder);
    for (let waited = 0; ; waited += ASK_EVERY_MS) {
      lock = tryLock(path.join(dataFolder, 'advisories.lock'));
      if (lock !== undefined) break;
      if (waited >= patience) return err(problem('sync-busy', 'another sync of the same data folder is running'));
      if (waited === 0) log.warn('another sync is running: waiting for it to end');
      await sleep(ASK_EVERY_MS);
    }
  } catch (error) {
    return err(unwritable(dataFolder, error));
  }
  using _ = lock;
  return await work();
}

/**
 * Changes the store in a copy, and puts the copy in its place when the work succeeds; else all stays as it
 * was. A store of another version, or one that cannot be read, is made anew first. The caller holds the
 * lock.
 */
export function changeStore<Value>(
  dataFolder: string,
  log: Log,
  work: (database: DatabaseSync) => Result<Value, Problem>,
): Result<Value, Problem> {
  let database: DatabaseSync | undefined;
  try {
    using replacement = new Replacement(storeFile(dataFolder));
    database = openCurrent(replacement.copy, log);
    database.exec('BEGIN');
    const result = work(database);
    if (!result.ok) return result;
    database.exec('COMMIT');
    database.close();
    replacement.publish();
    return result;
  } catch (error) {
    return err(unwritable(storeFile(dataFolder), error));
  } finally {
    if (database?.isOpen) database.close();
  }
}

/**
 * Makes a store that an older Rind wrote anew from the records in it: an audit needs neither network nor person
 * for that. What a newer Rind wrote is left to it, and what cannot be made anew stays as it was. Waits for a sync.
 * Problems: `advisory-store-outdated`, `sync-busy`, `file-unreadable`.
 */
export async function renewStored(dataFolder: string, log: Log): Promise<Result<void, Problem>> {
  const file = storeFile(dataFolder);
  return withStoreLock(dataFolder, log, async () => {
    let database: DatabaseSync | undefined;
    let old: DatabaseSync | undefined;
    try {
      using replacement = new Replacement(file);
      old = openFinished(file);
      const version = versionOf(old);
      if (version === STORE_VERSION) return ok(undefined);
      if (version === undefined || version > STORE_VERSION) return err(outdated(version ?? 0));
      log.warn('the synchronised advisories were stored by an older Rind: making them anew, once');
      rmSync(replacement.copy, { force: true });
      database = created(replacement.copy);
      database.exec('BEGIN');
      rebuildStore(old, database);
      database.exec('COMMIT');
      database.close();
      replacement.publish();
      return ok(undefined);
    } catch (error) {
      return err(unwritable(file, error));
    } finally {
      if (database?.isOpen) database.close();
      if (old?.isOpen) old.close();
    }
  });
}

/** Opens a store of this version, whatever lay there. */
function openCurrent(file: string, log: Log): DatabaseSync {
  if (kindOfPath(file) === 'missing') return created(file);
  const old = `${file}.old`;
  try {
    const database = openPrivate(file);
    const version = versionOf(database);
    if (version === STORE_VERSION) return database;
    database.close();
    renameSync(file, old);
    if (version !== undefined) {
      log.step('the store is of another version: making it anew from its records');
      return rebuildStore(openFinished(old), created(file));
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
    log.step(`the store cannot be taken over: ${error.message}`);
  }
  log.warn('the synchronised advisories cannot be read, and are made anew: sources loaded from files are gone');
  rmSync(file, { force: true });
  return created(file);
}

/** What SQLite and the file system throw has a code; what has none is a bug of ours. */
function isExpected(error: unknown): error is Error & { readonly code: unknown } {
  return error instanceof Error && 'code' in error;
}

function created(file: string): DatabaseSync {
  const database = openPrivate(file);
  createStore(database);
  return database;
}

function unwritable(file: string, error: unknown): Problem {
  if (!isExpected(error)) throw error;
  const why = error.code === 'ERR_SQLITE_ERROR' ? error.message : String(error.code);
  return problem('file-unreadable', `cannot write \`${file}\`: ${why}`);
}
