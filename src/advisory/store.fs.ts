import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ok, type Result } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { writeFileAtomically } from '../platform/files.fs.ts';
import type { Log } from '../platform/log.ts';
import { loadSource, type SourceFile } from './load.fs.ts';
import type { LoadedSource } from './memory-store.ts';

const FOLDER = 'advisories';

/** The synchronised sources of a data folder, by name; none where there is no folder. */
export function storedSources(dataFolder: string | undefined): SourceFile[] {
  if (dataFolder === undefined) return [];
  const folder = path.join(dataFolder, FOLDER);
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => ({ name: file.slice(0, -'.json'.length), file: path.join(folder, file), stored: true }));
  } catch (error) {
    // Without a folder nothing was synchronised. One that cannot be listed is a source that cannot be read.
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing ? [] : [{ name: FOLDER, file: folder, stored: true }];
  }
}

/**
 * Takes a source over into the data folder, in place of an earlier one of the same name. A reader
 * sees the whole old or the whole new state.
 */
export function storeSource(
  name: string,
  from: string,
  dataFolder: string,
  limits: FileLimits,
  log: Log,
): Result<LoadedSource, Problem> {
  // One text of all records could be longer than a string can be.
  const lines: Buffer[] = [];
  const keep = (record: unknown) => {
    lines.push(Buffer.from(`${lines.length === 0 ? '[' : ',\n'}${JSON.stringify(record)}`));
  };
  const loaded = loadSource({ name, file: from }, limits, log, keep);
  if (!loaded.ok) return loaded;
  const written = writeFileAtomically(
    path.join(dataFolder, FOLDER, `${name}.json`),
    Buffer.concat([...lines, Buffer.from(']\n')]),
  );
  return written.ok ? ok(loaded.value) : written;
}
