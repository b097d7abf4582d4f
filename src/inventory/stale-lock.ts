import {
  contains,
  evaluateMarker,
  normalizeName,
  parseMarker,
  parseSpecifierSet,
  parseVersion,
  type SpecifierSet,
  type TomlTable,
} from '@rind/pypa';
import { lazy } from '../base/lazy.ts';
import { type Problem, problem } from '../base/problem.ts';
import { isWarning } from '../base/problem-codes.ts';
import type { TextDocument } from '../base/text/document.ts';
import type { Component } from './component.ts';
import type { Reading, SourceFile, SourceTree } from './format.ts';
import { type Demand, type LockTool, manifestDemands } from './manifest-demand.ts';
import { openToml } from './open-text.ts';
import { isPlainlyWithin } from './plain-bound.ts';
import { parsePoetryConstraint } from './poetry-constraint.ts';
import { asTable, asText } from './toml-fields.ts';

/** What stands beside a lock, and which tool makes it. */
interface Kept {
  readonly tool: LockTool;
  readonly manifest: string;
}

const KEPT: ReadonlyMap<string, Kept> = new Map([
  ['uv.lock', { tool: 'uv', manifest: 'pyproject.toml' }],
  ['poetry.lock', { tool: 'poetry', manifest: 'pyproject.toml' }],
  ['pdm.lock', { tool: 'pdm', manifest: 'pyproject.toml' }],
  ['Pipfile.lock', { tool: 'pipenv', manifest: 'Pipfile' }],
]);

/** The manifest that a lock of this name is made from; undefined where none is compared. */
export function manifestOfLock(lockName: string): string | undefined {
  return KEPT.get(lockName)?.manifest;
}

/** Names and versions that are said in one message. */
const MOST_SAID = 100;

/**
 * A lock that is older than its manifest: something that the manifest asks for is not in it, or in no version that
 * the manifest lets in. Nothing where it cannot be told for certain: what comes from elsewhere than an index,
 * is only for some platforms, is replaced by an override, or belongs to a group that the lock is not made for.
 */
export function staleLock(lock: SourceFile, reading: Reading, manifest: SourceFile, tree: SourceTree): Problem[] {
  const lockName = lock.path.slice(lock.path.lastIndexOf('/') + 1);
  const kept = KEPT.get(lockName);
  // A lock that was not read whole may have what is missed.
  if (kept === undefined || reading.problems.some(({ code }) => !isWarning(code))) return [];
  const opened = openToml(manifest, tree);
  if (!opened.ok) return [];
  const { document, place } = opened.value;
  if (!isMadeFrom(kept.tool, document, lock.text)) return [];
  const locked = new Locked(kept.tool, lock.text, reading);
  const pythons = lazy(() => pythonsOf(document));
  const missed = manifestDemands(document, kept.tool).flatMap((demand) => {
    const said = locked.lacks(demand);
    return said !== undefined && locked.isMadeFor(demand, pythons) ? [{ said, offset: demand.offset() }] : [];
  });
  const [first, ...others] = missed.sort((a, b) => a.offset - b.offset);
  if (first === undefined) return [];
  const more =
    others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'is' : 'are'} not as it asks`;
  return [
    problem('lock-stale', `\`${lock.path}\` ${first.said}${more}`, {
      at: place(first.offset),
      hint: `\`${kept.tool} lock\` makes it anew; until then what is installed may differ from what was judged`,
    }),
  ];
}

/** What a lock has, as far as it is asked. */
class Locked {
  readonly #tool: LockTool;
  readonly #text: string;
  readonly #components: ReadonlyMap<string, readonly Component[]>;
  readonly #names: () => ReadonlySet<string>;
  readonly #groups: () => ReadonlySet<string>;
  readonly #isForSome: () => boolean;

  constructor(tool: LockTool, text: string, { components }: Reading) {
    this.#tool = tool;
    this.#text = text;
    this.#components = Map.groupBy(components, ({ name }) => name);
    // What no part of the project brings in is no component, and stands in the lock all the same.
    this.#names = lazy(() => namesIn(text, tool === 'pipenv' ? JSON_KEY : TOML_NAME));
    this.#groups = lazy(() => (tool === 'pipenv' ? namesIn(text, SECTION) : pdmGroups(text)));
    this.#isForSome = lazy(() => FOR_SOME.test(this.#text));
  }

  /** How it lacks what is asked for; undefined where it does not, or nobody can tell. */
  lacks({ name, plain, bounds }: Demand): string | undefined {
    const found = this.#components.get(name);
    if (found === undefined && this.#names().has(name)) return undefined;
    for (const { version, source } of found ?? []) {
      if (version === null || source.kind !== 'index') return undefined;
      if (plain !== undefined && isPlainlyWithin(plain, version)) return undefined;
    }
    const { specifier, accepts } = bounds();
    const asked = `\`${name.slice(0, MOST_SAID)}${specifier.slice(0, MOST_SAID)}\``;
    if (found === undefined) return `has no ${asked}, which its manifest asks for`;
    for (const { version } of found) {
      const parsed = parseVersion(version ?? '');
      if (!parsed.ok || accepts(parsed.value)) return undefined;
    }
    const had = [...new Set(found.map(({ version }) => version))].slice(0, 3).join(', ');
    return `has \`${name.slice(0, MOST_SAID)}\` ${had.slice(0, MOST_SAID)}, but its manifest asks for ${asked}`;
  }

  /**
   * Whether it must hold what is asked for: its group is locked, and its condition is none or one on Python
   * alone that some supported Python fulfils, in a lock that is made for all of these.
   */
  isMadeFor({ group, marker }: Demand, pythons: () => readonly string[]): boolean {
    if (!this.#isLocked(group)) return false;
    if (marker === undefined) return true;
    const parsed = parseMarker(marker);
    if (this.#isForSome() || !parsed.ok) return false;
    return pythons().some((minor) =>
      // At both ends of a minor version: a condition may cut it in two.
      ['0', '99'].every((micro) => {
        const truth = evaluateMarker(parsed.value, { python_version: minor, python_full_version: `${minor}.${micro}` });
        return truth.ok && truth.value;
      }),
    );
  }

  /** PDM says which groups a lock is made for, Pipenv has a section for each; the others lock all. */
  #isLocked(group: string): boolean {
    if (this.#tool === 'pdm') return this.#groups().has(group === '' ? 'default' : group.replace(/^extra:/, ''));
    if (this.#tool !== 'pipenv') return true;
    return this.#groups().has(group === '' ? 'default' : group === 'dev' ? 'develop' : group);
  }
}

const TOML_NAME = /\bname["']? {0,9}= {0,9}["']([A-Za-z0-9._-]{1,200})["']/g;
const JSON_KEY = /"([A-Za-z0-9._-]{1,200})": {0,9}\{/g;
/** A key of the outermost object, as Pipenv indents. */
const SECTION = /^ {4}"([A-Za-z0-9._-]{1,200})": \{/gm;
/** The lock is made for some environments of those that the project supports: uv, PDM. */
const FOR_SOME =
  /^(?:supported-markers =|platform =|implementation =|\[\[metadata\.targets\]\]\r?\n(?!requires_python))/m;

function namesIn(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(pattern), ([, name = '']) => normalizeName(name)));
}

/** Source: PDM, `metadata.groups`; before there was one, only the project's own dependencies are certain. */
function pdmGroups(text: string): ReadonlySet<string> {
  const listed = /^groups = \[([^\]\n]{0,10000})\]/m.exec(text)?.[1] ?? '"default"';
  return new Set(Array.from(listed.matchAll(/"([^"]{0,200})"/g), ([, name = '']) => normalizeName(name)));
}

/** Whether the tool reads this manifest in this way: an older Poetry knows nothing of `[project]`. */
function isMadeFrom(tool: LockTool, { root }: TextDocument<TomlTable>, text: string): boolean {
  const project = asTable(root['project']);
  if (tool === 'uv') return asTable(asTable(root['tool'])?.['uv'])?.['managed'] !== false;
  if (tool !== 'poetry' || (project?.['dependencies'] ?? project?.['optional-dependencies']) === undefined) return true;
  return /^lock-version = "2\.[1-9]/m.test(text);
}

/** The minor versions of Python that a manifest supports as a whole. */
function pythonsOf({ root }: TextDocument<TomlTable>): string[] {
  const poetry = asText(asTable(asTable(asTable(root['tool'])?.['poetry'])?.['dependencies'])?.['python']);
  const written = asText(asTable(root['project'])?.['requires-python']);
  const sets: readonly SpecifierSet[] = written === undefined ? alternatives(poetry) : single(written);
  return Array.from({ length: 20 }, (_, minor) => `3.${minor}`).filter((minor) =>
    sets.some((set) => contains(set, `${minor}.0`) && contains(set, `${minor}.99`)),
  );
}

function alternatives(text: string | undefined): readonly SpecifierSet[] {
  const parsed = text === undefined ? undefined : parsePoetryConstraint(text);
  return parsed?.ok ? parsed.value.alternatives : [];
}

function single(text: string): readonly SpecifierSet[] {
  const parsed = parseSpecifierSet(text);
  return parsed.ok ? [parsed.value] : [];
}
