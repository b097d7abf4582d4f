import { normalizeName, type TomlTable } from '@rind/pypa';
import { shortened } from './manifest.ts';
import { asTable, asText } from './toml-fields.ts';
import type { TomlManifest } from './toml-manifest.ts';

/**
 * The group of what builds the project (`[build-system].requires`), by the table's name. It is no
 * dependency group, and nothing of it is installed beside the project.
 */
export const BUILD_GROUP = 'build-system';

/** The standard tables: `[project]` (PEP 621), `[dependency-groups]` (PEP 735), `[build-system]` (PEP 518). */
export function readProjectTables(manifest: TomlManifest): void {
  const project = manifest.table('project');
  if (project !== undefined) readProject(project, manifest);
  readGroups(manifest);
  const build = manifest.table('build-system');
  if (build !== undefined) manifest.specifiers(build, 'requires', BUILD_GROUP);
}

function readProject(project: TomlTable, manifest: TomlManifest): void {
  manifest.requiresPython = manifest.text(project, 'requires-python') ?? manifest.requiresPython;
  manifest.specifiers(project, 'dependencies', '');
  const extras = manifest.child(project, 'optional-dependencies') ?? {};
  for (const written of Object.keys(extras)) {
    const name = manifest.groupName(written, manifest.keyAt(extras, written));
    if (name !== undefined) manifest.specifiers(extras, written, `extra:${name}`);
  }
  readDynamic(project, manifest);
}

interface Include {
  readonly group: string;
  readonly included: string;
  readonly list: object;
  readonly index: number;
}

/** Includes stand for what the other group lists; a circle, which no installer takes, is said once for each group in it. */
function readGroups(manifest: TomlManifest): void {
  const groups = manifest.table('dependency-groups') ?? {};
  const seen = new Map<string, string>();
  const includes: Include[] = [];
  for (const written of Object.keys(groups)) {
    const group = manifest.groupName(written, manifest.keyAt(groups, written));
    if (group === undefined) continue;
    const other = seen.get(group);
    if (other !== undefined) {
      const message = `\`${shortened(written)}\` and \`${shortened(other)}\` name the same group`;
      manifest.say('manifest-invalid', message, manifest.keyAt(groups, written));
    }
    seen.set(group, written);
    const list = manifest.list(groups, written);
    for (const [index, item] of list.entries()) {
      const table = asTable(item);
      const included = asText(table?.['include-group']);
      if (table === undefined) manifest.listed(item, list, index, group);
      else if (included !== undefined) includes.push({ group, included: normalizeName(included), list, index });
      else {
        const message = 'a table among requirements has the one key `include-group`, whose value is a text';
        manifest.say('manifest-invalid', message, manifest.at(list, index));
      }
    }
  }
  for (const { group, included } of includes) manifest.graph.include(group, included);
  sayWrongIncludes(includes, seen, manifest);
}

function sayWrongIncludes(
  includes: readonly Include[],
  seen: ReadonlyMap<string, string>,
  manifest: TomlManifest,
): void {
  const told = new Set<string>();
  for (const { group, included, list, index } of includes) {
    const at = () => manifest.at(list, index);
    if (!seen.has(included)) manifest.say('manifest-invalid', `there is no group \`${shortened(included)}\``, at());
    else if (!told.has(group) && manifest.graph.isCircle(group)) {
      told.add(group);
      manifest.say('manifest-invalid', `the includes of \`${shortened(group)}\` lead in a circle`, at());
    }
  }
}

/** What a build backend fills in: setuptools' files are read where they lie in the repository, the rest is said. */
function readDynamic(project: TomlTable, manifest: TomlManifest): void {
  const dynamic = manifest.list(project, 'dynamic');
  const tool = asTable(manifest.document.root['tool']);
  const settings = asTable(asTable(tool?.['setuptools'])?.['dynamic']);
  for (const field of ['dependencies', 'optional-dependencies'] as const) {
    const index = dynamic.indexOf(field);
    if (index < 0) continue;
    const directive = asTable(settings?.[field]);
    if (settings !== undefined && directive !== undefined) {
      if (field === 'dependencies') readFiles(directive, settings, field, '', manifest);
      else
        for (const [extra, files] of manifest.children(directive)) {
          const name = manifest.groupName(extra, manifest.keyAt(directive, extra));
          if (name !== undefined) readFiles(files, directive, extra, `extra:${name}`, manifest);
        }
    } else if (!isSaidBeside(manifest))
      manifest.say('dependencies-dynamic', notKnown(field), manifest.at(dynamic, index));
  }
}

function notKnown(field: string): string {
  return `the build backend fills in \`${shortened(field)}\`, and it is not run: what the project requires is not known`;
}

/** Poetry reads its own tables, setuptools the files beside: both are read by themselves. */
function isSaidBeside(manifest: TomlManifest): boolean {
  const tool = asTable(manifest.document.root['tool']);
  if (asTable(asTable(tool?.['poetry'])?.['dependencies']) !== undefined) return true;
  const backend = asText(asTable(manifest.document.root['build-system'])?.['build-backend']) ?? 'setuptools';
  return (
    backend.startsWith('setuptools') &&
    ['setup.py', 'setup.cfg'].some((name) => manifest.tree.include(manifest.file, name).ok)
  );
}

/** `file = "x.txt"`, or a list of files. Source: setuptools, "Dynamic Metadata". */
function readFiles(directive: TomlTable, holder: object, key: string, group: string, manifest: TomlManifest): void {
  const named = directive['file'];
  if (typeof named === 'string') manifest.linesOf(named, manifest.at(directive, 'file'), group);
  else if (named === undefined) manifest.say('dependencies-dynamic', notKnown(key), manifest.at(holder, key));
  else {
    const files = manifest.list(directive, 'file');
    for (const [index, file] of files.entries()) {
      if (typeof file === 'string') manifest.linesOf(file, manifest.at(files, index), group);
      else manifest.say('manifest-invalid', '`file` is no text', manifest.at(files, index));
    }
  }
}

/** Hatch's environments: each is a group `hatch:NAME`. Source: Hatch, "Environment configuration", "Dependencies". */
export function readHatchEnvironments(manifest: TomlManifest): void {
  const environments = manifest.table('tool', 'hatch', 'envs');
  for (const [written, table] of manifest.children(environments)) {
    const at = environments === undefined ? manifest.place(0) : manifest.keyAt(environments, written);
    const name = manifest.groupName(written, at);
    if (name === undefined) continue;
    for (const key of ['dependencies', 'extra-dependencies']) manifest.specifiers(table, key, `hatch:${name}`);
  }
}
