import {
  formatMarker,
  formatVersion,
  isValidName,
  type NormalizedName,
  normalizeName,
  parseVersion,
  type TomlTable,
  type TomlValue,
} from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { redactUrl } from '../../base/secret.ts';
import type { TextDocument } from '../../base/text/document.ts';
import type { Component, ComponentSource } from '../component.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { type LockEdge, type LockEntry, reachEntries } from '../lock-graph.ts';
import { openToml, type Place } from '../open-text.ts';
import { unreadable } from '../reading.ts';
import { indexSource, isInRepository, vcsSource } from '../source-address.ts';
import { asList, asTable, asTables, asText } from '../toml-fields.ts';
import { shapeFaults, type TomlShape } from '../toml-shape.ts';

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
    manifest: { keys: { requirements: EDGES } },
  },
};

interface UvEntry extends LockEntry {
  readonly table: TomlTable;
  readonly at: Location;
  /** Undefined where the lock names none that is known. */
  readonly source: ComponentSource | 'root' | undefined;
}

function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openToml(file, tree);
  if (!opened.ok) return unreadable(opened.error);
  const { document, place } = opened.value;
  const unsupported = unsupportedVersion(document, place);
  if (unsupported?.fatal) return unreadable(unsupported.problem);
  const problems: Problem[] = unsupported === undefined ? [] : [unsupported.problem];
  const all = asList(document.root['package']);
  const listed = all.slice(0, MAX_ENTRIES);
  if (listed.length < all.length) problems.push(tooManyEntries(file.path));
  for (const { message, offset } of shapeFaults(document, SHAPE, MAX_ENTRIES)) {
    problems.push(problem('lock-invalid', message, { at: place(offset) }));
  }
  const entries = listed.flatMap(
    (item, index) => readEntry(item, file, place(document.spanOf(all, index)?.start ?? 0), problems) ?? [],
  );
  const roots = rootEdges(entries, document.root);
  const components = toComponents(entries, roots);
  // A script's lock may be empty; a project's names at least the project.
  const cut = listed.length === 0 && file.path.split('/').at(-1) === 'uv.lock';
  if (cut || (components.length === 0 && listed.length > entries.filter(({ source }) => source === 'root').length)) {
    problems.push(
      problem('lock-empty', `\`${file.path}\` lists ${listed.length} entries, but none can be read`, { at: place(0) }),
    );
  }
  return {
    components,
    roots: new Map([...roots].map(([group, edges]) => [group, edges.map(({ name }) => name)])),
    problems,
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
  const source = readSource(asTable(table['source']), file);
  if (source === undefined) {
    problems.push(problem('lock-invalid', `the source of \`${name}\` is of no known kind`, { at }));
  }
  const optional = asTable(table['optional-dependencies']) ?? {};
  return {
    name: normalizeName(name),
    version: asText(table['version']) ?? null,
    dependencies: readEdges(table['dependencies']),
    optional: new Map(Object.keys(optional).map((extra) => [normalizeName(extra), readEdges(optional[extra])])),
    table,
    at,
    source,
  };
}

/** The project and the members of its workspace are folders of the repository: roots, never components. */
function readSource(source: TomlTable | undefined, file: SourceFile): UvEntry['source'] | undefined {
  if (source === undefined) return undefined;
  const registry = asText(source['registry']);
  if (registry !== undefined) return indexSource(registry);
  const url = asText(source['url']);
  if (url !== undefined) return { kind: 'url', url: redactUrl(url) };
  const git = asText(source['git']);
  if (git !== undefined) return gitSource(git);
  const folder = asText(source['virtual']) ?? asText(source['editable']) ?? asText(source['directory']);
  if (folder !== undefined) return isInRepository(file, folder) ? 'root' : { kind: 'path', url: folder };
  const path = asText(source['path']);
  return path === undefined ? undefined : { kind: 'path', url: path };
}

/** uv writes the asked revision and the subdirectory as a query, the commit as the fragment. */
function gitSource(address: string): ComponentSource {
  const [, url = address, query = '', commit] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(address) ?? [];
  const subdirectory = /(?:^|&)subdirectory=([^&]*)/.exec(query)?.[1];
  return vcsSource({ type: 'git', url, commit, subdirectory });
}

function readEdges(value: TomlValue | undefined): LockEdge[] {
  return asTables(value).flatMap((item) => {
    const name = asText(item['name']);
    if (name === undefined) return [];
    const version = asText(item['version']);
    const marker = asText(item['marker']);
    const extras = asList(item['extra']).flatMap((extra) => (typeof extra === 'string' ? [normalizeName(extra)] : []));
    return [
      {
        name: normalizeName(name),
        extras,
        ...(version === undefined ? {} : { version }),
        ...(marker === undefined ? {} : { marker }),
      },
    ];
  });
}

function rootEdges(entries: readonly UvEntry[], lock: TomlTable): Map<string, LockEdge[]> {
  const roots = new Map<string, LockEdge[]>();
  const members = new Set(entries.filter(({ source }) => source === 'root').map(({ name }) => name));
  const add = (group: string, edges: readonly LockEdge[]) => {
    // A member is a root itself: an arrow to it says nothing about third parties.
    const known = roots.get(group) ?? [];
    roots.set(group, known);
    for (const edge of edges) if (!members.has(edge.name)) known.push(edge);
  };
  for (const entry of entries) {
    if (entry.source !== 'root') continue;
    add('', entry.dependencies);
    for (const [extra, edges] of entry.optional) add(`extra:${extra}`, edges);
    const groups = asTable(entry.table['dev-dependencies']) ?? {};
    for (const group of Object.keys(groups)) add(normalizeName(group), readEdges(groups[group]));
  }
  // A script's lock has no root entry: its requirements stand in the manifest.
  const manifest = asTable(lock['manifest']);
  add('', readEdges(manifest?.['requirements']));
  return roots;
}

function toComponents(entries: readonly UvEntry[], roots: ReadonlyMap<string, readonly LockEdge[]>): Component[] {
  const reached = reachEntries(entries, roots);
  return entries.flatMap((entry) => {
    if (entry.source === 'root') return [];
    const reach = reached.get(entry);
    const parsed = entry.version === null ? undefined : parseVersion(entry.version);
    const requires = [...entry.dependencies, ...[...entry.optional.values()].flat()].map(({ name }) => name);
    return [
      {
        name: entry.name,
        version: parsed?.ok ? formatVersion(parsed.value) : entry.version,
        source: entry.source ?? { kind: 'index' },
        ...(typeof reach?.condition === 'object' ? { marker: formatMarker(reach.condition) } : {}),
        extras: [...(reach?.extras ?? [])].sort(),
        groups: [...(reach?.groups ?? [])].sort(),
        hashes: readHashes(entry.table),
        locations: [entry.at],
        reasons: [
          ...(entry.version === null ? ['unknown-version'] : []),
          ...(parsed?.ok === false ? ['invalid-version'] : []),
          ...(entry.source === undefined ? ['unknown-source'] : []),
        ],
        requires: [...new Set<NormalizedName>(requires)].sort(),
      },
    ];
  });
}

function readHashes(table: TomlTable): string[] {
  const files = [asTable(table['sdist']), ...asTables(table['wheels'])];
  return [...new Set(files.flatMap((file) => asText(file?.['hash']) ?? []))].sort();
}
