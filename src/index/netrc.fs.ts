import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { type NetrcEntry, parseNetrc } from './netrc.ts';

/** More than any person keeps. */
const MOST_BYTES = 1024 * 1024;

/**
 * Reads the person's netrc: the file that `NETRC` names, else `.netrc` or `_netrc` at home. None when there is
 * none, or it cannot be read: then an index that wants a password says so.
 */
export async function readNetrc(
  variables: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<readonly NetrcEntry[]> {
  const named = variables['NETRC'];
  const files = named ? [named] : [path.join(home, '.netrc'), path.join(home, '_netrc')];
  for (const file of files) {
    let handle: FileHandle | undefined;
    try {
      handle = await open(file, 'r');
      const facts = await handle.stat();
      if (facts.isFile() && facts.size <= MOST_BYTES) return parseNetrc(await handle.readFile('utf8'));
    } catch {
      // The next place, then.
    } finally {
      await handle?.close();
    }
  }
  return [];
}
