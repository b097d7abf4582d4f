import { formatVersion, parseVersion } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import type { Target } from '../base/target.ts';
import { type Component, componentId } from '../inventory/component.ts';
import { interpreterComponent } from '../inventory/environment-interpreter.ts';
import type { ScopedComponent } from './scopes.ts';

/**
 * The interpreters of the targets that say their release (`3.12.4`) as components: CPython has flaws of its
 * own. A target that names the language alone (`3.12`) says which markers hold, and no release.
 *
 * @param at where targets are declared that do not say it themselves
 */
export function targetInterpreters(targets: readonly Target[], at: Location): ScopedComponent[] {
  const found = new Map<string, { readonly component: Component; readonly targets: string[] }>();
  for (const { name, python, implementation, at: own = at } of targets) {
    const version = parseVersion(python);
    if (!version.ok || version.value.release.length < 3) continue;
    const component = interpreterComponent({ implementation, python: formatVersion(version.value), at: own });
    if (component === undefined) continue;
    const id = componentId(component);
    const known = found.get(id);
    if (known === undefined) found.set(id, { component, targets: [name] });
    else known.targets.push(name);
  }
  return [...found.values()];
}
