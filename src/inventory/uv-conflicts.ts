import {
  type Condition,
  disjoinMarkers,
  isValidName,
  type Marker,
  normalizeName,
  parseMarker,
  type TomlTable,
} from '@rind/pypa';
import type { LockConditions } from './lock-condition.ts';
import type { LockStart } from './lock-graph.ts';
import { settle } from './selection-marker.ts';
import { asList, asTables, asText } from './toml-fields.ts';

/** Parts of one marker that are neither chosen nor ruled out and are tried in every combination: 2^n. */
const MOST_FREE = 4;

/** Items of `conflicts` that are looked at. */
const MOST_ITEMS = 10_000;

/** A member's extra or group as uv's conflict markers name it: lengths keep names apart that hold a hyphen. */
export function conflictKey(kind: 'extra' | 'group', project: string, name: string): string {
  return `${kind}-${project.length}-${project}-${name}`;
}

/**
 * The extras and groups that a uv.lock declares to exclude each other. Its markers then ask which of them
 * is chosen: `extra == 'extra-3-app-cpu'`.
 *
 * Source: uv's `conflicts` setting; `universal_marker.rs` of uv 0.13.
 */
export class UvConflicts {
  readonly #excludes = new Map<string, Set<number>>();
  /** Each item with the name of the group that it stands for. */
  readonly items: { readonly key: string; readonly group: string }[] = [];

  constructor(lock: TomlTable) {
    for (const [set, items] of asList(lock['conflicts']).entries()) {
      for (const item of asTables(items)) {
        const [project, extra, group] = [asText(item['package']), asText(item['extra']), asText(item['group'])];
        const name = extra ?? group;
        if (project === undefined || name === undefined || !isValidName(name) || this.items.length >= MOST_ITEMS)
          continue;
        const key = conflictKey(extra === undefined ? 'group' : 'extra', project, name);
        const known = this.#excludes.get(key);
        if (known) known.add(set);
        else {
          this.#excludes.set(key, new Set([set]));
          this.items.push({ key, group: extra === undefined ? normalizeName(name) : `extra:${normalizeName(name)}` });
        }
      }
    }
  }

  /**
   * How markers read when one item is chosen, or none: what conflicts with it is not, and what does not may be.
   * Undefined where nothing conflicts: then they read as they stand.
   */
  reader(chosen: string | undefined): LockStart['read'] {
    if (this.items.length === 0) return undefined;
    const known = new Map<string, Condition>();
    return (text, conditions) => {
      const before = known.get(text);
      if (before !== undefined) return before;
      const condition = this.#read(text, chosen, conditions);
      known.set(text, condition);
      return condition;
    };
  }

  #read(text: string, chosen: string | undefined, conditions: LockConditions): Condition {
    const parsed = text.includes('extra') ? parseMarker(text) : undefined;
    if (!parsed?.ok) return conditions.read(text);
    const free = new Set<string>();
    const settled = settle(parsed.value, ({ name, member }) => {
      const state = this.#stateOf(name, chosen);
      if (state === undefined) free.add(name);
      return state === undefined ? undefined : state === member;
    });
    if (typeof settled === 'boolean' || free.size === 0) return conditions.own(settled);
    return free.size > MOST_FREE ? true : conditions.own(anyOf(settled, [...free]));
  }

  /** Whether an item is chosen; undefined where it may be or not. */
  #stateOf(key: string, chosen: string | undefined): boolean | undefined {
    if (key === chosen) return true;
    if (chosen === undefined) return false;
    const [sets, others] = [this.#excludes.get(key), this.#excludes.get(chosen)];
    return sets !== undefined && others !== undefined && [...sets].some((set) => others.has(set)) ? false : undefined;
  }
}

/** What holds under some choice of the free items. */
function anyOf(marker: Marker, free: readonly string[]): Condition {
  let any: Condition = false;
  for (let choice = 0; choice < 1 << free.length; choice++) {
    const way = settle(marker, ({ name, member }) => {
      const at = free.indexOf(name);
      return at < 0 ? undefined : ((choice >> at) & 1) === (member ? 1 : 0);
    });
    any = disjoinMarkers(any, way);
  }
  return any;
}
