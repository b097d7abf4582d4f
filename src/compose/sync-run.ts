import path from 'node:path';
import { err, normalizeName, type Result } from '@rind/pypa';
import type { LoadedSource } from '../advisory/memory-store.ts';
import { storeSource } from '../advisory/store.fs.ts';
import { type Problem, problem } from '../base/problem.ts';
import { dataFolder } from '../platform/data-folder.ts';
import type { Log } from '../platform/log.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';

/** A load of advisories as a door asks for it. */
export interface SyncRequest extends LimitRequest {
  readonly from: string;
  /** The name to keep it under; the file's by default. */
  readonly source?: string;
  readonly dataDir?: string;
}

/** Takes a source of OSV records over into the data folder. */
export function runSync(machine: Machine, log: Log, request: SyncRequest): Result<LoadedSource, Problem> {
  const from = path.resolve(machine.cwd, request.from);
  const name = normalizeName(request.source ?? path.basename(from).replace(/\.(?:zip|json)$/, ''));
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    return err(
      problem('advisory-source-missing', `\`${name}\` cannot name a source`, {
        hint: 'name it with `--source NAME`: letters, digits and dashes',
      }),
    );
  }
  const folder = dataFolder(request.dataDir, machine);
  if (folder === undefined) {
    return err(
      problem('file-unreadable', 'there is no home folder to keep data in', {
        hint: 'name a folder with `--data-dir` or `RIND_DATA_DIR`',
      }),
    );
  }
  return storeSource(name, from, folder, limitsFrom(request), log);
}
