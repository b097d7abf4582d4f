import { isValidName, type NormalizedName, normalizeName, type TomlTable } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { redactUrl } from '../base/secret.ts';
import type { SourceFile } from './format.ts';
import { sortedHashes } from './hash-list.ts';
import type { Bringing, InheritingEntry } from './inherited-lock.ts';
import { PoetryDependencies, specifierEdge } from './lock-edge.ts';
import type { LockEdge } from './lock-graph.ts';
import type { LockedEntry } from './locked-component.ts';
import { forShared } from './shared-answer.ts';
import { archiveOf, indexSource, isInRepository, vcsSource } from './source-address.ts';
import { asList, asTable, asText, fileHashes } from './toml-fields.ts';

/** One `[[package]]` of a pdm.lock: PDM lists a release once more for each set of extras that is asked of it. */
export interface PdmItem {
  readonly name: NormalizedName;
  readonly version: string | null;
  readonly extras: readonly NormalizedName[];
  readonly source: LockedEntry['source'];
  readonly dependencies: readonly LockEdge[];
  readonly hashes: readonly string[];
  readonly requiresPython: string | undefined;
  /** Undefined where the lock does not say it (`inherit_metadata`). */
  readonly brought: readonly Bringing[] | undefined;
  readonly at: Location;
}

/** Names of groups that are extras of the project: a lock lists both alike. */
export type PdmGroup = (written: string) => string;

/** Reads an item whose name can be read. `index` is the address of the index that takes PyPI's place. */
export function readPdmItem(
  table: TomlTable,
  name: NormalizedName,
  at: Location,
  { file, lock, groupOf, index }: { file: SourceFile; lock: TomlTable; groupOf: PdmGroup; index: string | undefined },
): PdmItem {
  const version = asText(table['version']) ?? null;
  const groups = table['groups'];
  const marker = asText(table['marker']);
  return {
    name,
    version,
    extras: asList(table['extras']).flatMap((extra) => (typeof extra === 'string' ? normalizeName(extra) : [])),
    source: readSource(table, file) ?? indexSource(index),
    dependencies: readDependencies(table['dependencies']),
    hashes: readHashes(table, version, lock),
    requiresPython: asText(table['requires_python']) || undefined,
    brought: Array.isArray(groups)
      ? groups.flatMap((group) => (typeof group === 'string' ? { group: groupOf(group), marker } : []))
      : undefined,
    at,
  };
}

/** The items of one release and source as one entry: what the extras add stands with them. */
export function mergePdmItems(items: readonly PdmItem[]): InheritingEntry[] {
  const byRelease = Map.groupBy(items, ({ name, version, source }) =>
    [name, version, source === 'root' ? 'root' : source?.url].join('\n'),
  );
  return [...byRelease.values()].flatMap((same): InheritingEntry[] => {
    const first = same.find(({ extras }) => extras.length === 0) ?? same[0];
    if (first === undefined) return [];
    const optional = new Map<NormalizedName, LockEdge[]>();
    for (const { extras, dependencies, name } of same) {
      for (const extra of extras) {
        const arrows = optional.get(extra) ?? [];
        optional.set(extra, arrows);
        for (const edge of dependencies) if (edge.name !== name) arrows.push(edge);
      }
    }
    return [
      {
        name: first.name,
        version: first.version,
        source: first.source,
        dependencies: first.extras.length === 0 ? first.dependencies : [],
        optional,
        hashes: sortedHashes(same.flatMap(({ hashes }) => hashes)),
        requiresPython: first.requiresPython,
        locations: same.map(({ at }) => at),
        brought: same.flatMap(({ brought }) => brought ?? []),
      },
    ];
  });
}

function readSource(table: TomlTable, file: SourceFile): LockedEntry['source'] {
  for (const type of ['git', 'hg', 'svn', 'bzr']) {
    const url = asText(table[type]);
    if (url === undefined) continue;
    const commit = asText(table['revision']) ?? asText(table['ref']);
    return vcsSource({ type, url, commit, subdirectory: asText(table['subdirectory']) });
  }
  const path = asText(table['path']);
  const url = asText(table['url']);
  // `url` repeats the path as a file address.
  if (path !== undefined)
    return isInRepository(file, path) && archiveOf(path) === undefined ? 'root' : { kind: 'path', url: path };
  return url === undefined ? undefined : { kind: 'url', url: redactUrl(url) };
}

/** A list of dependency specifiers; before version 3 a table of constraints. */
const readDependencies = forShared((value): readonly LockEdge[] => {
  const table = asTable(value);
  if (table !== undefined) return TABLES.of(table).map(({ edge }) => edge);
  return asList(value).flatMap((item) => {
    if (typeof item !== 'string') return [];
    const named = /^([A-Za-z0-9._-]{1,200})/.exec(item)?.[1];
    const edge = specifierEdge(item);
    if (edge !== undefined) return edge;
    // What follows the name is an address that PDM writes in its own way.
    return named === undefined || !isValidName(named) ? [] : { name: normalizeName(named), extras: [] };
  });
});

const TABLES = new PoetryDependencies();

function readHashes(table: TomlTable, version: string | null, lock: TomlTable): readonly string[] {
  const own = table['files'];
  if (own !== undefined) return sortedHashes(fileHashes(own));
  const files = asTable(asTable(lock['metadata'])?.['files']);
  return sortedHashes(fileHashes(files?.[`${asText(table['name'])} ${version}`]));
}
