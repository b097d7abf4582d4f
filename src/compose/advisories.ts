import path from 'node:path';
import { ok, type Result } from '@rind/pypa';
import { joinedStore } from '../advisory/joined-store.ts';
import { type LoadedSource, memoryStore } from '../advisory/memory-store.ts';
import { openStored, storeFile } from '../advisory/open-stored.fs.ts';
import type { AdvisoryStore } from '../advisory/store.ts';
import type { Problem } from '../base/problem.ts';
import type { ConfiguredFile } from '../config/config.ts';
import { dataFolder } from '../platform/data-folder.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { realPath } from '../platform/files.fs.ts';
import type { Log } from '../platform/log.ts';
import type { LimitRequest } from './limits.ts';
import type { Machine } from './machine.ts';

/** Which advisories a run rests on. */
export interface AdvisoryRequest extends LimitRequest {
  readonly dataDir?: string;
  readonly offline?: boolean;
  /** Folders and zips that the configuration names. */
  readonly sources: readonly ConfiguredFile[];
  readonly limits: FileLimits;
}

/** The advisories at hand. */
export interface OpenedAdvisories {
  /** Absent where there are none. */
  readonly store?: AdvisoryStore;
  /** Sources that could not be opened: then the store is not complete. */
  readonly problems: readonly Problem[];
  /** What was synchronised, without what the configuration names. */
  readonly synced?: AdvisoryStore;
  /** Where that came from, absolute and without links. */
  readonly folder?: string;
}

/**
 * Opens what was synchronised and what the configuration names. Where nothing is, OSV's records are fetched
 * first, unless offline; a store that an older Rind wrote is made anew from the records in it, without network.
 * What reads archives, writes stores and asks servers is loaded only where it is needed.
 */
export async function openAdvisories(
  machine: Machine,
  log: Log,
  version: string,
  request: AdvisoryRequest,
): Promise<OpenedAdvisories> {
  const { sources, limits } = request;
  const problems: Problem[] = [];
  const stores: AdvisoryStore[] = [];
  const stored = await openSynced(machine, log, version, request);
  if (!stored.ok) problems.push(stored.error);
  else if (stored.value !== undefined) stores.push(stored.value);
  const loaded: LoadedSource[] = [];
  if (sources.length > 0) {
    const { loadSource } = await import('../advisory/load.fs.ts');
    for (const source of sources) {
      const records = loadSource(source, limits, log);
      if (records.ok) loaded.push(records.value);
      else problems.push(records.error);
    }
  }
  if (loaded.length > 0) stores.push(memoryStore(loaded));
  const synced = stored.ok ? stored.value : undefined;
  const folder = synced === undefined ? undefined : storeFolder(dataFolder(request.dataDir, machine));
  return {
    problems,
    ...(stores.length === 0 ? {} : { store: joinedStore(stores, problems.length === 0) }),
    ...(synced === undefined ? {} : { synced }),
    ...(folder === undefined ? {} : { folder }),
  };
}

/** Where a data folder's store really lies: the folder may be a link, or the file in it. */
function storeFolder(folder: string | undefined): string | undefined {
  const file = folder === undefined ? undefined : realPath(storeFile(folder));
  return file === undefined ? undefined : path.dirname(file);
}

async function openSynced(
  machine: Machine,
  log: Log,
  version: string,
  request: AdvisoryRequest,
): Promise<Result<AdvisoryStore | undefined, Problem>> {
  const folder = dataFolder(request.dataDir, machine);
  const opened = openStored(folder);
  if (!opened.ok && opened.error.code === 'advisory-store-outdated' && folder !== undefined) {
    const { renewStored } = await import('../advisory/store.fs.ts');
    const renewed = await renewStored(folder, log);
    return renewed.ok ? openStored(folder) : opened;
  }
  if (!opened.ok || opened.value !== undefined) return opened;
  if (request.sources.length > 0 || request.offline === true) return ok(undefined);
  const { syncFirst } = await import('./sync-run.ts');
  const synced = await syncFirst(machine, log, version, request);
  return synced.ok ? openStored(folder) : synced;
}
