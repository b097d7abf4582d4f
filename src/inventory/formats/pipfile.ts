import { isValidName, type NormalizedName, normalizeName } from '@rind/pypa';
import { type Problem, problem } from '../../base/problem.ts';
import type { Component } from '../component.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { openToml } from '../open-text.ts';
import { readPipenvEntry } from '../pipenv-entry.ts';
import { PIPFILE_SECTIONS, pipfileGroup } from '../pipenv-group.ts';
import { pipenvPython, readPipenvSources } from '../pipenv-source.ts';
import { unreadable } from '../reading.ts';
import { asTable } from '../toml-fields.ts';

/** pipenv's manifest: what is allowed, by category. */
export const format: InventoryFormat = {
  id: 'Pipfile',
  title: 'Pipfile (pipenv)',
  rank: 'manifest',
  matches: (fileName) => fileName === 'Pipfile',
  editing: 'In place: the specifier of the entry changes, everything else stays; then `pipenv lock`.',
  read,
};

function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openToml(file, tree);
  if (!opened.ok) return unreadable(opened.error);
  const { document, place } = opened.value;
  const placeOf = (container: object, key: string | number) => place(document.spanOf(container, key)?.start ?? 0);
  const { byName, settings } = readPipenvSources(document.root['source'], placeOf);
  const problems: Problem[] = [];
  const components: Component[] = [];
  const roots = new Map<string, NormalizedName[]>();
  for (const [section, value] of Object.entries(document.root)) {
    if (PIPFILE_SECTIONS.has(section)) continue;
    const table = asTable(value);
    if (table === undefined) {
      const at = placeOf(document.root, section);
      problems.push(problem('manifest-invalid', `\`${section.slice(0, 100)}\` is no table`, { at }));
      continue;
    }
    const group = pipfileGroup(section);
    const names: NormalizedName[] = roots.get(group) ?? [];
    roots.set(group, names);
    for (const [written, entry] of Object.entries(table)) {
      if (components.length + problems.length >= MAX_ENTRIES) {
        problems.push(tooManyEntries(file.path));
        return { components, roots, problems, settings };
      }
      const at = place((document.keySpanOf(table, written) ?? document.spanOf(table, written))?.start ?? 0);
      if (!isValidName(written)) {
        const message = `\`${written.slice(0, 100)}\` is no valid name of a project`;
        problems.push(problem('manifest-invalid', message, { at }));
        continue;
      }
      const read = readPipenvEntry(normalizeName(written), entry, group, at, { file, sources: byName });
      if (read.kind !== 'root' && read.fault !== undefined)
        problems.push(problem('manifest-invalid', read.fault, { at }));
      if (read.kind !== 'component') continue;
      components.push(read.component);
      names.push(read.component.name);
    }
  }
  const requiresPython = pipenvPython(document.root['requires']);
  return {
    components,
    roots,
    problems,
    settings,
    ...(requiresPython === undefined ? {} : { requiresPython }),
  };
}
