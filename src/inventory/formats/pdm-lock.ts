import { isValidName, normalizeName, type TomlTable, type TomlValue } from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { TextDocument } from '../../base/text/document.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { groupName } from '../group-of.ts';
import { followInherited } from '../inherited-lock.ts';
import { freeStarts } from '../lock-free.ts';
import type { LockStart } from '../lock-graph.ts';
import { type LockRoots, readLockRoots } from '../lock-roots.ts';
import { readLockVersion } from '../lock-version.ts';
import { emptyLock, followLock } from '../locked-component.ts';
import { openLock, type Place } from '../open-text.ts';
import { mergePdmItems, type PdmItem, readPdmItem } from '../pdm-entry.ts';
import { unreadable } from '../reading.ts';
import { rootNames } from '../root-names.ts';
import { asList, asTable, asText } from '../toml-fields.ts';
import { shapeFaults, type TomlShape } from '../toml-shape.ts';

/** PDM's lock file: `lock_version` 2 to 4.5. */
export const format: InventoryFormat = {
  id: 'pdm.lock',
  title: 'pdm.lock (PDM)',
  rank: 'lock',
  matches: (fileName) => fileName === 'pdm.lock',
  editing: 'By `pdm update NAME`: PDM alone writes the file, and every hash in it.',
  read,
};

const FILES: TomlShape = { list: { keys: { hash: 'text' } } };
/** What this reader looks at; the names of entries have faults of their own. */
const SHAPE: TomlShape = {
  keys: {
    metadata: { keys: { groups: { list: 'text' }, strategy: { list: 'text' }, files: { values: FILES } } },
    package: {
      list: {
        keys: {
          version: 'text',
          extras: { list: 'text' },
          groups: { list: 'text' },
          marker: 'text',
          requires_python: 'text',
          dependencies: { anyOf: [{ list: 'text' }, { values: { anyOf: ['text', { keys: {} }] } }] },
          files: FILES,
          git: 'text',
          revision: 'text',
          url: 'text',
          path: 'text',
        },
      },
    },
  },
};

function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openLock(file, tree);
  if (!opened.ok) return unreadable(opened.error);
  const { document, place, whole } = opened.value;
  const lock = document.root;
  const version = readVersion(document, place);
  if (version.numbers === undefined) return unreadable(version.problem);
  const problems: Problem[] = version.problem === undefined ? [] : [version.problem];
  const all = asList(lock['package']);
  const listed = all.slice(0, MAX_ENTRIES);
  if (listed.length < all.length) problems.push(tooManyEntries(file.path));
  for (const { message, offset } of shapeFaults(document, SHAPE, MAX_ENTRIES, whole)) {
    problems.push(problem('lock-invalid', message, { at: place(offset) }));
  }
  const beside = readLockRoots(file, tree, 'pdm');
  problems.push(...beside.problems);
  const context = { file, lock, groupOf: groupNames(beside.roots), index: beside.roots?.indexes.get('pypi') };
  const items = listed.flatMap(
    (item, index) => readItem(item, place(document.spanOf(all, index)?.start ?? 0), context, problems) ?? [],
  );
  const entries = mergePdmItems(items);
  const starts = lockedStarts(beside.roots?.starts, lock) ?? freeStarts(entries, () => ['']);
  const inherits = items.length > 0 && items.every(({ brought, source }) => brought !== undefined || source === 'root');
  const { components, selects } = inherits ? followInherited(entries, starts) : followLock(entries, starts);
  problems.push(...emptyLock(file.path, listed.length, items, components));
  const requiresPython = beside.roots?.requiresPython;
  return {
    components,
    roots: rootNames(starts),
    problems,
    selects,
    ...(requiresPython === undefined ? {} : { requiresPython }),
  };
}

function readVersion(document: TextDocument<TomlTable>, place: Place): ReturnType<typeof readLockVersion> {
  const metadata = asTable(document.root['metadata']);
  const span = metadata && (document.spanOf(metadata, 'lock_version') ?? document.spanAt(['metadata']));
  return readLockVersion(metadata?.['lock_version'], {
    what: 'pdm.lock `lock_version`',
    oldest: [2, 0],
    newest: [4, 5],
    at: place(span?.start ?? 0),
  });
}

function readItem(
  item: TomlValue,
  at: Location,
  context: Parameters<typeof readPdmItem>[3],
  problems: Problem[],
): PdmItem | undefined {
  const table = asTable(item);
  const name = asText(table?.['name']);
  if (table !== undefined && name !== undefined && isValidName(name))
    return readPdmItem(table, normalizeName(name), at, context);
  problems.push(problem('lock-invalid', 'a `[[package]]` entry has no valid `name`', { at }));
  return undefined;
}

/** `default` is the project itself; which of the others are extras, only the pyproject.toml beside the lock says. */
function groupNames(roots: LockRoots | undefined): (written: string) => string {
  const extras = new Set(roots?.starts.flatMap(({ group }) => (group.startsWith('extra:') ? group.slice(6) : [])));
  return (written) => {
    if (written === 'default') return '';
    const name = groupName(written);
    return extras.has(name) ? `extra:${name}` : name;
  };
}

/** A lock may be made for some of the groups: the others bring nothing in. */
function lockedStarts(starts: readonly LockStart[] | undefined, lock: TomlTable): readonly LockStart[] | undefined {
  const names = asTable(lock['metadata'])?.['groups'];
  if (starts === undefined || !Array.isArray(names) || names.includes(':all')) return starts;
  const locked = new Set<string>(names.flatMap((name) => (typeof name === 'string' ? normalizeName(name) : [])));
  return starts.filter(({ group }) => locked.has(group === '' ? 'default' : group.replace(/^extra:/, '')));
}
