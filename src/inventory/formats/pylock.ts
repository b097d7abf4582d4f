import { posix } from 'node:path';
import {
  type Condition,
  fileNameOfUrl,
  formatMarker,
  formatVersion,
  isPylockFileName,
  isValidName,
  type Marker,
  type NormalizedName,
  normalizeName,
  type Pylock,
  parseMarker,
  parsePylock,
  parseSdistFilename,
  parseVersion,
  parseWheelFilename,
  pylockDependencies,
  simplifyMarker,
  type TomlTable,
  type TomlValue,
  type TreeFault,
  type TreePath,
} from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { redactUrl } from '../../base/secret.ts';
import type { TextDocument } from '../../base/text/document.ts';
import type { Component, ComponentSource } from '../component.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { openToml, type Place } from '../open-text.ts';
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

/** Which names the installer's user may give, and which hold when none is given. */
interface GroupNames {
  /** `default-groups`: synthetic, they stand for what the project itself requires. */
  readonly standard: ReadonlySet<string>;
  /** `dependency-groups`: for users to ask for. */
  readonly exposed: ReadonlySet<string>;
}

function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openToml(file, tree);
  if (!opened.ok) return { components: [], roots: new Map(), problems: [opened.error] };
  const { document, place } = opened.value;
  const parsed = parsePylock(document.root);
  const faults = parsed.ok ? [] : parsed.error;
  const refused = faults.find(({ path }) => path[0] === 'lock-version');
  if (refused !== undefined) {
    const message = `\`lock-version\` is not one that can be read: ${refused.message}`;
    const at = placeOf(document, place, refused.path);
    return { components: [], roots: new Map(), problems: [problem('format-unsupported', message, { at })] };
  }
  const problems = [...newerMinor(document, place), ...faults.map((fault) => toProblem(fault, document, place))];
  const listed = asList(document.root['packages']);
  const entries = listed.flatMap((item, index) => readEntry(item, index, file) ?? []);
  const requires = requiredNames(entries, parsed.ok ? parsed.value : undefined);
  const components = toComponents(entries, requires, document, place);
  if (components.length === 0 && listed.length > entries.filter(({ source }) => source === 'root').length) {
    const message = `\`${file.path}\` lists ${listed.length} entries, but none can be read`;
    problems.push(problem('lock-empty', message, { at: place(0) }));
  }
  return { components, roots: rootsOf(components, rootRequires(entries, requires)), problems };
}

/** "Tools SHOULD warn on an unknown minor version": it only adds keys, which are not read. */
function newerMinor(document: TextDocument<TomlTable>, place: Place): Problem[] {
  const written = asText(document.root['lock-version']) ?? '';
  const version = parseVersion(written);
  const [major, minor = '0'] = version.ok ? version.value.release : ['1'];
  if (major === '1' && minor === '0') return [];
  const message = `\`lock-version\` ${written} is newer than 1.0, the newest known: the file is read as if it were that`;
  return [problem('format-newer', message, { at: placeOf(document, place, ['lock-version']) })];
}

function toProblem({ message, path }: TreeFault, document: TextDocument<TomlTable>, place: Place): Problem {
  const shown = path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
  return problem('lock-invalid', `\`${shown}\`: ${message}`, { at: placeOf(document, place, path) });
}

/** Where a value stands; of one that is missing, the table in which it is missed. */
function placeOf(document: TextDocument<TomlTable>, place: Place, path: TreePath): Location {
  for (let depth = path.length; depth > 0; depth--) {
    const span = document.spanAt(path.slice(0, depth));
    if (span !== undefined) return place(span.start);
  }
  return place(0);
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
  if (files) {
    const index = asText(table['index']);
    return index === undefined || /^https:\/\/pypi\.org\/simple\/?$/.test(index)
      ? { kind: 'index' }
      : { kind: 'index', url: redactUrl(index) };
  }
  const vcs = asTable(table['vcs']);
  if (vcs !== undefined) return readVcs(vcs);
  const archive = asTable(table['archive']);
  const url = asText(archive?.['url']);
  if (url !== undefined) return { kind: 'url', url: redactUrl(url) };
  const directory = asText(asTable(table['directory'])?.['path']);
  if (directory !== undefined && isInside(file, directory)) return 'root';
  const path = asText(archive?.['path']) ?? directory;
  return path === undefined ? undefined : { kind: 'path', url: path };
}

/** As a requirement would name it: `git+https://host/repository@commit`. */
function readVcs(vcs: TomlTable): ComponentSource | undefined {
  const where = asText(vcs['url']) ?? asText(vcs['path']);
  if (where === undefined) return undefined;
  const [type, commit, subdirectory] = [asText(vcs['type']), asText(vcs['commit-id']), asText(vcs['subdirectory'])];
  const url = [
    type === undefined ? '' : `${type}+`,
    redactUrl(where),
    commit === undefined ? '' : `@${commit}`,
    subdirectory === undefined ? '' : `#subdirectory=${subdirectory}`,
  ].join('');
  return { kind: 'vcs', url };
}

/**
 * Whether a folder that the lock names lies in the repository: then it is the project itself or
 * a member of its workspace. Paths count from the lock's folder and may use either separator.
 */
function isInside(file: SourceFile, directory: string): boolean {
  const path = directory.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return false;
  const folder = posix.join(posix.dirname(file.path), path);
  return folder !== '..' && !folder.startsWith('../');
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
  const required = new Set(components.flatMap(({ name, requires }) => requires.filter((other) => other !== name)));
  const free = [...byName.keys()].filter((name) => !required.has(name));
  const direct = new Set([...own.filter((name) => byName.has(name)), ...free]);
  const reached = new Set<NormalizedName>();
  for (const start of [...direct, ...byName.keys()]) {
    if (!reached.has(start)) direct.add(start);
    const waiting = [start];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      for (const { requires } of byName.get(name) ?? []) for (const other of requires) waiting.push(other);
    }
  }
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
  const names: GroupNames = {
    standard: groupNames(document.root['default-groups']),
    exposed: groupNames(document.root['dependency-groups']),
  };
  // Hundreds of entries share a few markers.
  const markers = new Map<string | undefined, ReturnType<typeof readMarker>>();
  return entries.flatMap(({ name, table, index, source }) => {
    if (source === 'root') return [];
    const { version, reason } = readVersion(name, table);
    const written = asText(table['marker']);
    const marker = markers.get(written) ?? readMarker(written, names);
    markers.set(written, marker);
    return [
      {
        name,
        version,
        source: source ?? { kind: 'index' },
        ...marker,
        extras: [],
        hashes: readHashes(table),
        locations: [placeOf(document, place, ['packages', index])],
        reasons: [...reason, ...(source === undefined ? ['unknown-source'] : [])],
        requires: [...(requires.get(index) ?? [])].sort(),
      },
    ];
  });
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
      : { version: written, reason: ['invalid-version'] };
  }
  const found = new Set<string>();
  for (const file of filesOf(table)) {
    const fileName = asText(file['name']) || fileNameOfUrl(asText(file['path']) || asText(file['url']) || '') || '';
    const parsed = fileName.endsWith('.whl') ? parseWheelFilename(fileName) : parseSdistFilename(fileName);
    if (parsed.ok && parsed.value.name === name) found.add(formatVersion(parsed.value.version));
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

function readHashes(table: TomlTable): string[] {
  const hashes = filesOf(table).flatMap((file) =>
    Object.entries(asTable(file['hashes']) ?? {}).flatMap(([algorithm, digest]) =>
      typeof digest === 'string' ? [`${algorithm}:${digest}`.toLowerCase()] : [],
    ),
  );
  return [...new Set(hashes)].sort();
}

/** A clause of a marker that asks what is installed for, not where: `'NAME' in extras`. */
interface Clause {
  readonly set: 'extras' | 'dependency_groups';
  readonly name: string;
  /** False for `not in`. */
  readonly member: boolean;
}

/**
 * A lock's markers say two things at once, which a component keeps apart: who brings an entry in,
 * and under which condition.
 *
 * `groups`. An entry that a plain install takes (no extra asked for, the groups are `default-groups`,
 * as "Installation" lays down) belongs to `""`, and so does one without a marker: the lock does not
 * say who else wants it. Besides, it belongs to each group and, unless to `""`, to each extra that its
 * marker looks for with `in`; where it looks for several at once (`and`), to each of them. A default
 * group is synthetic and is named only if the lock offers it in `dependency-groups` all the same.
 *
 * `marker` is the condition under which any of them brings the entry in: what remains when every
 * clause about extras and groups is met. So it is a marker like those of other locks, about the
 * environment alone. One that cannot be read is taken for "always", which hides nothing.
 */
function readMarker(text: string | undefined, names: GroupNames): Pick<Component, 'groups' | 'marker'> {
  const parsed = text === undefined ? undefined : parseMarker(text);
  if (!parsed?.ok) return { groups: [''] };
  const clauses: Clause[] = [];
  const met = settle(parsed.value, (clause) => {
    clauses.push(clause);
    return true;
  });
  const plain = settle(
    parsed.value,
    ({ set, name, member }) => (set === 'dependency_groups' && names.standard.has(name)) === member,
  );
  const groups = new Set(plain === false ? [] : ['']);
  for (const { set, name, member } of clauses) {
    if (!member) continue;
    if (set === 'dependency_groups' && (!names.standard.has(name) || names.exposed.has(name))) groups.add(name);
    if (set === 'extras' && plain === false) groups.add(`extra:${name}`);
  }
  // What is only there when a default group is left out is nobody's by name.
  if (groups.size === 0) groups.add('');
  const simple = simplifyMarker(met);
  // A condition that never holds is shown as it is written: "no marker" would mean "always".
  const shown = simple === false ? met : simple;
  return { groups: [...groups].sort(), ...(typeof shown === 'object' ? { marker: formatMarker(shown) } : {}) };
}

/** What is left of a marker when its clauses about extras and groups are answered. */
function settle(marker: Marker, answer: (clause: Clause) => boolean): Condition {
  if (marker.kind === 'comparison') {
    const { left, operator, right } = marker;
    if (left.kind !== 'literal' || right.kind !== 'field') return marker;
    if (right.name !== 'extras' && right.name !== 'dependency_groups') return marker;
    if (operator !== 'in' && operator !== 'not in') return marker;
    return answer({ set: right.name, name: left.value, member: operator === 'in' });
  }
  const parts = marker.parts.map((part) => settle(part, answer));
  const deciding = marker.kind === 'or';
  if (parts.includes(deciding)) return deciding;
  const open = parts.filter((part) => typeof part === 'object');
  const [only, ...more] = open;
  if (only === undefined) return !deciding;
  return more.length === 0 ? only : { ...marker, parts: open };
}
