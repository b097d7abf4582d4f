import { isValidName, type NormalizedName, normalizeName } from '@rind/pypa';
import type { SourceFile, SourceTree } from './format.ts';
import { openToml } from './open-text.ts';
import { asTable } from './toml-fields.ts';

/** Sections of a Pipfile that list no packages. Every other table is a category. */
export const PIPFILE_SECTIONS: ReadonlySet<string> = new Set(['source', 'requires', 'scripts', 'pipenv', 'pipfile']);

/**
 * The group that a category of a Pipfile stands for: `packages` are the project's own, `dev-packages` are
 * `dev`, as pipenv's own `--dev` and other tools call it, the others go by their names.
 */
export function pipfileGroup(section: string): string {
  return section === 'packages' ? '' : section === 'dev-packages' ? 'dev' : normalizeName(section);
}

/** As {@link pipfileGroup}, by the names that a Pipfile.lock gives the first two. */
export function pipfileLockGroup(section: string): string {
  return section === 'default' ? '' : section === 'develop' ? 'dev' : normalizeName(section);
}

/** What the Pipfile beside a lock asks for by name; undefined where there is none that can be read. */
export function pipfileRoots(lock: SourceFile, tree: SourceTree): Map<string, Set<NormalizedName>> | undefined {
  const included = tree.include(lock, 'Pipfile');
  const opened = included.ok ? openToml(included.value, tree) : undefined;
  if (!opened?.ok) return undefined;
  const roots = new Map<string, Set<NormalizedName>>();
  for (const [section, value] of Object.entries(opened.value.document.root)) {
    const table = PIPFILE_SECTIONS.has(section) ? undefined : asTable(value);
    if (table !== undefined)
      roots.set(pipfileGroup(section), new Set(Object.keys(table).filter(isValidName).map(normalizeName)));
  }
  return roots;
}
