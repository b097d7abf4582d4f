import type { NormalizedName } from '@rind/pypa';
import { compareLocations, type Location } from '../base/location.ts';

/** Where a component's file comes from, as its lock or manifest says. */
export interface ComponentSource {
  /**
   * `conda`: a channel, whose builds are not PyPI's files. `interpreter`: Python itself, which no index
   * serves. `installed`: an environment that does not say where the files came from.
   */
  readonly kind: 'index' | 'url' | 'vcs' | 'path' | 'conda' | 'interpreter' | 'installed';
  /**
   * Credentials removed (`source-address`). Absent for PyPI, and where the format names none. A checkout
   * is named alike whatever the format: `git+https://host/repository@commit`.
   */
  readonly url?: string;
}

/**
 * One third-party thing that a project uses: a name, a version and a source. The project itself and
 * the members of its workspace are roots, never components.
 */
export interface Component {
  readonly name: NormalizedName;
  /** As PEP 440 normalises it; null when no exact version is known. */
  readonly version: string | null;
  readonly source: ComponentSource;
  /** What is asked for where no exact version is: a specifier set as PEP 440 writes it; absent for "any". */
  readonly specifier?: string;
  /** The package URL, where the format knows one that name, version and source do not make (conda, SBOMs). */
  readonly purl?: string;
  /** Which Pythons the release supports, where the source says so (`Requires-Python`). */
  readonly requiresPython?: string;
  /** The license expression or field, where the source says one. */
  readonly license?: string;
  /** The condition under which any root brings it in; absent when always. */
  readonly marker?: string;
  /** Extras asked of the component, in normal form, sorted. */
  readonly extras: readonly string[];
  /** Who brings it in: `""` the project's own dependencies, a group's name, or `extra:NAME`. Sorted. */
  readonly groups: readonly string[];
  /** `algorithm:hex`, as the lock lists them, sorted. */
  readonly hashes: readonly string[];
  /** Every place that pins it, sorted. */
  readonly locations: readonly Location[];
  /**
   * Why nothing certain can be said about it: `unpinned` (no exact version is asked for),
   * `unknown-version` (the source is exact, its version is not said), `invalid-version` (not PEP
   * 440), `unknown-source`, `environment-variable` (the line holds one, which is not expanded). Sorted.
   */
  readonly reasons: readonly string[];
  /** Names of the components that it depends on, where the format says so. */
  readonly requires: readonly NormalizedName[];
}

/** The same component has the same id in every report. */
export function componentId(component: Pick<Component, 'name' | 'version' | 'source'>): string {
  const pin = component.version === null ? component.name : `${component.name}==${component.version}`;
  const { kind, url } = component.source;
  return kind === 'index' && url === undefined ? pin : `${pin} (${url === undefined ? kind : url})`;
}

/**
 * Folds equal components (same name, version and source) into one with every location, group, extra
 * and hash, in a fixed order.
 */
export function mergeComponents(components: readonly Component[]): Component[] {
  const byId = new Map<string, Component[]>();
  for (const component of components) {
    const id = componentId(component);
    const same = byId.get(id);
    if (same) same.push(component);
    else byId.set(id, [component]);
  }
  return [...byId.values()].map(mergeSame);
}

function mergeSame(same: readonly Component[]): Component {
  const [first] = same;
  if (first === undefined) throw new Error('a component cannot be merged from none');
  if (same.length === 1) return first;
  // Installed under either condition: with one unconditional place there is no condition left.
  const markers = [...new Set(same.map((component) => component.marker))];
  const { marker: _, ...rest } = first;
  return {
    ...rest,
    ...(markers.includes(undefined)
      ? {}
      : { marker: markers.length === 1 ? markers[0] : markers.map((marker) => `(${marker})`).join(' or ') }),
    extras: union(same.map((component) => component.extras)),
    groups: union(same.map((component) => component.groups)),
    hashes: union(same.map((component) => component.hashes)),
    locations: places(same.flatMap((component) => component.locations)),
    reasons: union(same.map((component) => component.reasons)),
    requires: union(same.map((component) => component.requires)),
  };
}

/** In order; a file that is read twice, by itself and as an include, pins at one place. */
function places(locations: readonly Location[]): Location[] {
  const sorted = locations.toSorted(compareLocations);
  return sorted.filter((at, i) => {
    const before = sorted[i - 1];
    return before === undefined || compareLocations(before, at) !== 0;
  });
}

function union<T extends string>(lists: readonly (readonly T[])[]): readonly T[] {
  const [first] = lists;
  if (first !== undefined && isOrdered(first) && lists.every((list) => list === first)) return first;
  return [...new Set(lists.flat())].sort();
}

/** Whether each stands once and in order, as a sort would have it. */
function isOrdered(list: readonly string[]): boolean {
  for (let at = 1; at < list.length; at++) if ((list[at - 1] ?? '') >= (list[at] ?? '')) return false;
  return true;
}
