import {
  formatMarker,
  isValidName,
  type NormalizedName,
  normalizeName,
  type SpecifierSet,
  specifierSet,
  type TomlTable,
  type TomlValue,
} from '@rind/pypa';
import type { Location } from '../base/location.ts';
import type { Component, ComponentSource } from './component.ts';
import type { Declared } from './manifest.ts';
import { shortened } from './manifest.ts';
import { conditionOf } from './poetry-condition.ts';
import { parsePoetryConstraint } from './poetry-constraint.ts';
import { pinOf, readAddress } from './requirement-component.ts';
import { archiveOf, indexSource, isInRepository, vcsSource } from './source-address.ts';
import { asList, asTable, asText } from './toml-fields.ts';
import type { TomlManifest } from './toml-manifest.ts';

/** What Poetry's tables say of indexes. */
interface PoetrySources {
  /** The one that takes PyPI's place, where there is one. */
  readonly primary: string | undefined;
  /** Addresses by name, lower-case. */
  readonly byName: ReadonlyMap<string, string | undefined>;
}

/**
 * Poetry's own tables: dependencies, groups, extras, sources. Where `[project]` lists the dependencies,
 * Poetry's table only says where they come from. Gives the index that takes PyPI's place, if any.
 *
 * Source: Poetry's documentation, "The `pyproject.toml` file", "Dependency specification", "Repositories".
 */
export function readPoetryTables(manifest: TomlManifest): string | undefined {
  const poetry = manifest.table('tool', 'poetry');
  if (poetry === undefined) return undefined;
  const sources = readSources(poetry, manifest);
  const main = manifest.child(poetry, 'dependencies');
  if (main !== undefined) {
    if (manifest.table('project')?.['dependencies'] !== undefined) enrich(main, sources, manifest);
    else readMain(poetry, main, sources, manifest);
  }
  const development = manifest.child(poetry, 'dev-dependencies');
  if (development !== undefined) readGroup(development, 'dev', sources, manifest);
  const groups = manifest.child(poetry, 'group');
  for (const [written, table] of manifest.children(groups)) {
    const group = groups === undefined ? undefined : manifest.groupName(written, manifest.keyAt(groups, written));
    if (group === undefined) continue;
    for (const included of manifest.list(table, 'include-groups'))
      if (typeof included === 'string') manifest.graph.include(group, normalizeName(included));
    const dependencies = manifest.child(table, 'dependencies');
    if (dependencies !== undefined) readGroup(dependencies, group, sources, manifest);
  }
  return sources.primary;
}

function readSources(poetry: TomlTable, manifest: TomlManifest): PoetrySources {
  const byName = new Map<string, string | undefined>();
  let primary: string | undefined;
  let isPyPiAsked = false;
  for (const { item, at } of manifest.tables(poetry, 'source')) {
    const name = manifest.text(item, 'name');
    const url = manifest.text(item, 'url');
    const priority = asText(item['priority'])?.toLowerCase() ?? (item['default'] === true ? 'default' : 'primary');
    if (name !== undefined) byName.set(name.toLowerCase(), url);
    if (url === undefined) {
      isPyPiAsked ||= name?.toLowerCase() === 'pypi' && (priority === 'primary' || priority === 'default');
      continue;
    }
    const isPrimary = priority === 'primary' || priority === 'default';
    const kind = priority === 'explicit' ? 'named-index' : isPrimary && primary === undefined ? 'index' : 'extra-index';
    if (kind === 'index') primary = url;
    const projects = kind === 'named-index' && name !== undefined ? { projects: takenFrom(poetry, name) } : {};
    manifest.setting({ tool: 'poetry', kind, value: url, name, at, ...projects });
  }
  return { primary: isPyPiAsked ? undefined : primary, byName };
}

/** The projects that tables of dependencies take from a source by its name. */
function takenFrom(poetry: TomlTable, source: string): NormalizedName[] {
  const groups = Object.values(asTable(poetry['group']) ?? {}).map((group) => asTable(group)?.['dependencies']);
  const found = new Set<NormalizedName>();
  for (const table of [poetry['dependencies'], poetry['dev-dependencies'], ...groups]) {
    for (const [name, value] of Object.entries(asTable(table) ?? {})) {
      for (const item of Array.isArray(value) ? value : [value])
        if (asText(asTable(item)?.['source'])?.toLowerCase() === source.toLowerCase()) found.add(normalizeName(name));
    }
  }
  return [...found].sort();
}

/** The main table: what is optional comes in by the extras that list it. */
function readMain(poetry: TomlTable, main: TomlTable, sources: PoetrySources, manifest: TomlManifest): void {
  const python = manifest.text(main, 'python');
  const parsed = python === undefined ? undefined : parsePoetryConstraint(python);
  if (parsed?.ok && parsed.value.specifiers !== undefined && manifest.requiresPython === undefined) {
    const text = parsed.value.specifiers.specifiers.map(({ operator, text: version }) => operator + version).join(',');
    if (text !== '') manifest.requiresPython = text;
  }
  const extras = new Map<NormalizedName, string[]>();
  const table = manifest.child(poetry, 'extras') ?? {};
  for (const written of Object.keys(table)) {
    const extra = manifest.groupName(written, manifest.keyAt(table, written));
    for (const item of manifest.list(table, written)) {
      const name = typeof item === 'string' ? normalizeName(item) : undefined;
      if (name === undefined || extra === undefined) continue;
      const known = extras.get(name);
      if (known) known.push(`extra:${extra}`);
      else extras.set(name, [`extra:${extra}`]);
    }
  }
  for (const declared of readTable(main, sources, manifest)) {
    const { component, isOptional } = declared;
    if (!isOptional) manifest.add({ ...declared, component: { ...component, groups: [''] }, group: '' });
    // What is optional and in no extra is never installed; it is listed, and nobody brings it in.
    else
      for (const group of extras.get(component.name) ?? [undefined])
        manifest.add({
          ...declared,
          component: { ...component, groups: group === undefined ? [] : [group] },
          group: group ?? '',
        });
  }
}

function readGroup(table: TomlTable, group: string, sources: PoetrySources, manifest: TomlManifest): void {
  for (const declared of readTable(table, sources, manifest))
    manifest.add({ ...declared, component: { ...declared.component, groups: [group] }, group });
}

/** What `[project]` lists, with the sources that Poetry's table names for it. */
function enrich(main: TomlTable, sources: PoetrySources, manifest: TomlManifest): void {
  const byName = new Map<NormalizedName, Declared[]>();
  for (const declared of readTable(main, sources, manifest)) {
    const known = byName.get(declared.component.name);
    if (known) known.push(declared);
    else byName.set(declared.component.name, [declared]);
  }
  manifest.declared = manifest.declared.map((declared) => {
    const { component, group } = declared;
    const [only, ...others] = byName.get(component.name) ?? [];
    if (only === undefined || others.length > 0 || (group !== '' && !group.startsWith('extra:'))) return declared;
    const { source, version, reasons } = only.component;
    if (source.kind === 'index')
      return source.url === undefined
        ? declared
        : { ...declared, component: { ...component, source }, isIndexNamed: true };
    const { specifier: _, ...rest } = component;
    return { group, component: { ...rest, source, version, reasons } };
  });
}

/** The dependencies of one table, of no group yet; folders of the repository are the project's own. */
function* readTable(
  table: TomlTable,
  sources: PoetrySources,
  manifest: TomlManifest,
): Generator<Declared & { readonly isOptional: boolean }> {
  for (const written of Object.keys(table)) {
    const value = table[written];
    if (written === 'python' || value === undefined) continue;
    const at = manifest.keyAt(table, written);
    if (!isValidName(written)) {
      manifest.say('requirement-invalid', `\`${shortened(written)}\` is no valid name of a project`, at);
      continue;
    }
    // Several constraints of one project stand in a list, each with its condition.
    const isList = Array.isArray(value);
    for (const [index, item] of (isList ? value : [value]).entries()) {
      const place = isList ? manifest.at(value, index) : at;
      const declared = readDependency(normalizeName(written), item, place, sources, manifest);
      if (declared !== undefined) yield declared;
    }
  }
}

function readDependency(
  name: NormalizedName,
  item: TomlValue,
  at: Location,
  sources: PoetrySources,
  manifest: TomlManifest,
): (Declared & { readonly isOptional: boolean }) | undefined {
  const table = asTable(item);
  const constraint = asText(item) ?? (table === undefined ? undefined : asText(table['version']));
  const address = table === undefined ? undefined : readSource(table, manifest);
  if (address === 'root') return undefined;
  if (constraint === undefined && table === undefined) {
    manifest.say('manifest-invalid', `\`${name}\` is neither a constraint nor a table`, at);
    return undefined;
  }
  const parsed = parsePoetryConstraint(constraint ?? '*');
  if (!parsed.ok) manifest.say('requirement-invalid', parsed.error.message, at);
  const asked: SpecifierSet | undefined = parsed.ok ? parsed.value.specifiers : undefined;
  const marker = table === undefined ? true : conditionOf(table, at, manifest);
  const named = table === undefined ? undefined : asText(table['source']);
  const source =
    address?.source ?? indexSource(named === undefined ? undefined : sources.byName.get(named.toLowerCase()));
  const component: Component = {
    name,
    ...(address === undefined ? pinOf(asked ?? specifierSet([])) : address.pin(name)),
    source,
    ...(typeof marker === 'boolean' ? {} : { marker: formatMarker(marker) }),
    extras: asList(table?.['extras'])
      .flatMap((extra) => (typeof extra === 'string' ? [normalizeName(extra)] : []))
      .sort(),
    groups: [],
    hashes: [],
    locations: [at],
    requires: [],
  };
  return {
    component,
    group: '',
    isOptional: table?.['optional'] === true,
    isIndexNamed: named !== undefined,
    ...(address === undefined && asked !== undefined ? { asked } : {}),
  };
}

interface PoetryAddress {
  readonly source: ComponentSource;
  pin(name: NormalizedName): Pick<Component, 'version' | 'reasons'>;
}

/** A checkout, an address or a path instead of an index; a folder of the repository is the project's own. */
function readSource(table: TomlTable, manifest: TomlManifest): PoetryAddress | 'root' | undefined {
  const unknown = () => ({ version: null, reasons: ['unknown-version'] });
  const [git, url, path] = [asText(table['git']), asText(table['url']), asText(table['path']) ?? asText(table['file'])];
  if (git !== undefined) {
    const commit = asText(table['rev']) ?? asText(table['tag']) ?? asText(table['branch']);
    const subdirectory = asText(table['subdirectory']);
    return { source: vcsSource({ type: 'git', url: git, commit, subdirectory }), pin: unknown };
  }
  const address = url ?? path;
  if (address === undefined) return undefined;
  const archive = archiveOf(address);
  if (url === undefined && archive === undefined && isInRepository(manifest.file, address)) return 'root';
  return {
    source: readAddress(address).source,
    pin: (name) => (archive?.name === name ? { version: archive.version, reasons: [] } : unknown()),
  };
}
