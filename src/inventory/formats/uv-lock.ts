import {
  isValidName,
  type NormalizedName,
  normalizeName,
  parseSpecifierSet,
  parseVersion,
  rangeHas,
  type TomlTable,
  type TomlValue,
} from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { redactUrl } from '../../base/secret.ts';
import type { TextDocument } from '../../base/text/document.ts';
import type { ClientSetting } from '../client-setting.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { sortedHashes } from '../hash-list.ts';
import type { LockEdge } from '../lock-graph.ts';
import { emptyLock, followLock, type LockedEntry } from '../locked-component.ts';
import { openLock, type Place } from '../open-text.ts';
import { unreadable } from '../reading.ts';
import { rootNames } from '../root-names.ts';
import { forShared } from '../shared-answer.ts';
import { indexSource, isInRepository, vcsSource } from '../source-address.ts';
import { asList, asTable, asTables, asText, fileHashes } from '../toml-fields.ts';
import { shapeFaults, type TomlShape } from '../toml-shape.ts';
import { groupEdges, type UvEntry, uvCovers, uvStarts } from '../uv-roots.ts';

/** The newest revision of version 1 that this reader was written against. */
const NEWEST_REVISION = 5;

/** uv's lock file: version 1 in all its revisions. */
export const format: InventoryFormat = {
  id: 'uv.lock',
  title: 'uv.lock and script locks (uv)',
  rank: 'lock',
  matches: (fileName) => fileName === 'uv.lock' || fileName.endsWith('.py.lock'),
  isPartial: (fileName) => fileName !== 'uv.lock',
  editing: 'By `uv lock --upgrade-package NAME`: uv alone writes the file, and every hash in it.',
  read,
};

const EDGES: TomlShape = {
  list: { keys: { name: 'text', version: 'text', marker: 'text', extra: { list: 'text' } }, needs: 'name' },
};
const FILE: TomlShape = { keys: { hash: 'text' } };
/** What this reader looks at; the names of entries and the kinds of sources have faults of their own. */
const SHAPE: TomlShape = {
  keys: {
    revision: 'integer',
    'requires-python': 'text',
    conflicts: { list: { list: { keys: { package: 'text', extra: 'text', group: 'text' }, needs: 'package' } } },
    package: {
      list: {
        keys: {
          version: 'text',
          dependencies: EDGES,
          'optional-dependencies': { values: EDGES },
          'dev-dependencies': { values: EDGES },
          sdist: FILE,
          wheels: { list: FILE },
        },
      },
    },
    manifest: {
      keys: { members: { list: 'text' }, requirements: EDGES, 'dependency-groups': { values: EDGES } },
    },
  },
};

function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openLock(file, tree);
  if (!opened.ok) return unreadable(opened.error);
  const { document, place, whole } = opened.value;
  const unsupported = unsupportedVersion(document, place);
  if (unsupported?.fatal) return unreadable(unsupported.problem);
  const problems: Problem[] = unsupported === undefined ? [] : [unsupported.problem];
  const lock = document.root;
  const all = asList(lock['package']);
  const listed = all.slice(0, MAX_ENTRIES);
  if (listed.length < all.length) problems.push(tooManyEntries(file.path));
  for (const { message, offset } of shapeFaults(document, SHAPE, MAX_ENTRIES, whole)) {
    problems.push(problem('lock-invalid', message, { at: place(offset) }));
  }
  const entries = listed.flatMap(
    (item, index) => readEntry(item, file, place(document.spanOf(all, index)?.start ?? 0), problems) ?? [],
  );
  const starts = uvStarts(entries, lock, readEdges);
  const { components, selects } = followLock(entries, starts);
  // A script's lock may be empty; a project's names at least the project.
  const cut = listed.length === 0 && file.path.split('/').at(-1) === 'uv.lock' ? 1 : 0;
  problems.push(...emptyLock(file.path, listed.length + cut, entries, components));
  const requiresPython = asText(lock['requires-python']);
  return {
    components,
    roots: rootNames(starts),
    problems,
    selects,
    covers: uvCovers(entries, lock, file),
    settings: readSettings(document, place),
    ...(requiresPython === undefined ? {} : { requiresPython }),
  };
}

function unsupportedVersion(
  document: TextDocument<TomlTable>,
  place: Place,
): { fatal: boolean; problem: Problem } | undefined {
  const version = document.root['version'];
  const revision = document.root['revision'];
  const at = place(document.spanAt(['version'])?.start ?? 0);
  if (version !== 1) {
    return {
      fatal: true,
      problem: problem(
        'format-unsupported',
        version === undefined
          ? 'the uv.lock names no `version`'
          : `uv.lock version ${typeof version === 'object' ? 'that is no number' : `\`${String(version).slice(0, 40)}\``} is not known; version 1 is`,
        { at },
      ),
    };
  }
  if (typeof revision === 'number' && revision > NEWEST_REVISION) {
    const message = `uv.lock revision ${revision} is newer than ${NEWEST_REVISION}, the newest known: it is read as if it were that`;
    return {
      fatal: false,
      problem: problem('format-newer', message, { at: place(document.spanAt(['revision'])?.start ?? 0) }),
    };
  }
  return undefined;
}

function readEntry(item: TomlValue, file: SourceFile, at: Location, problems: Problem[]): UvEntry | undefined {
  const table = asTable(item);
  const name = asText(table?.['name']);
  if (table === undefined || name === undefined || !isValidName(name)) {
    problems.push(problem('lock-invalid', 'a `[[package]]` entry has no valid `name`', { at }));
    return undefined;
  }
  const written = asTable(table['source']);
  const source = readSource(written, file);
  if (source === undefined) {
    problems.push(problem('lock-invalid', `the source of \`${name.slice(0, 100)}\` is of no known kind`, { at }));
  }
  const sdist = asText(asTable(table['sdist'])?.['hash']);
  const wheels = fileHashes(table['wheels']);
  return {
    name: normalizeName(name),
    version: asText(table['version']) ?? null,
    dependencies: readEdges(table['dependencies']),
    optional: groupEdges(table['optional-dependencies'], readEdges),
    groups: groupEdges(table['dev-dependencies'], readEdges),
    source,
    sourceKey: sourceKey(written),
    folder: written === undefined ? undefined : folderOf(written),
    hashes: sortedHashes(sdist === undefined ? wheels : [sdist, ...wheels]),
    locations: [at],
  };
}

/** The project and the members of its workspace are folders of the repository: roots, never components. */
function readSource(source: TomlTable | undefined, file: SourceFile): LockedEntry['source'] {
  if (source === undefined) return undefined;
  const registry = asText(source['registry']);
  if (registry !== undefined) return indexSource(registry);
  const url = asText(source['url']);
  if (url !== undefined) return { kind: 'url', url: redactUrl(url) };
  const git = asText(source['git']);
  if (git !== undefined) return gitSource(git);
  const folder = folderOf(source);
  if (folder !== undefined) return isInRepository(file, folder) ? 'root' : { kind: 'path', url: folder };
  // An archive: what is in it is third-party, wherever it lies.
  const path = asText(source['path']);
  return path === undefined ? undefined : { kind: 'path', url: path };
}

function folderOf(source: TomlTable): string | undefined {
  return asText(source['virtual']) ?? asText(source['editable']) ?? asText(source['directory']);
}

/** uv writes the asked revision and the subdirectory as a query, the commit as the fragment. */
function gitSource(address: string): LockedEntry['source'] {
  const [, url = address, query = '', commit] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(address) ?? [];
  const subdirectory = /(?:^|&)subdirectory=([^&]*)/.exec(query)?.[1];
  return vcsSource({ type: 'git', url, commit, subdirectory });
}

function sourceKey(source: TomlTable | undefined): string {
  if (source === undefined) return '';
  return Object.entries(source)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : ''}`)
    .join('\n');
}

const readEdges = forShared((value): readonly LockEdge[] => {
  if (value === undefined) return [];
  return asTables(value).flatMap((item) => {
    const name = asText(item['name']);
    if (name === undefined || !isValidName(name)) return [];
    // `[manifest]` says `extras`, and which versions are asked for.
    const extras = asList(item['extra'] ?? item['extras']);
    return {
      name: normalizeName(name),
      extras:
        extras.length === 0 ? NO_EXTRAS : extras.flatMap((one) => (typeof one === 'string' ? normalizeName(one) : [])),
      marker: asText(item['marker']),
      accepts: readChoice(item),
    };
  });
});

const NO_EXTRAS: readonly NormalizedName[] = [];

/** Which of several entries of a name is meant: where there are several, the arrow says version and source. */
function readChoice(item: TomlTable): LockEdge['accepts'] {
  const version = asText(item['version']);
  const source = asTable(item['source']);
  const specifier = asText(item['specifier']);
  if (version === undefined && source === undefined) return specifier === undefined ? undefined : within(specifier);
  const key = source === undefined ? undefined : sourceKey(source);
  return (entry) =>
    (version === undefined || entry.version === null || entry.version === version) &&
    (key === undefined || !('sourceKey' in entry) || entry.sourceKey === key);
}

function within(specifier: string): LockEdge['accepts'] {
  const parsed = parseSpecifierSet(specifier);
  const range = parsed.ok ? parsed.value.range : undefined;
  return ({ version }) => {
    const read = version === null ? undefined : parseVersion(version);
    return range === undefined || !read?.ok || rangeHas(range, read.value);
  };
}

/** `[options]` keeps from which day on, or for how long, releases were too young to be taken. */
function readSettings(document: TextDocument<TomlTable>, place: Place): ClientSetting[] {
  const options = asTable(document.root['options']);
  if (options === undefined) return [];
  for (const key of ['exclude-newer-span', 'exclude-newer']) {
    const value = asText(options[key]);
    const span = document.spanOf(options, key);
    if (value !== undefined && span !== undefined) {
      return [{ tool: 'uv', kind: 'cooldown', value: value.slice(0, 100), at: place(span.start) }];
    }
  }
  return [];
}
