import {
  formatMarker,
  isValidName,
  type NormalizedName,
  normalizeName,
  parseMarker,
  type TomlTable,
  unionOf,
  type VersionRange,
} from '@rind/pypa';
import { redactUrl } from '../base/secret.ts';
import type { SourceFile } from './format.ts';
import { groupName } from './group-of.ts';
import type { Bringing, InheritingEntry } from './inherited-lock.ts';
import type { PoetryDependencies } from './lock-edge.ts';
import type { LockEdge } from './lock-graph.ts';
import type { LockedEntry } from './locked-component.ts';
import { parsePoetryConstraint } from './poetry-constraint.ts';
import { Remembered } from './remembered.ts';
import { settle } from './selection-marker.ts';
import { archiveOf, indexSource, isInRepository, vcsSource } from './source-address.ts';
import { asList, asTable, asText } from './toml-fields.ts';

/** An entry of a poetry.lock. */
export interface PoetryEntry extends InheritingEntry {
  readonly table: TomlTable;
  /** The Pythons that it supports; undefined where that cannot be read. */
  readonly pythons: VersionRange | undefined;
}

/** Where an entry's file comes from; a folder of the repository is the project's own. */
export function poetrySource(table: TomlTable, file: SourceFile): LockedEntry['source'] {
  if (table['source'] === undefined) return { kind: 'index' };
  const source = asTable(table['source']);
  const [type, url] = [asText(source?.['type']), asText(source?.['url'])];
  if (url === undefined) return undefined;
  switch (type) {
    case 'legacy':
    case 'pypi':
      return indexSource(url);
    case 'git': {
      const commit = asText(source?.['resolved_reference']) ?? asText(source?.['reference']);
      return vcsSource({ type, url, commit, subdirectory: asText(source?.['subdirectory']) });
    }
    case 'url':
      return { kind: 'url', url: redactUrl(url) };
    case 'file':
      return { kind: 'path', url };
    case 'directory':
      return isInRepository(file, url) && archiveOf(url) === undefined ? 'root' : { kind: 'path', url };
    default:
      return undefined;
  }
}

/** What an entry requires: always, and with each of its extras. */
export function poetryArrows(
  table: TomlTable,
  name: NormalizedName,
  dependencies: PoetryDependencies,
): Pick<LockedEntry, 'dependencies' | 'optional'> {
  const always: LockEdge[] = [];
  const byName = new Map<NormalizedName, LockEdge[]>();
  for (const { edge, isOptional } of dependencies.of(asTable(table['dependencies']))) {
    const arrow = withoutExtras(edge);
    if (!isOptional) always.push(arrow);
    else if (byName.get(edge.name)?.push(arrow) === undefined) byName.set(edge.name, [arrow]);
  }
  const optional = new Map<NormalizedName, LockEdge[]>();
  for (const [extra, items] of Object.entries(asTable(table['extras']) ?? {})) {
    const arrows = asList(items).flatMap((item) => {
      const [, written = '', asked = ''] = /^([A-Za-z0-9._-]+)[ ]*(?:\[([^\]]*)\])?/.exec(asText(item) ?? '') ?? [];
      if (!isValidName(written)) return [];
      const required = normalizeName(written);
      // `all = ["self[web]"]`: the entry's own extras.
      if (required === name) return [{ name, extras: asked.split(',').map((one) => normalizeName(one.trim())) }];
      return byName.get(required) ?? [];
    });
    optional.set(normalizeName(extra), arrows);
  }
  return { dependencies: always, optional };
}

/** The marker of an optional dependency asks for the extra too, which is known where it is followed. */
function withoutExtras(edge: LockEdge): LockEdge {
  if (edge.marker === undefined || !edge.marker.includes('extra')) return edge;
  const { marker } = edge;
  return { ...edge, marker: settled.of(marker, () => settledMarker(marker)) };
}

const settled = new Remembered<string | undefined>();

function settledMarker(text: string): string | undefined {
  const parsed = parseMarker(text);
  if (!parsed.ok) return text;
  const left = settle(parsed.value, () => true);
  return typeof left === 'object' ? formatMarker(left) : undefined;
}

/**
 * Who brings an entry in, as `lock-version` 2.1 says: its groups, and one marker for all of them or one for
 * each. The extras of the project stand in the marker of `main`.
 */
export function poetryBringing(table: TomlTable): Bringing[] {
  const markers = table['markers'];
  const byGroup = asTable(markers);
  return asList(table['groups']).flatMap((item) => {
    const group = asText(item);
    if (group === undefined) return [];
    const marker = byGroup === undefined ? asText(markers) : asText(byGroup[group]);
    return { group: group === 'main' ? '' : groupName(group), marker };
  });
}

/** The versions that a constraint of Poetry's lets in; undefined where it cannot be read. */
export function poetryRange(text: string | undefined): VersionRange | undefined {
  return text === undefined || text.length > 2000 ? undefined : ranges.of(text, () => rangeOfText(text));
}

const ranges = new Remembered<VersionRange | undefined>();

function rangeOfText(text: string): VersionRange | undefined {
  const parsed = parsePoetryConstraint(text);
  if (!parsed.ok) return undefined;
  let range: VersionRange | undefined;
  for (const one of parsed.value.alternatives) {
    if (one.range === undefined) return undefined;
    range = range === undefined ? one.range : unionOf(range, one.range);
  }
  return range;
}
