import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_FILE_LIMITS } from '../../platform/file-limits.ts';
import { createLog, type Log } from '../../platform/log.ts';
import { openStored } from '../open-stored.fs.ts';
import type { AdvisoryStore } from '../store.ts';
import { type SyncContext, syncFile } from '../sync-edit.fs.ts';

/** A log that nobody reads. */
export const log: Log = createLog('quiet', { write: () => {}, terminal: false, now: () => 0 });

/** A record as OSV writes it. */
export interface Made {
  readonly id: string;
  readonly [key: string]: unknown;
}

/** A record of a flaw in every version of a project. */
export function about(id: string, name: string, more: Record<string, unknown> = {}): Made {
  return {
    id,
    modified: '2026-01-02T03:04:05Z',
    summary: `flaw in ${name}`,
    affected: [
      { package: { ecosystem: 'PyPI', name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] },
    ],
    ...more,
  };
}

/** A record that names commits, and no project. */
export function git(id: string, repo: string): Made {
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    affected: [{ ranges: [{ type: 'GIT', repo, events: [{ introduced: '0' }] }] }],
  };
}

/** Six records of five projects and a repository, three of them of one flaw. */
export const RECORDS: readonly Made[] = [
  about('PYSEC-1', 'Demo.Lib', { aliases: ['CVE-2026-1'] }),
  about('GHSA-1', 'other', { aliases: ['CVE-2026-1'], upstream: ['GHSA-0'] }),
  about('PYSEC-2', 'demo-lib', {
    aliases: ['GHSA-0'],
    database_specific: { 'malicious-packages-origins': [{ sha256: 'AB'.repeat(32) }] },
  }),
  git('PSF-1', 'https://GitHub.com/python/cpython.git'),
  about('PYSEC-3', 'third'),
  about('MAL-1', 'evil', { database_specific: { 'malicious-packages-origins': [{ sha256: 'AB'.repeat(32) }] } }),
];

/** How a test syncs: at the instant 1000, unforced. */
export function contextOf(dataFolder: string, more: Partial<SyncContext> = {}): SyncContext {
  return { dataFolder, log, now: 1000, force: false, limits: DEFAULT_FILE_LIMITS, ...more };
}

/** Puts records in place of those of a source, and opens the store. */
export function synced(
  root: string,
  records: readonly Made[],
  more: Partial<SyncContext> = {},
  name = 'osv',
): AdvisoryStore {
  const file = path.join(root, `${name}.json`);
  writeFileSync(file, JSON.stringify(records));
  const result = syncFile(name, file, contextOf(root, more));
  assert.ok(result.ok, JSON.stringify(result));
  return opened(root);
}

/** The store of a data folder that has one. */
export function opened(root: string): AdvisoryStore {
  const store = openStored(root);
  assert.ok(store.ok && store.value !== undefined, JSON.stringify(store));
  return store.value;
}
