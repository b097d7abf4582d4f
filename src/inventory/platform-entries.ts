import type { NormalizedName } from '@rind/pypa';
import { type Component, componentId, mergeComponents } from './component.ts';
import { PlatformMarkers } from './conda-platform.ts';
import type { Reading } from './format.ts';
import { freeStarts } from './lock-free.ts';
import { rootNames } from './root-names.ts';

/** Where a lock installs something: an environment or category, on one platform. */
export interface PlatformUse {
  /** `""` or the group's name. */
  readonly group: string;
  readonly platform: string;
}

/** One entry of a lock that was solved for each platform by itself. Marker and groups follow from the uses. */
export interface PlatformEntry {
  readonly component: Component;
  readonly uses: readonly PlatformUse[];
}

/**
 * Entries as components: the same thing on several platforms is one. On every platform that a group was
 * locked for it is there always, on some of them under their markers; so a lock for one platform speaks for
 * any, and no target is silently left without components.
 */
export function mergePlatformEntries(
  entries: readonly PlatformEntry[],
  platformsOf: ReadonlyMap<string, ReadonlySet<string>>,
): Component[] {
  const markers = new PlatformMarkers();
  const listed = new Set(entries.map(({ component }) => component.name));
  const byId = Map.groupBy(entries, ({ component }) => componentId(component));
  return [...byId.values()].flatMap((same) => {
    const [merged] = mergeComponents(same.map(({ component }) => component));
    if (merged === undefined) return [];
    const uses = Map.groupBy(
      same.flatMap((entry) => entry.uses),
      ({ group }) => group,
    );
    const marker = markerOf(uses, platformsOf, markers);
    return [
      {
        ...merged,
        ...(marker === undefined ? {} : { marker }),
        groups: [...uses.keys()].sort(),
        requires: merged.requires.filter((name) => listed.has(name)),
      },
    ];
  });
}

function markerOf(
  uses: ReadonlyMap<string, readonly PlatformUse[]>,
  platformsOf: ReadonlyMap<string, ReadonlySet<string>>,
  markers: PlatformMarkers,
): string | undefined {
  const some = new Set<string>();
  for (const [group, list] of uses) {
    const own = new Set(list.map(({ platform }) => platform));
    const all = platformsOf.get(group) ?? own;
    if (own.size >= all.size) return undefined;
    for (const platform of own) some.add(platform);
  }
  return some.size === 0 ? undefined : markers.of(some);
}

/** What a lock asks for that does not say it: what nothing else in it requires. */
export function freeRoots(components: readonly Component[]): Reading['roots'] {
  const entries = components.map(({ name, version, requires, groups }) => ({
    name,
    version,
    groups,
    dependencies: requires.map((required: NormalizedName) => ({ name: required, extras: [] })),
    optional: new Map(),
  }));
  return rootNames(freeStarts(entries, ({ groups }) => groups));
}
