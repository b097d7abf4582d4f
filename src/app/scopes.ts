import { normalizeName } from '@rind/pypa';
import { environmentOf, type Target } from '../base/target.ts';
import { type Component, componentId } from '../inventory/component.ts';
import type { Inventory, InventoryProject } from '../inventory/inventory.ts';
import type { Scope } from '../inventory/scope.ts';

/** What a person chose of the groups of a project. */
export interface GroupChoice {
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Leave out what only development groups bring in. */
  readonly noDev: boolean;
}

/** A scope and the target that it is of; null for what flags alone chose. */
export interface NamedScope {
  readonly target: string | null;
  readonly scope: Scope;
}

/** Whether a group is one for development: neither the project's own dependencies nor an extra of it. */
export function isDevelopmentGroup(group: string): boolean {
  return group !== '' && !group.startsWith('extra:');
}

/**
 * The parts of the inventory that are judged; none for all of it. Groups that a person names stand in
 * place of those that the targets declare.
 */
export function scopesOf(targets: readonly Target[], choice: GroupChoice): NamedScope[] {
  const chosen = wantedGroups(choice);
  if (targets.length === 0) return chosen === undefined ? [] : [{ target: null, scope: { wants: chosen } }];
  return targets.map((target) => {
    const environment = environmentOf(target);
    const wants = chosen ?? exactly(target.extras, target.groups);
    return { target: target.name, scope: { wants, ...(environment.ok ? { environment: environment.value } : {}) } };
  });
}

function wantedGroups({ extras, groups, noDev }: GroupChoice): Scope['wants'] | undefined {
  if (extras.length + groups.length > 0) return exactly(extras, noDev ? [] : groups);
  return noDev ? (group) => !isDevelopmentGroup(group) : undefined;
}

function exactly(extras: readonly string[], groups: readonly string[]): Scope['wants'] {
  const wanted = new Set(['', ...groups.map(normalizeName), ...extras.map((extra) => `extra:${normalizeName(extra)}`)]);
  return (group) => wanted.has(group);
}

/** A component with the targets that install it. */
export interface ScopedComponent {
  readonly component: Component;
  readonly targets: readonly string[];
}

/** What of an inventory is judged. */
export interface ScopedInventory {
  readonly components: readonly ScopedComponent[];
  /** The projects without what no scope installs of them: a way through such a component is none. */
  readonly projects: readonly InventoryProject[];
}

/** What any of the scopes installs of an inventory; all of it where there are no scopes. */
export function inScope({ components, projects }: Inventory, scopes: readonly NamedScope[]): ScopedInventory {
  if (scopes.length === 0) return { components: components.map((component) => ({ component, targets: [] })), projects };
  const installedIn = new Map<string, string[]>();
  const installedOf = projects.map(() => new Set<string>());
  for (const { target, scope } of scopes) {
    const installed = new Set<string>();
    for (const [at, project] of projects.entries()) {
      for (const id of project.selects(scope)) {
        installed.add(id);
        installedOf[at]?.add(id);
      }
    }
    for (const id of installed) {
      const targets = installedIn.get(id) ?? [];
      installedIn.set(id, targets);
      if (target !== null) targets.push(target);
    }
  }
  return {
    components: components.flatMap((component) => {
      const targets = installedIn.get(componentId(component));
      return targets === undefined ? [] : [{ component, targets }];
    }),
    projects: projects.map((project, at) => ({
      ...project,
      components: project.components.filter((component) => installedOf[at]?.has(componentId(component))),
      roots: new Map([...project.roots].filter(([group]) => scopes.some(({ scope }) => scope.wants(group)))),
    })),
  };
}
