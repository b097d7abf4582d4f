import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { firstListedChannel, readCondaLockEntry } from './conda-lock-entry.ts';
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts';
import type { Reading, SourceFile } from './format.ts';
import { freeRoots, mergePlatformEntries, type PlatformEntry } from './platform-entries.ts';
import { unreadable } from './reading.ts';
import { asArray, asObject, type StructuredFile } from './structured-file.ts';

/** Reads conda-lock's model: one list of entries, each for one platform and category. */
export function readCondaLock(file: SourceFile, yaml: StructuredFile, problems: Problem[]): Reading {
  const { root } = yaml;
  const listed = root['package'];
  if (!Array.isArray(listed))
    return unreadable(
      problem('lock-invalid', '`package` is no list', {
        at: listed === undefined ? fileStart(file.path) : yaml.at(root, 'package'),
      }),
    );
  const metadata = asObject(root['metadata']);
  const channel = firstListedChannel(asArray(metadata?.['channels']));
  const context = { file, yaml, channel, problems };
  const entries: PlatformEntry[] = [];
  let own = 0;
  for (const [i, item] of listed.entries()) {
    if (entries.length + problems.length >= MAX_ENTRIES) {
      problems.push(tooManyEntries(file.path));
      break;
    }
    const entry = readCondaLockEntry(item, yaml.at(listed, i), context);
    if (entry === 'root') own++;
    else if (entry !== undefined) entries.push(entry);
  }
  const platforms = new Set(entries.flatMap(({ uses }) => uses.map(({ platform }) => platform)));
  for (const platform of asArray(metadata?.['platforms'])) if (typeof platform === 'string') platforms.add(platform);
  const groups = new Set(entries.flatMap(({ uses }) => uses.map(({ group }) => group)));
  const components = mergePlatformEntries(entries, new Map([...groups].map((group) => [group, platforms])));
  if (components.length === 0 && listed.length > own)
    problems.push(
      problem('lock-empty', `\`${file.path}\` lists ${listed.length} entries, but none can be read`, {
        at: fileStart(file.path),
      }),
    );
  return { components, roots: freeRoots(components), problems };
}
