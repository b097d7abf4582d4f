import type { NormalizedName } from '@rind/pypa';
import { type Component, componentId } from './component.ts';
import type { InventoryProject } from './inventory.ts';

/** Longer ways are not shown. */
const MAX_LENGTH = 64;
/** Arrows that are looked at for all components of a project together; the rest gets no ways. */
const MAX_ARROWS = 20_000_000;

/** The ways by which one project brings components in. */
export class Chains {
  readonly #direct: ReadonlySet<NormalizedName>;
  readonly #byId = new Map<string, Component[]>();
  readonly #requiredBy = new Map<NormalizedName, Component[]>();
  #arrows = 0;

  constructor({ roots, components }: Pick<InventoryProject, 'roots' | 'components'>) {
    this.#direct = new Set([...roots.values()].flat());
    for (const component of components) {
      append(this.#byId, componentId(component), component);
      for (const name of component.requires) append(this.#requiredBy, name, component);
    }
  }

  /**
   * Ways to a component as component ids, from a direct dependency to the component itself: the
   * shortest of each direct dependency, shortest first, at most `limit`.
   */
  to(target: Component, limit: number): string[][] {
    // Walked backwards, a component is seen once, however many direct dependencies lead to it.
    let level = this.#byId.get(componentId(target)) ?? [];
    const onward = new Map<Component, Component | undefined>();
    for (const component of level) onward.set(component, undefined);
    const from = new Map<NormalizedName, string[]>();
    for (let length = 1; level.length > 0 && length <= MAX_LENGTH; length++) {
      for (const component of level) {
        if (!this.#direct.has(component.name) || from.has(component.name)) continue;
        from.set(component.name, trace(onward, component));
      }
      if (from.size >= Math.min(limit, this.#direct.size)) break;
      level = this.#before(level, onward);
    }
    const chains = [...from.values()];
    chains.sort((a, b) => a.length - b.length || (a.join() < b.join() ? -1 : 1));
    return chains.slice(0, limit);
  }

  /** The components that require one of a level and were not seen yet; notes which one. */
  #before(level: readonly Component[], onward: Map<Component, Component | undefined>): Component[] {
    const before: Component[] = [];
    for (const component of level) {
      const requiring = this.#requiredBy.get(component.name) ?? [];
      this.#arrows += requiring.length;
      if (this.#arrows > MAX_ARROWS) return [];
      for (const earlier of requiring) {
        if (onward.has(earlier)) continue;
        onward.set(earlier, component);
        before.push(earlier);
      }
    }
    return before;
  }
}

function append<K>(lists: Map<K, Component[]>, key: K, component: Component): void {
  const known = lists.get(key);
  if (known) known.push(component);
  else lists.set(key, [component]);
}

function trace(onward: ReadonlyMap<Component, Component | undefined>, start: Component): string[] {
  const chain: string[] = [];
  for (let at: Component | undefined = start; at !== undefined; at = onward.get(at)) chain.push(componentId(at));
  return chain;
}
