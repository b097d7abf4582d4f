import { posix } from 'node:path';
import {
  type Condition,
  disjoinMarkers,
  type NormalizedName,
  normalizeName,
  parseMarker,
  type TomlTable,
  type TomlValue,
} from '@rind/pypa';
import type { SourceFile } from './format.ts';
import type { LockEdge, LockStart } from './lock-graph.ts';
import type { LockedEntry } from './locked-component.ts';
import { asList, asTable, asText } from './toml-fields.ts';
import { conflictKey, UvConflicts } from './uv-conflicts.ts';

/** An entry of a uv.lock. */
export interface UvEntry extends LockedEntry {
  /** Its source as the lock writes it: the same text for the same source. */
  readonly sourceKey: string;
  /** The folder of a root, relative to the lock. */
  readonly folder: string | undefined;
  /** What each dependency group of the project adds. */
  readonly groups: ReadonlyMap<string, readonly LockEdge[]>;
}

/** Reads the arrows of a list. */
export type ReadEdges = (value: TomlValue | undefined) => readonly LockEdge[];

/**
 * What the members of a workspace ask for: their dependencies, extras and groups. A script, and a workspace
 * whose root is no project, ask in `[manifest]`.
 */
export function uvStarts(entries: readonly UvEntry[], lock: TomlTable, readEdges: ReadEdges): LockStart[] {
  const conflicts = new UvConflicts(lock);
  const plain = conflicts.reader(undefined);
  const starts: LockStart[] = [];
  const members = uvMembers(entries, lock);
  const readers = new Map<string, LockStart['read']>();
  const reader = (key: string) => {
    const known =
      readers.get(key) ?? conflicts.reader(conflicts.items.some((item) => item.key === key) ? key : undefined);
    readers.set(key, known);
    return known;
  };
  for (const member of members) {
    starts.push({ group: '', edges: member.dependencies, read: plain });
    for (const [extra, edges] of member.optional) {
      starts.push({
        group: `extra:${extra}`,
        edges,
        besides: true,
        read: reader(conflictKey('extra', member.name, extra)),
      });
    }
    for (const [group, edges] of member.groups) {
      starts.push({ group, edges, read: reader(conflictKey('group', member.name, group)) });
    }
  }
  const manifest = asTable(lock['manifest']);
  starts.push({ group: '', edges: readEdges(manifest?.['requirements']), read: plain });
  for (const [group, edges] of groupEdges(manifest?.['dependency-groups'], readEdges)) {
    starts.push({ group, edges, read: plain });
  }
  // What the plain dependencies bring in only because an extra or a group is chosen is that one's.
  const own = starts.flatMap(({ group, edges }) => (group === '' ? edges : []));
  for (const { key, group } of conflicts.items.slice(0, 100))
    starts.push({ group, edges: own, besides: true, isImplied: true, read: reader(key) });
  const within = supported(lock);
  return within === true ? starts : starts.map((start) => ({ ...start, within }));
}

/** The environments that the lock is made for (`tool.uv.environments`): nothing is said about any other. */
function supported(lock: TomlTable): Condition {
  let any: Condition = false;
  for (const item of asList(lock['supported-markers']).slice(0, 100)) {
    const parsed = typeof item === 'string' ? parseMarker(item) : undefined;
    any = disjoinMarkers(any, parsed?.ok ? parsed.value : true);
  }
  return any === false ? true : any;
}

/** What a table of groups lists, by the group's name. */
export function groupEdges(
  value: TomlValue | undefined,
  readEdges: ReadEdges,
): Map<NormalizedName, readonly LockEdge[]> {
  const table = asTable(value) ?? {};
  return new Map(Object.keys(table).map((group) => [normalizeName(group), readEdges(table[group])]));
}

/**
 * Folders of the members of the workspace but the lock's own, relative to the repository root. Members lie
 * below the workspace: a lock that names its neighbors cannot speak in their place.
 */
export function uvCovers(entries: readonly UvEntry[], lock: TomlTable, file: SourceFile): string[] {
  const own = posix.dirname(file.path);
  const folders = uvMembers(entries, lock).flatMap(({ folder }) =>
    folder === undefined ? [] : posix.join(own, folder.replaceAll('\\', '/')).replace(/\/$/, ''),
  );
  return [...new Set(folders)].filter((folder) => isBelow(own, folder)).sort();
}

function isBelow(own: string, folder: string): boolean {
  return own === '.' ? folder !== '.' && !folder.startsWith('..') : folder.startsWith(`${own}/`);
}

/**
 * The projects that the lock is made for. A folder of the repository that is no member comes in only by
 * those that depend on it.
 */
function uvMembers(entries: readonly UvEntry[], lock: TomlTable): UvEntry[] {
  const roots = entries.filter(({ source }) => source === 'root');
  const named = new Set(
    asList(asTable(lock['manifest'])?.['members']).flatMap((name) => {
      const text = asText(name);
      return text === undefined ? [] : normalizeName(text);
    }),
  );
  const members = roots.filter(({ name, folder }) => (named.size > 0 ? named.has(name) : folder === '.'));
  return members.length > 0 ? members : roots;
}
