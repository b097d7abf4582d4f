import {
  formatVersion,
  isPylockFileName,
  isValidName,
  type NormalizedName,
  normalizeName,
  type Pylock,
  parsePylock,
  parseVersion,
  pylockDependencies,
  type TomlTable,
  type TomlValue,
} from '@rind/pypa';
import { type Problem, problem } from '../../base/problem.ts';
import { redactUrl } from '../../base/secret.ts';
import type { TextDocument } from '../../base/text/document.ts';
import { type Component, type ComponentSource, componentId } from '../component.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { sortedHashes } from '../hash-list.ts';
import { LockConditions } from '../lock-condition.ts';
import { freeNames } from '../lock-free.ts';
import { openToml, type Place, placeAt } from '../open-text.ts';
import { pylockProblems } from '../pylock-faults.ts';
import { unreadable } from '../reading.ts';
import { type Selection, selectConditional } from '../scope.ts';
import { type GroupNames, markerInScope, readSelectionMarker } from '../selection-marker.ts';
import { archiveOf, indexSource, isInRepository, vcsSource } from '../source-address.ts';
import { asList, asTable, asTables, asText } from '../toml-fields.ts';

/**
 * The lock file of the standard, any minor version of 1.
 *
 * The kernel says what is wrong with the file; components are read from the TOML itself, so that
 * a fault in one key of an entry does not take the entry away.
 *
 * Source: packaging.python.org, "`pylock.toml` Specification" 1.0 (PEP 751).
 */
export const format: InventoryFormat = {
  id: 'pylock.toml',
  title: 'pylock.toml and pylock.NAME.toml (PEP 751: pip, uv, PDM and others)',
  rank: 'lock',
  matches: isPylockFileName,
  isPartial: (fileName) => fileName !== 'pylock.toml',
  editing: 'By the tool that `created-by` names, which alone writes the file and every hash in it.',
  read,
};

/** One item of `[[packages]]` whose name can be read. */
interface LockedEntry {
  readonly name: NormalizedName;
  readonly table: TomlTable;
  /** Its place in `packages`. */
  readonly index: number;
  /** Undefined where the entry names no source, or several. */
  readonly source: ComponentSource | 'root' | undefined;
}

function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openToml(file, tree);
  if (!opened.ok) return unreadable(opened.error);
  const { document, place } = opened.value;
  const parsed = parsePylock(document.root);
  const faults = parsed.ok ? [] : parsed.error;
  const refused = faults.find(({ path }) => path[0] === 'lock-version');
  if (refused !== undefined) {
    const message = `\`lock-version\` is not one that can be read: ${refused.message}`;
    const at = placeAt(document, place, refused.path);
    return unreadable(problem('format-unsupported', message, { at }));
  }
  const problems = [...newerMinor(document, place), ...pylockProblems(faults, document, place)];
  const all = asList(document.root['packages']);
  const listed = all.slice(0, MAX_ENTRIES);
  if (listed.length < all.length) problems.push(tooManyEntries(file.path));
  const entries = listed.flatMap((item, index) => readEntry(item, index, file) ?? []);
  const requires = requiredNames(entries, parsed.ok ? parsed.value : undefined);
  const components = toComponents(entries, requires, document, place);
  if (components.length === 0 && listed.length > entries.filter(({ source }) => source === 'root').length) {
    const message = `\`${file.path}\` lists ${listed.length} entries, but none can be read`;
    problems.push(problem('lock-empty', message, { at: place(0) }));
  }
  const requiresPython = asText(document.root['requires-python']);
  return {
    components,
    roots: rootsOf(components, rootRequires(entries, requires)),
    problems,
    selects: selectionOf(components, entries, readGroupNames(document)),
    ...(requiresPython === undefined ? {} : { requiresPython }),
  };
}

/** "Tools SHOULD warn on an unknown minor version": it only adds keys, which are not read. */
function newerMinor(document: TextDocument<TomlTable>, place: Place): Problem[] {
  const written = asText(document.root['lock-version']) ?? '';
  const version = parseVersion(written);
  const [major, minor = '0'] = version.ok ? version.value.release : ['1'];
  if (major === '1' && minor === '0') return [];
  const message = `\`lock-version\` ${written} is newer than 1.0, the newest known: the file is read as if it were that`;
  return [problem('format-newer', message, { at: placeAt(document, place, ['lock-version']) })];
}

/** Undefined where there is no name; the kernel has told the fault. */
function readEntry(item: TomlValue, index: number, file: SourceFile): LockedEntry | undefined {
  const table = asTable(item);
  const name = asText(table?.['name']);
  if (table === undefined || name === undefined || !isValidName(name)) return undefined;
  return { name: normalizeName(name), table, index, source: readSource(table, file) };
}

/** Only a single source is taken: with a second one beside it, a `directory` could hide what is installed. */
function readSource(table: TomlTable, file: SourceFile): LockedEntry['source'] {
  const files = table['sdist'] !== undefined || asList(table['wheels']).length > 0;
  const kinds = ['vcs', 'directory', 'archive'].filter((kind) => table[kind] !== undefined);
  if (kinds.length + (files ? 1 : 0) !== 1) return undefined;
  if (files) return indexSource(asText(table['index']));
  const vcs = asTable(table['vcs']);
  if (vcs !== undefined) {
    const where = asText(vcs['url']) ?? asText(vcs['path']);
    const [type, commit, subdirectory] = [asText(vcs['type']), asText(vcs['commit-id']), asText(vcs['subdirectory'])];
    return where === undefined ? undefined : vcsSource({ type, url: where, commit, subdirectory });
  }
  const archive = asTable(table['archive']);
  const url = asText(archive?.['url']);
  if (url !== undefined) return { kind: 'url', url: redactUrl(url) };
  const directory = asText(asTable(table['directory'])?.['path']);
  if (directory !== undefined && isInRepository(file, directory)) return 'root';
  const path = asText(archive?.['path']) ?? directory;
  return path === undefined ? undefined : { kind: 'path', url: path };
}

/** What each entry depends on, by its place; the lock tells as much of it as it likes. */
function requiredNames(entries: readonly LockedEntry[], lock: Pylock | undefined): Map<number, Set<NormalizedName>> {
  const requires = new Map<number, Set<NormalizedName>>();
  for (const { table, index } of entries) {
    const names = asTables(table['dependencies']).flatMap(({ name }) => asText(name) ?? []);
    requires.set(index, new Set(names.filter(isValidName).map(normalizeName)));
  }
  // An item may leave the name out and say by other keys which entry it means.
  for (const { from, to } of (lock && pylockDependencies(lock)) ?? []) {
    for (const index of to) {
      const name = lock?.packages[index]?.name;
      if (name !== undefined) requires.get(from)?.add(name);
    }
  }
  return requires;
}

function rootRequires(
  entries: readonly LockedEntry[],
  requires: ReadonlyMap<number, ReadonlySet<NormalizedName>>,
): NormalizedName[] {
  return entries.flatMap(({ source, index }) => (source === 'root' ? [...(requires.get(index) ?? [])] : []));
}

/**
 * The format does not say what the project itself requires. What its own entry depends on is
 * certain; else it is what no entry depends on, and one name of each circle that is left.
 */
function rootsOf(
  components: readonly Component[],
  own: readonly NormalizedName[],
): Map<string, readonly NormalizedName[]> {
  const byName = new Map<NormalizedName, Component[]>();
  for (const component of components) append(byName, component.name, component);
  const direct = freeNames(byName, ({ requires }) => requires, own);
  const roots = new Map<string, NormalizedName[]>();
  for (const name of direct) {
    for (const group of new Set(byName.get(name)?.flatMap(({ groups }) => groups))) append(roots, group, name);
  }
  return roots;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function toComponents(
  entries: readonly LockedEntry[],
  requires: ReadonlyMap<number, ReadonlySet<NormalizedName>>,
  document: TextDocument<TomlTable>,
  place: Place,
): Component[] {
  const names = readGroupNames(document);
  const conditions = new LockConditions();
  // Hundreds of entries share a few markers.
  const markers = new Map<string | undefined, ReturnType<typeof readSelectionMarker>>();
  return entries.flatMap(({ name, table, index, source }) => {
    if (source === 'root') return [];
    const { version, reason } = readVersion(name, table);
    const written = asText(table['marker']);
    const supported = table['requires-python'];
    const marker = markers.get(written) ?? readSelectionMarker(written, names, conditions);
    markers.set(written, marker);
    return [
      {
        name,
        version,
        source: source ?? { kind: 'index' },
        ...marker,
        extras: [],
        ...(typeof supported === 'string' ? { requiresPython: supported } : {}),
        hashes: readHashes(table),
        locations: [placeAt(document, place, ['packages', index])],
        reasons: [...reason, ...(source === undefined ? ['unknown-source'] : [])],
        requires: [...(requires.get(index) ?? [])].sort(),
      },
    ];
  });
}

/** What a scope installs: each entry's marker decides, as the standard's "Installation" says. */
function selectionOf(components: readonly Component[], entries: readonly LockedEntry[], names: GroupNames): Selection {
  const third = entries.filter(({ source }) => source !== 'root');
  return selectConditional(
    third.flatMap(({ table }, i) => {
      const component = components[i];
      const marker = asText(table['marker']);
      return component === undefined
        ? []
        : { id: componentId(component), when: (scope) => markerInScope(marker, names, scope) };
    }),
  );
}

function readGroupNames(document: TextDocument<TomlTable>): GroupNames {
  return {
    standard: groupNames(document.root['default-groups']),
    exposed: groupNames(document.root['dependency-groups']),
  };
}

function groupNames(value: TomlValue | undefined): Set<string> {
  return new Set(asList(value).flatMap((name) => (typeof name === 'string' ? [normalizeName(name)] : [])));
}

/** Where the entry gives none, its files' names do, if they are files of the entry. */
function readVersion(name: NormalizedName, table: TomlTable): { version: string | null; reason: string[] } {
  const written = asText(table['version']);
  if (written !== undefined) {
    const parsed = parseVersion(written);
    return parsed.ok
      ? { version: formatVersion(parsed.value), reason: [] }
      : { version: redactUrl(written), reason: ['invalid-version'] };
  }
  const found = new Set<string>();
  for (const file of filesOf(table)) {
    const archive = archiveOf(asText(file['name']) || asText(file['path']) || asText(file['url']) || '');
    if (archive?.name === name) found.add(archive.version);
  }
  const [version, ...others] = found;
  return version === undefined || others.length > 0
    ? { version: null, reason: ['unknown-version'] }
    : { version, reason: [] };
}

function filesOf(table: TomlTable): TomlTable[] {
  return [asTable(table['archive']), asTable(table['sdist']), ...asTables(table['wheels'])].filter(
    (file) => file !== undefined,
  );
}

function readHashes(table: TomlTable): readonly string[] {
  const hashes = filesOf(table).flatMap((file) =>
    Object.entries(asTable(file['hashes']) ?? {}).flatMap(([algorithm, digest]) =>
      typeof digest === 'string' ? [`${algorithm}:${digest}`] : [],
    ),
  );
  return sortedHashes(hashes);
}
