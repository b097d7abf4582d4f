import type { Pylock, PylockArchive, PylockEntry, PylockSdist } from './pylock.ts';
import { TomlDateTime, type TomlTable, type TomlValue } from './toml-value.ts';
import { isTable } from './tree-reader.ts';
import { formatVersion, parseVersion } from './version.ts';

/** One item of `packages.dependencies`, and the entries that it may mean. */
export interface PylockDependency {
  /** Places in `packages`: of the depending entry, and of the item among its `dependencies`. */
  readonly from: number;
  readonly item: number;
  /** Places in `packages`. One: clear. None or several: the lock breaks the rule that it must be clear. */
  readonly to: readonly number[];
}

/** How many values may be compared to find out which entries are meant. */
const MAX_COMPARISONS = 1_000_000;

/**
 * What depends on what, as far as the lock tells: for auditing only, never for installing. An item
 * means the entries that say the same under every key that it has. Undefined when finding out would
 * take more than a million comparisons, which happens only where very many entries share a name.
 *
 * Source: packaging.python.org, "`pylock.toml` Specification" (PEP 751), "`[[packages.dependencies]]`".
 */
export function pylockDependencies(lock: Pylock): PylockDependency[] | undefined {
  const byName = new Map<string, number[]>();
  for (const [index, entry] of lock.packages.entries()) {
    const places = byName.get(entry.name);
    if (places) places.push(index);
    else byName.set(entry.name, [index]);
  }
  const all = lock.packages.map((_, index) => index);
  const views = new Map<number, TomlTable>();
  let left = MAX_COMPARISONS;
  const found: PylockDependency[] = [];
  for (const [from, entry] of lock.packages.entries()) {
    for (const [item, wanted] of (entry.dependencies ?? []).entries()) {
      const name = Object.hasOwn(wanted, 'name') ? wanted['name'] : undefined;
      const candidates = typeof name === 'string' ? (byName.get(name) ?? []) : all;
      left -= candidates.length * weight(wanted);
      if (left < 0) return undefined;
      const to = candidates.filter((index) => {
        const view = views.get(index) ?? entryView(lock.packages[index]);
        views.set(index, view);
        return agrees(wanted, view);
      });
      found.push({ from, item, to });
    }
  }
  return found;
}

/** How many values there are in a value. */
function weight(value: TomlValue): number {
  let sum = 1;
  if (Array.isArray(value)) for (const item of value) sum += weight(item);
  else if (isTable(value)) for (const key of Object.keys(value)) sum += weight(own(value, key) ?? '');
  return sum;
}

/** Whether everything on the left is on the right as well: tables key by key, versions by meaning. */
function agrees(wanted: TomlValue, found: TomlValue | undefined, key = ''): boolean {
  if (found === undefined) return false;
  if (isTable(wanted)) {
    return (
      isTable(found) && Object.keys(wanted).every((name) => agrees(own(wanted, name) ?? '', own(found, name), name))
    );
  }
  if (Array.isArray(wanted)) {
    return Array.isArray(found) && wanted.length === found.length && wanted.every((item, i) => agrees(item, found[i]));
  }
  if (wanted instanceof TomlDateTime) return found instanceof TomlDateTime && wanted.text === found.text;
  if (key === 'version' && typeof wanted === 'string' && typeof found === 'string') return sameVersion(wanted, found);
  return wanted === found;
}

function own(table: TomlTable, key: string): TomlValue | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function sameVersion(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left.ok && right.ok ? left.value.key === right.value.key : a === b;
}

/** The entry under the keys of the document, as far as it tells entries apart. */
function entryView(entry: PylockEntry | undefined): TomlTable {
  const { name = '', version, index, vcs, directory, archive, sdist, wheels } = entry ?? {};
  return table({
    name,
    version: version && formatVersion(version),
    index,
    vcs:
      vcs &&
      table({
        type: vcs.type,
        url: vcs.url,
        path: vcs.path,
        'requested-revision': vcs.requestedRevision,
        'commit-id': vcs.commitId,
        subdirectory: vcs.subdirectory,
      }),
    directory:
      directory && table({ path: directory.path, editable: directory.editable, subdirectory: directory.subdirectory }),
    archive: archive && table({ ...fileView(archive), subdirectory: archive.subdirectory }),
    sdist: sdist && table({ ...fileView(sdist), name: sdist.name }),
    wheels: wheels?.map((wheel) => table({ ...fileView(wheel), name: wheel.name })),
  });
}

function fileView(file: PylockArchive | PylockSdist): Record<string, TomlValue | undefined> {
  const { url, path, size, uploadTime } = file;
  return { url, path, size, 'upload-time': uploadTime, hashes: table(Object.fromEntries(file.hashes)) };
}

function table(entries: Record<string, TomlValue | undefined>): TomlTable {
  const view: TomlTable = Object.create(null);
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) view[key] = value;
  return view;
}
