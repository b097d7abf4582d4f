import type { NormalizedName } from '@rind/pypa';
import type { Component } from './component.ts';
import { componentId } from './component.ts';
import type { InventoryProject } from './inventory.ts';

/**
 * The ways by which a project brings a component in, as component ids from a direct dependency to
 * the component itself: the shortest of each direct dependency, shortest first, at most `limit`.
 */
export function chainsTo(project: InventoryProject, target: Component, limit: number): string[][] {
  const byName = new Map<NormalizedName, Component[]>();
  for (const component of project.components) {
    const same = byName.get(component.name);
    if (same) same.push(component);
    else byName.set(component.name, [component]);
  }
  const direct = [...new Set([...project.roots.values()].flat())].sort();
  const chains: string[][] = [];
  for (const name of direct) {
    const chain = shortest(byName, name, target);
    if (chain) chains.push(chain);
  }
  chains.sort((a, b) => a.length - b.length || (a.join() < b.join() ? -1 : 1));
  return chains.slice(0, limit);
}

function shortest(
  byName: ReadonlyMap<NormalizedName, readonly Component[]>,
  start: NormalizedName,
  target: Component,
): string[] | undefined {
  const goal = componentId(target);
  const cameFrom = new Map<Component, Component | undefined>();
  let frontier = [...(byName.get(start) ?? [])];
  for (const component of frontier) cameFrom.set(component, undefined);
  while (frontier.length > 0) {
    const next: Component[] = [];
    for (const component of frontier) {
      if (componentId(component) === goal) return trace(cameFrom, component);
      for (const name of component.requires) {
        for (const required of byName.get(name) ?? []) {
          if (cameFrom.has(required)) continue;
          cameFrom.set(required, component);
          next.push(required);
        }
      }
    }
    frontier = next;
  }
  return undefined;
}

function trace(cameFrom: ReadonlyMap<Component, Component | undefined>, end: Component): string[] {
  const chain: string[] = [];
  for (let at: Component | undefined = end; at !== undefined; at = cameFrom.get(at)) chain.unshift(componentId(at));
  return chain;
}
