import { formatVersion, parseVersion } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
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
    const release = releaseOf(python);
    if (release === undefined) continue;
    const component = interpreterComponent({ implementation, python: release, at: own });
    if (component === undefined) continue;
    const id = componentId(component);
    const known = found.get(id);
    if (known === undefined) found.set(id, { component, targets: [name] });
    else known.targets.push(name);
  }
  return [...found.values()];
}

/** What nobody looked up, for the targets that name the language alone: said once, for it is no fault. */
export function openReleases(targets: readonly Target[], at: Location): Problem[] {
  const open = targets.filter(
    ({ python, implementation }) => implementation === 'cpython' && releaseOf(python) === undefined,
  );
  const [first] = open;
  if (first === undefined) return [];
  const names = open.slice(0, MOST_NAMED).map(({ name }) => `\`${name}\``);
  const more = open.length > MOST_NAMED ? `, and ${open.length - MOST_NAMED} more` : '';
  const [who, say] = open.length === 1 ? ['target', 'says'] : ['targets', 'say'];
  return [
    problem(
      'target-release-open',
      `the ${who} ${names.join(', ')}${more} ${say} no release of Python, so that its own flaws were not looked up`,
      {
        at: first.at ?? at,
        hint: 'write all of it, as `python --version` says it: `python = "3.12.4"`',
      },
    ),
  ];
}

const MOST_NAMED = 5;

/** `3.12.4` in its normal form; undefined where the language alone is named. */
function releaseOf(python: string): string | undefined {
  const version = parseVersion(python);
  return version.ok && version.value.release.length >= 3 ? formatVersion(version.value) : undefined;
}
