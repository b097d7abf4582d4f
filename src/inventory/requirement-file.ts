import { isValidName, type NormalizedName, normalizeName, parseRequirement, type SpecifierSet } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import type { ClientSetting } from './client-setting.ts';
import type { Component, ComponentSource } from './component.ts';
import { type Constraint, narrow } from './constraint.ts';
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts';
import type { SourceFile, SourceTree } from './format.ts';
import { placesIn } from './open-text.ts';
import type { PipOption } from './pip-options.ts';
import { type PlainPin, readPlainPin } from './plain-pin.ts';
import { pinOf, readAddress } from './requirement-component.ts';
import { parseRequirementEntry, type RequirementEntry } from './requirement-entry.ts';
import { offsetInFile, type RequirementLine, requirementLines } from './requirement-lines.ts';
import { readReference } from './requirement-reference.ts';
import { indexSource } from './source-address.ts';

/** What is a program that makes requirements, and none itself: those of cookiecutter, for example. */
const TEMPLATE_HINT = 'this is a line of a template: audit what is made from it';

/** A variable as pip expands it. Source: `ENV_VAR_RE` of pip's `req_file`. */
const VARIABLE = /\$\{[A-Z0-9_]+\}/;

/** What requirements files say, with what they include. */
export interface RequirementFileReading {
  readonly components: readonly Component[];
  readonly problems: readonly Problem[];
  readonly settings: readonly ClientSetting[];
}

type Role = 'requirements' | 'constraints';

/**
 * Reads requirements files one after the other, as one run of pip does: indexes and constraints hold
 * for all of them, wherever they stand. `finish` gives what they say together.
 */
export class RequirementFiles {
  readonly #tree: SourceTree;
  readonly #groups: readonly string[];
  readonly #components: { readonly component: Component; readonly asked: SpecifierSet | undefined }[] = [];
  readonly #problems: Problem[] = [];
  readonly #settings: ClientSetting[] = [];
  readonly #constraints = new Map<NormalizedName, Constraint[]>();
  /** Files that were read: a circle of includes ends, and a file says nothing new when it is included again. */
  readonly #read = new Set<string>();
  #index: string | undefined;
  #noIndex = false;
  #findLinks: string | undefined;

  constructor(tree: SourceTree, groups: readonly string[]) {
    this.#tree = tree;
    this.#groups = groups;
  }

  /** Reads a file and what it includes. A constraint narrows what others ask for; it brings nothing in. */
  addFile(file: SourceFile, role: Role = 'requirements'): void {
    const key = `${role} ${file.path}`;
    if (this.#read.has(key)) return;
    this.#read.add(key);
    const place = placesIn(file);
    for (const line of requirementLines(file.text)) {
      if (this.#components.length + this.#problems.length >= MAX_ENTRIES) {
        this.#problems.push(tooManyEntries(file.path));
        return;
      }
      this.#addLine(line, file, (offset) => place(offsetInFile(line, offset)), role);
    }
  }

  /** Reads requirement lines that stand inside a file of another format; `at` places an offset of the text. */
  addText(text: string, file: SourceFile, at: (offset: number) => Location): void {
    for (const line of requirementLines(text))
      this.#addLine(line, file, (offset) => at(offsetInFile(line, offset)), 'requirements');
  }

  /** Reads what an entry says that stands in a file: also for command lines that install. */
  addEntry(entry: RequirementEntry, file: SourceFile, at: (offset: number) => Location, role: Role): void {
    if (entry.kind === 'include') this.#include(entry.reference, file, at(0), entry.as);
    else if (entry.kind === 'options') for (const option of entry.options) this.#addOption(option, at);
    else this.#addRequirement(entry, file, at, role);
  }

  finish(): RequirementFileReading {
    const source = this.#source();
    const isPyPI = source.kind === 'index' && source.url === undefined;
    const components = this.#components.map(({ component, asked }) => {
      const narrowed = asked === undefined ? component : narrow(component, asked, this.#constraints);
      const fromIndex = narrowed.source.kind === 'index' && narrowed.source.url === undefined;
      return fromIndex && !isPyPI ? { ...narrowed, source } : narrowed;
    });
    return { components, problems: this.#problems, settings: this.#settings };
  }

  /** Where files come from: `--index-url` replaces PyPI, `--no-index` leaves the folders and pages of `--find-links`. */
  #source(): ComponentSource {
    return indexSource(this.#noIndex ? this.#findLinks : this.#index);
  }

  #addLine(line: RequirementLine, file: SourceFile, at: (offset: number) => Location, role: Role): void {
    const pin = role === 'requirements' ? readPlainPin(line.text) : undefined;
    if (pin !== undefined) {
      this.#components.push({ component: pinnedComponent(pin, this.#groups, at(0)), asked: undefined });
      return;
    }
    const entry = parseRequirementEntry(line.text);
    if (!entry.ok) {
      this.#problems.push(problem('requirement-invalid', entry.error.message, { at: at(entry.error.offset) }));
      return;
    }
    if (entry.value.kind === 'requirement' && VARIABLE.test(line.text)) this.#addVariable(line.text, at(0), role);
    else this.addEntry(entry.value, file, at, role);
  }

  #include(reference: string, file: SourceFile, at: Location, role: Role): void {
    if (VARIABLE.test(reference)) this.#problems.push(variableProblem(at));
    else if (/^[a-z][a-z0-9+.-]*:\/\//i.test(reference) || /^file:/i.test(reference)) {
      const message = `\`${redactUrl(reference).slice(0, 200)}\` is remote and not fetched`;
      this.#problems.push(problem('requirement-undetermined', message, { at }));
    } else if (reference.trim() === '')
      this.#problems.push(problem('requirement-invalid', 'the include names no file', { at }));
    else {
      const included = this.#tree.include(file, reference);
      if (included.ok) this.addFile(included.value, role);
      else this.#problems.push({ ...included.error, at });
    }
  }

  #addOption({ name, value, offset }: PipOption, at: (offset: number) => Location): void {
    const shown = redactUrl(value);
    if (name === 'index-url') this.#index = value;
    else if (name === 'no-index') this.#noIndex = true;
    else if (name === 'find-links') this.#findLinks ??= value;
    const kind =
      name === 'index-url'
        ? 'index'
        : name === 'extra-index-url'
          ? 'extra-index'
          : name === 'no-require-hashes'
            ? 'no-hashes'
            : name === 'find-links' || name === 'trusted-host'
              ? name
              : undefined;
    if (kind === undefined) return;
    this.#settings.push({ tool: 'pip', kind, value: shown, at: at(offset) });
    // A password that a variable holds says nothing about the index; anything else of the address does.
    if (VARIABLE.test(shown)) this.#problems.push(variableProblem(at(offset)));
  }

  #addRequirement(
    entry: RequirementEntry & { kind: 'requirement' },
    file: SourceFile,
    at: (offset: number) => Location,
    role: Role,
  ): void {
    const hashes = entry.options.flatMap(({ name, value }) => (name === 'hash' ? hashOf(value) : []));
    const context = { groups: this.#groups, at: at(entry.offset), hashes };
    const read = readReference(entry.text, entry.editable, file, context);
    if (!read.ok) {
      const { code, message, offset } = read.error;
      const hint = /^\{[{%#]/.test(entry.text) ? { hint: TEMPLATE_HINT } : {};
      this.#problems.push(problem(code, message, { at: at(entry.offset + offset), ...hint }));
      return;
    }
    if (read.value.kind === 'root') return;
    const { component, requirement } = read.value;
    if (role === 'constraints') {
      if (requirement === undefined || requirement.url !== undefined) return;
      const known = this.#constraints.get(component.name) ?? [];
      known.push({ specifiers: requirement.specifiers, marker: requirement.marker, hashes });
      this.#constraints.set(component.name, known);
      return;
    }
    const open = component.version === null && requirement !== undefined && requirement.url === undefined;
    this.#components.push({ component, asked: open ? requirement.specifiers : undefined });
  }

  /** A line with a variable: its project is known where the name stands before it, and nothing else is certain. */
  #addVariable(line: string, at: Location, role: Role): void {
    const name = /^([A-Za-z0-9._-]+)\s*(?:[[<>=!~;@(,]|\s--?[a-zA-Z]|$)/.exec(line)?.[1];
    if (name === undefined || !isValidName(name) || role === 'constraints') {
      this.#problems.push(variableProblem(at));
      return;
    }
    // Before the variable everything is as written: a pin that a marker or a hash follows is one.
    const certain = parseRequirement(line.slice(0, line.search(/[;]|\s--?[a-zA-Z]|$/)).trim());
    const pinned = certain.ok && certain.value.url === undefined && !VARIABLE.test(line.split(/;|\s-/, 1)[0] ?? '');
    const address = /^[A-Za-z0-9._-]+\s*(?:\[[^\]]*\]\s*)?@\s*(\S+)/.exec(line)?.[1];
    const { version, reasons } = pinned ? pinOf(certain.value.specifiers) : { version: null, reasons: [] };
    const component: Component = {
      name: normalizeName(name),
      version,
      source: address === undefined ? { kind: 'index' } : readAddress(address).source,
      extras: pinned ? certain.value.extras.map(normalizeName).sort() : [],
      groups: this.#groups,
      hashes: [],
      locations: [at],
      reasons: [...reasons, 'environment-variable'].sort(),
      requires: [],
    };
    this.#components.push({ component, asked: undefined });
  }
}

const PYPI: ComponentSource = { kind: 'index' };
const NONE: readonly never[] = [];

function pinnedComponent({ name, version }: PlainPin, groups: readonly string[], at: Location): Component {
  return {
    name,
    version,
    source: PYPI,
    extras: NONE,
    groups,
    hashes: NONE,
    locations: [at],
    reasons: NONE,
    requires: NONE,
  };
}

function variableProblem(at: Location): Problem {
  return problem('requirement-undetermined', 'the line holds an environment variable, which is not expanded', { at });
}

function hashOf(value: string): string[] {
  return /^sha\d+:[0-9a-fA-F]+$/.test(value) ? [value.toLowerCase()] : [];
}
