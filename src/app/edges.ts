import type { NormalizedName } from '@rind/pypa';
import { type Component, componentId } from '../inventory/component.ts';
import type { InventoryProject } from '../inventory/inventory.ts';

/** What a component asks for, and whether the project itself asks for it. */
export interface Edges {
  readonly dependencies?: readonly string[];
  readonly direct?: true;
}

/** Arrows that a report lists: the largest lock known has some 60,000. What comes after is not said. */
const MAX_ARROWS = 500_000;

/**
 * The arrows between components by id, of all projects together. A name stands for every component of
 * the project that has it. Where no component of a project names another, its source says nothing of
 * arrows, and neither does this.
 */
export function edgesOf(projects: readonly InventoryProject[]): ReadonlyMap<string, Edges> {
  const direct = new Set<string>();
  const asked = new Map<string, Set<string>>();
  let room = MAX_ARROWS;
  for (const { roots, components } of projects) {
    const ids = components.map(componentId);
    const named = idsByName(components, ids);
    for (const name of new Set([...roots.values()].flat())) for (const id of named.get(name) ?? []) direct.add(id);
    if (components.every(({ requires }) => requires.length === 0)) continue;
    for (const [at, component] of components.entries()) {
      const id = ids[at] ?? '';
      const dependencies = asked.get(id) ?? new Set();
      for (const name of component.requires) {
        const others = named.get(name) ?? [];
        room -= others.length;
        if (room < 0) return together(direct, asked);
        for (const other of others) if (other !== id) dependencies.add(other);
      }
      asked.set(id, dependencies);
    }
  }
  return together(direct, asked);
}

function together(direct: ReadonlySet<string>, asked: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Edges> {
  const all = new Map<string, Edges>();
  for (const id of direct) all.set(id, { direct: true });
  for (const [id, dependencies] of asked) all.set(id, { ...all.get(id), dependencies: [...dependencies].sort() });
  return all;
}

function idsByName(
  components: readonly Component[],
  ids: readonly string[],
): ReadonlyMap<NormalizedName, readonly string[]> {
  const named = new Map<NormalizedName, string[]>();
  for (const [at, { name }] of components.entries()) {
    const id = ids[at] ?? '';
    const same = named.get(name);
    if (same) same.push(id);
    else named.set(name, [id]);
  }
  return named;
}
