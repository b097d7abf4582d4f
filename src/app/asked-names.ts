import { type NormalizedName, normalizeName } from '@rind/pypa';
import type { KnownIndex } from '../evidence/index-trust.ts';
import type { ClientSetting } from '../inventory/client-setting.ts';
import type { Component } from '../inventory/component.ts';
import type { Inventory, InventoryProject } from '../inventory/inventory.ts';

/** An index that the team has declared, with the names that it is for. */
export interface NamedIndex extends KnownIndex {
  /** `name` or `name-*`. */
  readonly names: readonly string[];
}

/** What may be asked of a public service by name, and how much may not. */
export interface AskableNames {
  /** Each release once, sorted; the version is null where none is pinned. */
  readonly releases: readonly { readonly name: NormalizedName; readonly version: string | null }[];
  /** Components of which it is not certain that PyPI serves them. */
  readonly kept: number;
}

/** Formats that name the index of each component, so that one without an address is PyPI's. */
const NAMING_FORMATS: ReadonlySet<string> = new Set(['uv.lock', 'poetry.lock']);
/** Of a variable's address only the host is kept. */
const PYPI = /^https:\/\/pypi\.org\/(?:simple\/?|…)$/i;
const ELSEWHERE: ReadonlySet<ClientSetting['kind']> = new Set(['index', 'extra-index', 'named-index', 'find-links']);

/**
 * The releases of which it is certain that PyPI serves them: their names tell nobody anything. A name that only a
 * private index has is a secret of its team. So a component counts where its lock names PyPI for it, or where the
 * settings of its project, or the declared indexes, name PyPI and nothing beside it; never where its name is bound
 * to another index.
 *
 * @param around what client files around a project's folder say, by the path of the project
 */
export function askableNames(
  { components, projects }: Inventory,
  indexes: readonly NamedIndex[],
  around: (project: InventoryProject) => readonly ClientSetting[],
): AskableNames {
  const declared = indexes.some(({ url }) => PYPI.test(url));
  const unsure = new Set<string>();
  for (const project of projects) {
    if (NAMING_FORMATS.has(project.format) || isPypiAlone([...project.settings, ...around(project)], declared))
      continue;
    for (const component of project.components) unsure.add(keyOf(component));
  }
  const releases = new Map<string, AskableNames['releases'][number]>();
  let kept = 0;
  for (const component of components) {
    const { kind, url } = component.source;
    if (kind !== 'index') continue;
    if (url !== undefined || unsure.has(keyOf(component)) || isBound(component.name, indexes)) kept++;
    else releases.set(keyOf(component), { name: component.name, version: component.version });
  }
  return { releases: [...releases].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, release]) => release), kept };
}

function keyOf({ name, version }: Component): string {
  return `${name} ${version ?? ''}`;
}

function isPypiAlone(settings: readonly ClientSetting[], declared: boolean): boolean {
  const named = settings.filter(({ kind }) => ELSEWHERE.has(kind));
  if (named.some(({ value }) => !PYPI.test(value))) return false;
  return declared || named.some(({ kind }) => kind === 'index');
}

function isBound(name: NormalizedName, indexes: readonly NamedIndex[]): boolean {
  return indexes.some(
    ({ url, names }) =>
      !PYPI.test(url) &&
      names.some((bound) =>
        bound.endsWith('-*') ? name.startsWith(`${normalizeName(bound.slice(0, -2))}-`) : normalizeName(bound) === name,
      ),
  );
}
