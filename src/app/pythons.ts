import type { Target } from '../base/target.ts';
import type { DeclaredPython } from '../evidence/declared-python.ts';
import { componentId } from '../inventory/component.ts';
import type { Inventory } from '../inventory/inventory.ts';

/** The Pythons that each component is installed on, as its projects and the targets say, by component id. */
export function declaredPythons(
  { projects }: Inventory,
  targets: readonly Target[],
): ReadonlyMap<string, readonly DeclaredPython[]> {
  const ofTargets = targets.map(({ name, python }) => ({
    origin: name,
    specifier: `==${python.split('.').slice(0, 3).join('.')}${python.split('.').length < 3 ? '.*' : ''}`,
  }));
  const pythons = new Map<string, readonly DeclaredPython[]>();
  for (const { path, requiresPython, components } of projects) {
    const own = requiresPython === undefined ? [] : [{ origin: path, specifier: requiresPython }];
    // What a target runs is exact: what the project allows beside it does not matter then.
    const declared = ofTargets.length > 0 ? ofTargets : own;
    if (declared.length === 0) continue;
    for (const component of components) {
      if (component.requiresPython === undefined) continue;
      const id = componentId(component);
      pythons.set(id, [
        ...(pythons.get(id) ?? []).filter(({ origin }) => declared.every((one) => one.origin !== origin)),
        ...declared,
      ]);
    }
  }
  return pythons;
}
