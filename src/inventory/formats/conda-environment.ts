import { formatMarker, type NormalizedName, parseMarker } from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { JsonObject, JsonValue } from '../../base/text/json.ts';
import type { Component } from '../component.ts';
import { channelAddress, condaHashes, condaPackage, readPackageUrl } from '../conda-package.ts';
import { type MatchSpec, parseMatchSpec } from '../conda-spec.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { groupOf } from '../group-of.ts';
import { unreadable } from '../reading.ts';
import { RequirementFiles } from '../requirement-file.ts';
import { asArray, asObject, openStructured, quoted, type StructuredFile } from '../structured-file.ts';

/** conda's environment files, with the requirements that they hand to pip. */
export const format: InventoryFormat = {
  id: 'environment.yml',
  title: 'environment files (conda): `environment.yml`, `environment-*.yml`, `*-environment.yml`, `conda-*.lock.yml`',
  rank: 'pins',
  matches: (fileName) =>
    fileName.length < 200 &&
    (/^(?:.*[-_.])?(?:conda[-_]?)?env(?:ironment)?s?(?:[-_.].*)?\.ya?ml$/i.test(fileName) ||
      /^conda-.*\.lock\.ya?ml$/i.test(fileName)),
  sniff: (head) => LISTS.test(head) || /^channels:[ \t]*(?:\[|\r?\n\s{0,20}-)/m.test(head),
  editing: 'In place: the version of the entry changes, everything else stays.',
  read,
};

/** A list of texts, or of what pip gets, under `dependencies`: Helm's charts have mappings there. */
const LISTS =
  /^dependencies:[ \t]*(?:\[|(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n){0,50}[ \t]{0,20}- +(?:pip:[ \t]*\r?$|(?!\S{1,200}:(?:\s|$))["']?[A-Za-z0-9_]))/m;
/** What micromamba reads beside `pip:`. Source: mamba's documentation, "Selectors". */
const SELECTORS: ReadonlyMap<string, string> = new Map([
  ['sel(unix)', 'sys_platform != "win32"'],
  ['sel(linux)', 'sys_platform == "linux"'],
  ['sel(osx)', 'sys_platform == "darwin"'],
  ['sel(win)', 'sys_platform == "win32"'],
]);

/** Source: conda's documentation, "Creating an environment file manually"; conda-lock's, `category` and `platforms`. */
function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openStructured(file, tree, 'YAML');
  if (!opened.ok) return unreadable(opened.error);
  return new EnvironmentReading(file, tree, opened.value).finish();
}

class EnvironmentReading {
  readonly #file: SourceFile;
  readonly #yaml: StructuredFile;
  readonly #channel: string;
  readonly #groups: readonly string[];
  readonly #components: Component[] = [];
  readonly #problems: Problem[] = [];
  readonly #pip: RequirementFiles;

  constructor(file: SourceFile, tree: SourceTree, yaml: StructuredFile) {
    this.#file = file;
    this.#yaml = yaml;
    this.#channel = firstChannel(yaml);
    const category = yaml.text(yaml.root, 'category');
    this.#groups = [category === undefined ? '' : groupOf(category)];
    this.#pip = new RequirementFiles(tree, this.#groups);
  }

  finish(): Reading {
    const { root } = this.#yaml;
    const listed = root['dependencies'];
    if (Array.isArray(listed)) this.#addList(listed);
    else if (listed !== undefined && listed !== null)
      this.#say('`dependencies` is no list', this.#yaml.at(root, 'dependencies'));
    const pip = this.#pip.finish();
    const components = [...this.#components, ...pip.components];
    const names: readonly NormalizedName[] = [...new Set(components.map(({ name }) => name))];
    return {
      components,
      roots: new Map([[this.#groups[0] ?? '', names]]),
      problems: [...this.#problems, ...pip.problems],
      ...(pip.settings.length === 0 ? {} : { settings: pip.settings }),
    };
  }

  #addList(list: readonly JsonValue[]): void {
    for (const [i, item] of list.entries()) {
      const at = this.#yaml.at(list, i);
      if (this.#components.length + this.#problems.length >= MAX_ENTRIES) {
        this.#problems.push(tooManyEntries(this.#file.path));
        return;
      }
      const object = asObject(item);
      if (typeof item === 'string') this.#addSpec(item, at, undefined);
      else if (object !== undefined) this.#addObject(object, at);
      else this.#say('an entry of `dependencies` is neither a text nor a mapping', at);
    }
  }

  #addObject(object: JsonObject, at: Location): void {
    for (const [key, value] of Object.entries(object)) {
      const selector = SELECTORS.get(key.replaceAll(' ', ''));
      if (key === 'pip') this.#addPip(object, value);
      else if (selector !== undefined) {
        const marker = parseMarker(selector);
        for (const spec of typeof value === 'string' ? [value] : asArray(value)) {
          if (typeof spec === 'string')
            this.#addSpec(spec, this.#yaml.at(object, key), marker.ok ? formatMarker(marker.value) : undefined);
        }
      } else this.#say(`${quoted(key)} is nothing that conda reads under \`dependencies\``, at);
    }
  }

  #addPip(object: JsonObject, value: JsonValue): void {
    if (value === null) return;
    if (!Array.isArray(value)) {
      this.#say('`pip` is no list', this.#yaml.at(object, 'pip'));
      return;
    }
    for (const i of value.keys()) {
      const at = this.#yaml.at(value, i);
      const text = this.#yaml.item(value, i);
      if (i >= MAX_ENTRIES) {
        this.#problems.push(tooManyEntries(this.#file.path));
        return;
      }
      // Escapes and quotes make an offset of the text none of the file: the entry's own place is exact.
      if (text === undefined) this.#say('an entry of `pip` is no text', at);
      else this.#pip.addText(text, this.#file, () => at);
    }
  }

  #addSpec(text: string, at: Location, marker: string | undefined): void {
    const parsed = parseMatchSpec(text);
    if (!parsed.ok) {
      this.#problems.push(problem('requirement-invalid', `${quoted(text)}: ${parsed.error.message}`, { at }));
      return;
    }
    const component = this.#component(parsed.value, at);
    if (component === undefined)
      this.#problems.push(
        problem('requirement-undetermined', `${quoted(text)} does not say which package it is`, { at }),
      );
    else this.#components.push(marker === undefined ? component : { ...component, marker });
  }

  #component(spec: MatchSpec, at: Location): Component | undefined {
    const hashes = condaHashes(spec.md5, spec.sha256);
    const { url } = spec;
    if (url !== undefined) {
      const named = readPackageUrl(url);
      return named && condaPackage({ ...named, hashes, groups: this.#groups, at });
    }
    const channel = spec.channel === undefined ? this.#channel : channelAddress(spec.channel);
    const { name, version, specifier } = spec;
    return condaPackage({ name, version, specifier, channel, hashes, groups: this.#groups, reason: 'unpinned', at });
  }

  #say(message: string, at: Location): void {
    this.#problems.push(problem('manifest-invalid', message, { at }));
  }
}

/** conda asks channels in order; packages of which none is named are expected from the first. */
function firstChannel({ root }: StructuredFile): string {
  for (const channel of asArray(root['channels'])) {
    const named = typeof channel === 'string' ? channel : asObject(channel)?.['url'];
    if (typeof named === 'string' && named !== 'nodefaults') return channelAddress(named);
  }
  return channelAddress(undefined);
}
