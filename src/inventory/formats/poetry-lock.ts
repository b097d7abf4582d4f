import {
  formatSpecifierSet,
  isValidName,
  normalizeName,
  specifierSetOf,
  type TomlTable,
  type TomlValue,
  type VersionRange,
} from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { TextDocument } from '../../base/text/document.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { followInherited } from '../inherited-lock.ts';
import { PoetryDependencies } from '../lock-edge.ts';
import { freeStarts } from '../lock-free.ts';
import type { LockStart } from '../lock-graph.ts';
import { readLockRoots } from '../lock-roots.ts';
import { isAtLeast, readLockVersion } from '../lock-version.ts';
import { emptyLock, followLock } from '../locked-component.ts';
import { openLock, type Place } from '../open-text.ts';
import { type PoetryEntry, poetryArrows, poetryBringing, poetryRange, poetrySource } from '../poetry-entry.ts';
import { PoetryFiles } from '../poetry-files.ts';
import { PythonChoice } from '../poetry-split.ts';
import { unreadable } from '../reading.ts';
import { rootNames } from '../root-names.ts';
import { asList, asTable, asText } from '../toml-fields.ts';
import { shapeFaults, type TomlShape } from '../toml-shape.ts';

/** Poetry's lock file: `lock-version` 1.0 to 2.1, and what was written before there was one. */
export const format: InventoryFormat = {
  id: 'poetry.lock',
  title: 'poetry.lock (Poetry)',
  rank: 'lock',
  matches: (fileName) => fileName === 'poetry.lock',
  editing: 'By `poetry update NAME`: Poetry alone writes the file, and every hash in it.',
  read,
};

const DEPENDENCY: TomlShape = {
  anyOf: [
    'text',
    { keys: { version: 'text', markers: 'text', python: 'text', platform: 'text', extras: { list: 'text' } } },
  ],
};
const FILES: TomlShape = { list: { keys: { file: 'text', hash: 'text' } } };
const SOURCE = {
  type: 'text',
  url: 'text',
  reference: 'text',
  resolved_reference: 'text',
  subdirectory: 'text',
} as const;
/** What this reader looks at; the names of entries and the kinds of sources have faults of their own. */
const SHAPE: TomlShape = {
  keys: {
    package: {
      list: {
        keys: {
          version: 'text',
          category: 'text',
          'python-versions': 'text',
          groups: { list: 'text' },
          markers: { anyOf: ['text', { values: 'text' }] },
          files: FILES,
          dependencies: { values: { anyOf: [DEPENDENCY, { list: DEPENDENCY }] } },
          extras: { values: { list: 'text' } },
          source: { keys: SOURCE },
        },
      },
    },
    extras: { values: { list: 'text' } },
    metadata: { keys: { files: { values: FILES }, hashes: { values: { list: 'text' } } } },
  },
};

/** What the entries of one lock are read with. */
interface Context {
  readonly file: SourceFile;
  readonly problems: Problem[];
  readonly files: PoetryFiles;
  readonly dependencies: PoetryDependencies;
}

function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openLock(file, tree);
  if (!opened.ok) return unreadable(opened.error);
  const { document, place, whole } = opened.value;
  const lock = document.root;
  const { inherits, problem: warning, isKnown } = readVersion(document, place);
  if (!isKnown) return unreadable(warning);
  const problems: Problem[] = warning === undefined ? [] : [warning];
  const all = asList(lock['package']);
  const listed = all.slice(0, MAX_ENTRIES);
  if (listed.length < all.length) problems.push(tooManyEntries(file.path));
  for (const { message, offset } of shapeFaults(document, SHAPE, MAX_ENTRIES, whole)) {
    problems.push(problem('lock-invalid', message, { at: place(offset) }));
  }
  const context: Context = { file, problems, files: new PoetryFiles(lock), dependencies: new PoetryDependencies() };
  const entries = listed.flatMap(
    (item, index) => readEntry(item, place(document.spanOf(all, index)?.start ?? 0), context) ?? [],
  );
  const beside = readLockRoots(file, tree, 'poetry');
  problems.push(...beside.problems);
  const starts = beside.roots?.starts ?? startsWithout(entries, lock);
  // Since 2.1 each entry says itself who brings it in, and when.
  const choice = inherits ? undefined : new PythonChoice(entries, starts);
  const { components, selects } =
    choice === undefined
      ? followInherited(entries, starts)
      : followLock(
          choice.entries(entries),
          starts.map((start) => ({ ...start, edges: choice.edges(start.edges) })),
        );
  problems.push(...emptyLock(file.path, listed.length, entries, components));
  const python = poetryRange(beside.roots?.requiresPython ?? asText(asTable(lock['metadata'])?.['python-versions']));
  const supported = python && specifierSetOf(python);
  return {
    components,
    roots: rootNames(starts),
    problems,
    selects,
    ...(supported === undefined ? {} : { requiresPython: formatSpecifierSet(supported) }),
  };
}

type VersionReading =
  | { readonly isKnown: true; readonly inherits: boolean; readonly problem?: Problem | undefined }
  | { readonly isKnown: false; readonly inherits: false; readonly problem: Problem };

/** Poetry up to 1.0 wrote no `lock-version`, but always `[metadata]`. */
function readVersion(document: TextDocument<TomlTable>, place: Place): VersionReading {
  const metadata = asTable(document.root['metadata']);
  const written = metadata === undefined ? undefined : (metadata['lock-version'] ?? '1.0');
  const span = metadata && document.spanOf(metadata, 'lock-version');
  const version = readLockVersion(written, {
    what: 'poetry.lock `lock-version`',
    oldest: [1, 0],
    newest: [2, 1],
    at: place((span ?? document.spanAt(['metadata']))?.start ?? 0),
  });
  return version.numbers === undefined
    ? { isKnown: false, inherits: false, problem: version.problem }
    : { isKnown: true, inherits: isAtLeast(version.numbers, [2, 1]), problem: version.problem };
}

function readEntry(item: TomlValue, at: Location, context: Context): PoetryEntry | undefined {
  const { file, problems, files, dependencies } = context;
  const table = asTable(item);
  const written = asText(table?.['name']);
  if (table === undefined || written === undefined || !isValidName(written)) {
    problems.push(problem('lock-invalid', 'a `[[package]]` entry has no valid `name`', { at }));
    return undefined;
  }
  const name = normalizeName(written);
  const source = poetrySource(table, file);
  if (source === undefined) {
    problems.push(problem('lock-invalid', `the source of \`${name.slice(0, 100)}\` is of no known kind`, { at }));
  }
  const pythons = poetryRange(asText(table['python-versions']));
  const requiresPython = pythons === undefined ? '' : supportedText(pythons);
  return {
    name,
    version: asText(table['version']) ?? null,
    ...poetryArrows(table, name, dependencies),
    source,
    hashes: files.hashesOf(table, name),
    ...(requiresPython === '' ? {} : { requiresPython }),
    locations: [at],
    brought: poetryBringing(table),
    pythons,
    table,
  };
}

/** By range, of which there is one for a text: see `poetryRange`. */
const supportedTexts = new WeakMap<VersionRange, string>();

function supportedText(pythons: VersionRange): string {
  const known = supportedTexts.get(pythons);
  if (known !== undefined) return known;
  const supported = specifierSetOf(pythons);
  const text = supported === undefined ? '' : formatSpecifierSet(supported);
  supportedTexts.set(pythons, text);
  return text;
}

/**
 * Without a pyproject.toml: what nothing else requires, for development where the entry's `category` says so
 * (`lock-version` 1), for the extras of the project that list it, else for the project itself.
 */
function startsWithout(entries: readonly PoetryEntry[], lock: TomlTable): LockStart[] {
  const extras = Object.entries(asTable(lock['extras']) ?? {}).map(([extra, names]): LockStart => {
    const edges = asList(names).flatMap((name) =>
      typeof name === 'string' && isValidName(name) ? { name: normalizeName(name), extras: [] } : [],
    );
    return { group: `extra:${normalizeName(extra)}`, edges, besides: true };
  });
  const optional = new Set(extras.flatMap(({ edges }) => edges.map(({ name }) => name)));
  const free = freeStarts(entries, ({ name, table }) => {
    if (table['optional'] === true) return optional.has(name) ? [] : [''];
    return [table['category'] === 'dev' ? 'dev' : ''];
  });
  return [...free, ...extras];
}
