import {
  type Condition,
  conjoinMarkers,
  disjoinMarkers,
  formatMarker,
  isAlwaysTrue,
  type NormalizedName,
  normalizeName,
  parseMarker,
  parseRequirement,
  type Requirement,
  TomlDateTime,
  type TomlTable,
} from '@rind/pypa';
import type { Component, ComponentSource } from './component.ts';
import { type Constraint, narrow } from './constraint.ts';
import type { Declared } from './manifest.ts';
import { readAddress, requirementComponent } from './requirement-component.ts';
import { archiveOf, indexSource, isInRepository, vcsSource } from './source-address.ts';
import { asTable, asTables, asText } from './toml-fields.ts';
import type { TomlManifest } from './toml-manifest.ts';

/**
 * uv's own tables, over what the other tables declared: development dependencies, sources, indexes,
 * constraints, overrides and what uv is told about safety. Gives the index that takes PyPI's place, if any.
 *
 * Members of a workspace have a manifest of their own: this one does not speak for them.
 *
 * Source: uv's documentation, "Settings" and "Managing dependencies".
 */
export function readUvTables(manifest: TomlManifest): string | undefined {
  const uv = manifest.table('tool', 'uv');
  if (uv === undefined) return undefined;
  manifest.specifiers(uv, 'dev-dependencies', 'dev');
  const sources = new Map<NormalizedName, readonly TomlTable[]>();
  const table = manifest.child(uv, 'sources') ?? {};
  for (const written of Object.keys(table)) {
    const value = table[written];
    const single = asTable(value);
    sources.set(normalizeName(written), single === undefined ? asTables(value) : [single]);
  }
  const indexes = readIndexes(uv, sources, manifest);
  readSafety(uv, manifest);
  override(uv, manifest);
  constrain(uv, manifest);
  manifest.declared = manifest.declared.flatMap((declared) =>
    withSources(declared, sources.get(declared.component.name), indexes.byName, manifest),
  );
  return indexes.primary;
}

interface UvIndexes {
  readonly primary: string | undefined;
  readonly byName: ReadonlyMap<string, string>;
}

function readIndexes(
  uv: TomlTable,
  sources: ReadonlyMap<NormalizedName, readonly TomlTable[]>,
  manifest: TomlManifest,
): UvIndexes {
  const byName = new Map<string, string>();
  let primary: string | undefined;
  for (const { item, at } of manifest.tables(uv, 'index')) {
    const url = manifest.text(item, 'url');
    if (url === undefined) continue;
    const name = manifest.text(item, 'name');
    if (name !== undefined) byName.set(name, url);
    if (item['format'] === 'flat') manifest.setting({ tool: 'uv', kind: 'find-links', value: url, name, at });
    else if (item['explicit'] === true) {
      const projects = [...sources].flatMap(([project, listed]) =>
        listed.some((source) => asText(source['index']) === name) ? [project] : [],
      );
      manifest.setting({ tool: 'uv', kind: 'named-index', value: url, name, at, projects: projects.sort() });
    } else if (item['default'] === true) {
      primary ??= url;
      manifest.setting({ tool: 'uv', kind: 'index', value: url, name, at });
    } else manifest.setting({ tool: 'uv', kind: 'extra-index', value: url, name, at });
  }
  const legacy = manifest.text(uv, 'index-url');
  if (legacy !== undefined) {
    primary ??= legacy;
    manifest.setting({ tool: 'uv', kind: 'index', value: legacy, at: manifest.at(uv, 'index-url') });
  }
  return { primary, byName };
}

const LISTS = [
  ['extra-index-url', 'extra-index'],
  ['find-links', 'find-links'],
  ['allow-insecure-host', 'trusted-host'],
  ['trusted-host', 'trusted-host'],
] as const;

/** What uv is told about addresses, strategy and age; a table for pip's interface says the same things. */
function readSafety(uv: TomlTable, manifest: TomlManifest): void {
  for (const table of [uv, manifest.child(uv, 'pip')]) {
    if (table === undefined) continue;
    for (const [key, kind] of LISTS) {
      const list = manifest.list(table, key);
      for (const [index, value] of list.entries())
        if (typeof value === 'string') manifest.setting({ tool: 'uv', kind, value, at: manifest.at(list, index) });
    }
    const strategy = asText(table['index-strategy']);
    if (strategy !== undefined)
      manifest.setting({ tool: 'uv', kind: 'strategy', value: strategy, at: manifest.at(table, 'index-strategy') });
    const newer = table['exclude-newer'];
    const value = newer instanceof TomlDateTime ? newer.text : asText(newer);
    if (value !== undefined)
      manifest.setting({ tool: 'uv', kind: 'cooldown', value, at: manifest.at(table, 'exclude-newer') });
    for (const key of ['require-hashes', 'verify-hashes'])
      if (table[key] === false)
        manifest.setting({ tool: 'uv', kind: 'no-hashes', value: `${key} = false`, at: manifest.at(table, key) });
  }
}

/** The requirements of a list that say nothing by themselves. */
function requirementsOf(uv: TomlTable, key: string, manifest: TomlManifest): { read: Requirement; index: number }[] {
  const list = manifest.list(uv, key);
  return list.flatMap((item, index) => {
    if (typeof item !== 'string') return [];
    const parsed = parseRequirement(item);
    if (parsed.ok) return [{ read: parsed.value, index }];
    const place = manifest.textPlace(item, list, index);
    manifest.say('requirement-invalid', parsed.error.message, place(parsed.error.offset));
    return [];
  });
}

/** An override takes the place of every requirement of its project; without one it brings nothing in. */
function override(uv: TomlTable, manifest: TomlManifest): void {
  const overrides = new Map<NormalizedName, Requirement[]>();
  for (const { read } of requirementsOf(uv, 'override-dependencies', manifest)) {
    const known = overrides.get(read.normalizedName);
    if (known) known.push(read);
    else overrides.set(read.normalizedName, [read]);
  }
  manifest.declared = manifest.declared.flatMap((declared) => {
    const { component, group } = declared;
    const instead = overrides.get(component.name);
    if (instead === undefined) return [declared];
    return instead.map((requirement) => {
      const context = { groups: component.groups, at: component.locations[0] ?? manifest.place(0) };
      const overridden = requirementComponent(requirement, context);
      const marker = both(component.marker, overridden.marker);
      const { marker: _, ...rest } = overridden;
      return {
        group,
        component: { ...rest, extras: component.extras, ...(marker === undefined ? {} : { marker }) },
        ...(requirement.url === undefined ? { asked: requirement.specifiers } : {}),
      };
    });
  });
}

function constrain(uv: TomlTable, manifest: TomlManifest): void {
  const constraints = new Map<NormalizedName, Constraint[]>();
  for (const { read } of requirementsOf(uv, 'constraint-dependencies', manifest)) {
    if (read.url !== undefined) continue;
    const known = constraints.get(read.normalizedName) ?? [];
    known.push({ specifiers: read.specifiers, marker: read.marker, hashes: [] });
    constraints.set(read.normalizedName, known);
  }
  manifest.declared = manifest.declared.map((declared) => {
    const { component, asked } = declared;
    if (component.version !== null || asked === undefined) return declared;
    return { ...declared, component: narrow(component, asked, constraints) };
  });
}

/** A requirement from the sources that its group may use, each under its marker, and from the index where none holds. */
function withSources(
  declared: Declared,
  sources: readonly TomlTable[] | undefined,
  indexes: ReadonlyMap<string, string>,
  manifest: TomlManifest,
): Declared[] {
  const { component, group } = declared;
  // An address in the requirement itself is a source already.
  if (sources === undefined || component.source.kind !== 'index') return [declared];
  const usable = sources.filter((source) => {
    const extra = asText(source['extra']);
    const only = extra === undefined ? asText(source['group']) : `extra:${normalizeName(extra)}`;
    return only === undefined || group === only || group === normalizeName(only);
  });
  let covered: Condition = usable.length === 0 ? false : usable.some((source) => source['marker'] === undefined);
  const found: Declared[] = [];
  for (const source of usable) {
    const written = asText(source['marker']);
    const parsed = written === undefined ? undefined : parseMarker(written);
    if (parsed?.ok === false) manifest.say('requirement-invalid', parsed.error.message, manifest.at(source, 'marker'));
    if (parsed?.ok) covered = disjoinMarkers(covered, parsed.value);
    const place = readSource(source, indexes, manifest);
    if (place === 'root') continue;
    const marker = both(component.marker, parsed?.ok ? formatMarker(parsed.value) : undefined);
    const { marker: _, specifier, ...rest } = component;
    const placed = place(component);
    const asked = specifier === undefined || placed.reasons !== undefined ? {} : { specifier };
    found.push({
      ...declared,
      isIndexNamed: true,
      component: { ...rest, ...asked, ...placed, ...(marker === undefined ? {} : { marker }) },
    });
  }
  return isAlwaysTrue(covered) === 'yes' ? found : [...found, declared];
}

type Placed = Pick<Component, 'source'> & Partial<Pick<Component, 'version' | 'reasons'>>;

function readSource(
  source: TomlTable,
  indexes: ReadonlyMap<string, string>,
  manifest: TomlManifest,
): 'root' | ((component: Component) => Placed) {
  const [index, git, url, path] = ['index', 'git', 'url', 'path'].map((key) => asText(source[key]));
  if (source['workspace'] === true) return 'root';
  if (index !== undefined) {
    const known = indexes.get(index);
    return () => ({ source: known === undefined ? { kind: 'index', url: index } : indexSource(known) });
  }
  const unknown = (from: ComponentSource) => () => ({ source: from, version: null, reasons: ['unknown-version'] });
  if (git !== undefined) {
    const commit = asText(source['rev']) ?? asText(source['tag']) ?? asText(source['branch']);
    return unknown(vcsSource({ type: 'git', url: git, commit, subdirectory: asText(source['subdirectory']) }));
  }
  const address = url ?? path;
  if (address === undefined) return (component) => ({ source: component.source });
  const archive = archiveOf(address);
  if (url === undefined && archive === undefined && isInRepository(manifest.file, address)) return 'root';
  const from = readAddress(address).source;
  return (component) =>
    archive?.name === component.name
      ? { source: from, version: archive.version, reasons: [] }
      : { source: from, version: null, reasons: ['unknown-version'] };
}

/** Both conditions; one alone stands as it is. */
function both(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const [left, right] = [parseMarker(one), parseMarker(other)];
  const joined = left.ok && right.ok ? conjoinMarkers(left.value, right.value) : true;
  return typeof joined === 'boolean' ? undefined : formatMarker(joined);
}
