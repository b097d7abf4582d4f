import { type Condition, formatMarker, formatVersion, parseVersion } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { type Component, type ComponentSource, componentId } from './component.ts';
import { LockConditions } from './lock-condition.ts';
import { type LockEntry, type LockStart, type Reach, reachEntries } from './lock-graph.ts';
import { selectEntries } from './lock-selection.ts';
import type { Selection } from './scope.ts';

/** One entry of a lock, in any of the formats that list arrows. */
export interface LockedEntry extends LockEntry {
  /** `root`: the project or a folder of it. Undefined where the lock names no source that is known. */
  readonly source: ComponentSource | 'root' | undefined;
  readonly hashes: readonly string[];
  /** Which Pythons the release supports, where the lock says so: a specifier set. */
  readonly requiresPython?: string | undefined;
  readonly locations: readonly Location[];
}

/** What was found of a lock that lists arrows. */
export interface LockedComponents {
  readonly components: Component[];
  readonly selects: Selection;
}

/** Entries as components: who brings them in, and when, follows from the arrows. */
export function followLock(entries: readonly LockedEntry[], starts: readonly LockStart[]): LockedComponents {
  const conditions = new LockConditions();
  const reached = reachEntries(entries, starts, conditions);
  const components = entries.flatMap((entry) => lockedComponent(entry, reached.get(entry)) ?? []);
  return {
    components,
    // Remembering what markers mean costs memory: a new scope starts anew.
    selects: (scope) =>
      new Set(
        [...selectEntries(entries, starts, scope, new LockConditions())].flatMap((entry) =>
          entry.source === 'root'
            ? []
            : [componentId({ ...entry, ...readLockedVersion(entry), source: sourceOf(entry) })],
        ),
      ),
  };
}

/** One entry as a component; the project and its folders are none. */
export function lockedComponent(entry: LockedEntry, reach: Reach | undefined): Component | undefined {
  if (entry.source === 'root') return undefined;
  const { version, reason } = readLockedVersion(entry);
  const extras = [...(reach?.extras ?? [])].sort();
  const arrows = [...entry.dependencies, ...extras.flatMap((extra) => entry.optional.get(extra) ?? [])];
  return {
    name: entry.name,
    version,
    source: sourceOf(entry),
    ...(entry.requiresPython === undefined ? {} : { requiresPython: entry.requiresPython }),
    ...markerOf(reach?.condition),
    extras,
    groups: [...(reach?.groups ?? [])].sort(),
    hashes: entry.hashes,
    locations: entry.locations,
    reasons: [...reason, ...(entry.source === undefined ? ['unknown-source'] : [])],
    requires: [...new Set(arrows.map(({ name }) => name))].sort(),
  };
}

/** The version of an entry as PEP 440 normalises it, and why it is not certain. */
function readLockedVersion({ version }: Pick<LockEntry, 'version'>): {
  version: string | null;
  reason: string[];
} {
  if (version === null) return { version: null, reason: ['unknown-version'] };
  const parsed = parseVersion(version);
  return parsed.ok
    ? { version: formatVersion(parsed.value), reason: [] }
    : { version: redactUrl(version), reason: ['invalid-version'] };
}

/** A condition as a component shows it: absent for "always", and for what is not known. */
function markerOf(condition: Condition | undefined): Pick<Component, 'marker'> {
  return typeof condition === 'object' ? { marker: formatMarker(condition) } : {};
}

/** The problem of a lock that lists something but says nothing; none for any other. */
export function emptyLock(
  path: string,
  listed: number,
  entries: readonly Pick<LockedEntry, 'source'>[],
  components: readonly Component[],
): Problem[] {
  if (components.length > 0 || listed <= entries.filter(({ source }) => source === 'root').length) return [];
  const message =
    entries.length === 0
      ? `\`${path}\` lists nothing that can be read, not even the project`
      : `\`${path}\` lists ${listed} ${listed === 1 ? 'entry' : 'entries'}, but none can be read`;
  return [problem('lock-empty', message, { at: { path, line: 1, column: 1 } })];
}

function sourceOf({ source }: LockedEntry): ComponentSource {
  return source === undefined || source === 'root' ? { kind: 'index' } : source;
}
