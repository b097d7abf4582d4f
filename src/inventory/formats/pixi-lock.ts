import { normalizeName } from '@rind/pypa';
import { fileStart } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { JsonObject } from '../../base/text/json.ts';
import type { Component } from '../component.ts';
import { firstListedChannel } from '../conda-lock-entry.ts';
import { readCondaLock } from '../conda-lock-reading.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import { MarkerJudge } from '../environment-markers.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { groupOf } from '../group-of.ts';
import { readLockVersion } from '../lock-version.ts';
import { condaRequires, type PixiPackage, packageKey, readPixiPackage } from '../pixi-package.ts';
import { freeRoots, mergePlatformEntries, type PlatformUse } from '../platform-entries.ts';
import { unreadable } from '../reading.ts';
import { asArray, asObject, openStructured, quoted, type StructuredFile } from '../structured-file.ts';

/** pixi's lock file. */
export const format: InventoryFormat = {
  id: 'pixi.lock',
  title: 'pixi.lock (pixi)',
  rank: 'lock',
  matches: (fileName) => fileName === 'pixi.lock',
  editing: 'By `pixi update NAME`: pixi alone writes the file, and every hash in it.',
  read,
};

/** Source: rattler's `rattler_lock`, `FileFormatVersion`; versions 1 to 3 are conda-lock's model. */
function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openStructured(file, tree, 'YAML');
  if (!opened.ok) return unreadable(opened.error);
  const yaml = opened.value;
  const version = readLockVersion(yaml.text(yaml.root, 'version'), {
    what: 'pixi.lock `version`',
    oldest: [1, 0],
    newest: [7, 0],
    at: yaml.at(yaml.root, 'version'),
  });
  if (version.numbers === undefined) return unreadable(version.problem);
  const problems: Problem[] = version.problem === undefined ? [] : [version.problem];
  const [major = 0] = version.numbers;
  return major < 4 ? readCondaLock(file, yaml, problems) : new PixiReading(file, yaml, problems).finish();
}

class PixiReading {
  readonly #file: SourceFile;
  readonly #yaml: StructuredFile;
  /** Entries that are the project's own: one for each platform that it is built for. */
  #own = 0;
  readonly #problems: Problem[];
  readonly #platformsOf = new Map<string, Set<string>>();
  /** By package; each use once, however often it is written. */
  readonly #uses = new Map<string, Map<string, PlatformUse>>();
  readonly #extras = new Map<string, Set<string>>();
  readonly #indexes = new Set<string>();
  /** Where each package is named first, for one that `packages` lacks. */
  readonly #named = new Map<string, readonly [container: object, index: number]>();
  #channel: string | undefined;

  constructor(file: SourceFile, yaml: StructuredFile, problems: Problem[]) {
    this.#file = file;
    this.#yaml = yaml;
    this.#problems = problems;
  }

  finish(): Reading {
    const { root, at } = this.#yaml;
    const listed = root['packages'];
    if (!Array.isArray(listed)) {
      const start = listed === undefined ? fileStart(this.#file.path) : at(root, 'packages');
      return unreadable(problem('lock-invalid', '`packages` is no list', { at: start }));
    }
    const subdirs = this.#subdirs();
    for (const [name, value] of Object.entries(asObject(root['environments']) ?? {})) {
      const environment = asObject(value);
      if (environment === undefined)
        this.#say(`the environment ${quoted(name)} is no mapping`, at(asObject(root['environments']) ?? root, name));
      else this.#addEnvironment(groupOf(name), environment, subdirs);
    }
    const packages = this.#packages(listed);
    for (const [key, [container, i]] of this.#named) {
      if (packages.has(key) || this.#isFull()) continue;
      this.#say(`${quoted(key)} is in an environment, but not among the packages`, at(container, i));
    }
    const entries = [...packages].flatMap(([key, { component }]) =>
      component === 'root' ? [] : [{ component, uses: [...(this.#uses.get(key)?.values() ?? [])] }],
    );
    const components = mergePlatformEntries(entries, this.#platformsOf);
    if (components.length === 0 && listed.length > this.#own) {
      const message = `\`${this.#file.path}\` lists ${listed.length} packages, but none can be read`;
      this.#problems.push(problem('lock-empty', message, { at: fileStart(this.#file.path) }));
    }
    return { components, roots: freeRoots(components), problems: this.#problems };
  }

  /** What the platforms of version 7 are to conda: they may have names of their own. */
  #subdirs(): ReadonlyMap<string, string> {
    return new Map(
      asArray(this.#yaml.root['platforms']).flatMap((item) => {
        const platform = asObject(item);
        const name = this.#yaml.text(platform, 'name');
        const subdir = this.#yaml.text(platform, 'subdir');
        return name === undefined || subdir === undefined ? [] : [[name, subdir] as const];
      }),
    );
  }

  #addEnvironment(group: string, environment: JsonObject, subdirs: ReadonlyMap<string, string>): void {
    this.#channel ??= firstListedChannel(asArray(environment['channels']));
    for (const index of asArray(environment['indexes'])) if (typeof index === 'string') this.#indexes.add(index);
    const packages = asObject(environment['packages']);
    for (const [written, value] of Object.entries(packages ?? {})) {
      const platform = subdirs.get(written) ?? written;
      const platforms = this.#platformsOf.get(group) ?? new Set();
      this.#platformsOf.set(group, platforms.add(platform));
      if (!Array.isArray(value)) {
        if (packages !== undefined)
          this.#say(`the packages of ${quoted(written)} are no list`, this.#yaml.at(packages, written));
        continue;
      }
      for (const [i, item] of value.entries()) {
        const selector = asObject(item);
        const key = selector === undefined ? undefined : packageKey(selector);
        if (selector === undefined || key === undefined) {
          if (!this.#isFull()) this.#say('an environment names no package here', this.#yaml.at(value, i));
          continue;
        }
        this.#use(key, { group, platform });
        if (!this.#named.has(key)) this.#named.set(key, [value, i]);
        for (const extra of asArray(selector['extras'])) {
          if (typeof extra === 'string')
            this.#extras.set(key, (this.#extras.get(key) ?? new Set()).add(normalizeName(extra)));
        }
      }
    }
  }

  #use(key: string, use: PlatformUse): void {
    const known = this.#uses.get(key) ?? new Map<string, PlatformUse>();
    this.#uses.set(key, known.set(`${use.platform} ${use.group}`, use));
  }

  #packages(listed: readonly JsonObject[string][]): Map<string, PixiPackage> {
    const others = [...this.#indexes].filter((index) => !/^https:\/\/pypi\.org\/simple\/?$/.test(index));
    const context = {
      file: this.#file,
      yaml: this.#yaml,
      index: others.length === 1 ? others[0] : undefined,
      extras: this.#extras,
      channel: this.#channel,
      judge: new MarkerJudge({}),
      problems: this.#problems,
    };
    const read: (readonly [PixiPackage, JsonObject])[] = [];
    for (const [i, item] of listed.entries()) {
      if (read.length + this.#problems.length >= MAX_ENTRIES) {
        this.#problems.push(tooManyEntries(this.#file.path));
        break;
      }
      const one = readPixiPackage(item, this.#yaml.at(listed, i), context);
      const object = asObject(item);
      if (one !== undefined && object !== undefined) read.push([one, object]);
      if (one?.component === 'root') this.#own++;
    }
    const nameOf = new Map<string, Component['name']>();
    for (const [{ condaName, component }] of read)
      if (condaName !== undefined && component !== 'root') nameOf.set(condaName, component.name);
    const packages = new Map<string, PixiPackage>();
    for (const [one, object] of read) {
      const { component, condaName } = one;
      const isConda = component !== 'root' && condaName !== undefined;
      const whole = isConda
        ? { ...one, component: { ...component, requires: condaRequires(object, this.#yaml, nameOf) } }
        : one;
      // The same folder may be built in several variants: the first stands for it.
      if (!packages.has(one.key)) packages.set(one.key, whole);
    }
    return packages;
  }

  #isFull(): boolean {
    return this.#problems.length >= MAX_ENTRIES;
  }

  #say(message: string, at: Problem['at'] & {}): void {
    this.#problems.push(problem('lock-invalid', message, { at }));
  }
}
