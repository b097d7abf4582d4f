import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import { kindOfPath } from '../platform/files.fs.ts';
import { openStore, unreadableStore } from './read-store.sql.ts';
import type { AdvisoryStore } from './store.ts';

/** Where the synchronised advisories of a data folder lie. */
export function storeFile(dataFolder: string): string {
  return path.join(dataFolder, 'advisories.db');
}

/** Opens what was synchronised; undefined when nothing was. Problems as of `openStore`. */
export function openStored(dataFolder: string | undefined): Result<AdvisoryStore | undefined, Problem> {
  if (dataFolder === undefined) return ok(undefined);
  const file = storeFile(dataFolder);
  const kind = kindOfPath(file);
  if (kind === 'missing') return ok(undefined);
  // Opening a pipe would wait for who writes to it.
  return kind === 'file' ? openStore(file) : err(unreadableStore('it is no regular file'));
}
