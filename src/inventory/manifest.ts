import {
  isValidName,
  type NormalizedName,
  normalizeName,
  parseRequirement,
  type Requirement,
  type SpecifierSet,
} from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-codes.ts';
import { redactUrl } from '../base/secret.ts';
import type { ClientSetting } from './client-setting.ts';
import { type Component, componentId } from './component.ts';
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts';
import type { Reading, SourceFile, SourceTree } from './format.ts';
import { GroupGraph } from './group-graph.ts';
import { placesIn } from './open-text.ts';
import { requirementComponent } from './requirement-component.ts';
import { offsetInFile, requirementLines } from './requirement-lines.ts';
import { readReference } from './requirement-reference.ts';
import { indexSource } from './source-address.ts';

/** One requirement of a manifest, before indexes, sources and constraints are applied. */
export interface Declared {
  readonly component: Component;
  /** The group that lists it: `""`, `extra:NAME`, a group's name. */
  readonly group: string;
  /** What is asked for where it is no address. */
  readonly asked?: SpecifierSet;
  /** Whether the manifest names the index for this one: no other takes its place. */
  readonly isIndexNamed?: boolean;
}

/** Where an offset of a text stands. */
export type TextPlace = (offset: number) => Location;

/** A manifest while it is read: what it said so far. */
export class Manifest {
  readonly file: SourceFile;
  readonly tree: SourceTree;
  readonly problems: Problem[] = [];
  readonly settings: ClientSetting[] = [];
  readonly graph: GroupGraph = new GroupGraph();
  declared: Declared[] = [];
  /** The project's own name: a requirement on it means the project itself. */
  self: NormalizedName | undefined = undefined;
  requiresPython: string | undefined = undefined;
  #full = false;

  constructor(file: SourceFile, tree: SourceTree) {
    this.file = file;
    this.tree = tree;
  }

  say(code: ProblemCode, message: string, at: Location): void {
    if (!this.#isFull()) this.problems.push(problem(code, message, { at }));
  }

  add(declared: Declared): void {
    if (!this.#isFull()) this.declared.push(declared);
  }

  /** Notes what the file tells a tool; credentials of an address are removed. */
  setting(setting: Omit<ClientSetting, 'name'> & { readonly name?: string | undefined }): void {
    const { name, ...rest } = setting;
    this.settings.push({
      ...rest,
      value: redactUrl(setting.value),
      ...(name === undefined ? {} : { name: redactUrl(name) }),
    });
  }

  /** One dependency specifier; the project itself, with extras, brings in what these list. */
  specifier(text: string, place: TextPlace, group: string): void {
    const parsed = parseRequirement(text);
    if (!parsed.ok) this.say('requirement-invalid', parsed.error.message, place(parsed.error.offset));
    else this.requirement(parsed.value, place(0), group);
  }

  /** A dependency specifier that was read. */
  requirement(requirement: Requirement, at: Location, group: string): void {
    if (requirement.url === undefined && requirement.normalizedName === this.self) {
      for (const extra of requirement.normalizedExtras) this.graph.include(group, `extra:${extra}`);
      return;
    }
    const component = requirementComponent(requirement, { groups: [group], at });
    this.add({ component, group, ...(requirement.url === undefined ? { asked: requirement.specifiers } : {}) });
  }

  /** What pip would install by its name, address or path. */
  reference(text: string, editable: boolean, place: TextPlace, group: string): void {
    const read = readReference(text, editable, this.file, { groups: [group], at: place(0) });
    if (!read.ok) this.say(read.error.code, read.error.message, place(read.error.offset));
    else if (read.value.kind === 'component') {
      const { component, requirement } = read.value;
      const asked = requirement?.url === undefined ? requirement?.specifiers : undefined;
      this.add({ component, group, ...(asked === undefined ? {} : { asked }) });
    }
  }

  /**
   * A file of the repository that lists one dependency specifier a line, with comments and without
   * options. Source: setuptools, "Dynamic Metadata" and "Declarative configuration", `file:`.
   */
  linesOf(reference: string, at: Location, group: string): void {
    const included = this.tree.include(this.file, reference);
    if (!included.ok) {
      if (!this.#isFull()) this.problems.push({ ...included.error, at });
      return;
    }
    const place = placesIn(included.value);
    for (const line of requirementLines(included.value.text)) {
      const inFile: TextPlace = (offset) => place(offsetInFile(line, offset));
      if (line.text.startsWith('-'))
        this.say('requirement-invalid', 'setuptools takes no option of pip in such a file', inFile(0));
      else this.specifier(line.text, inFile, group);
    }
  }

  /** A group's name as components say it; one that is no name is said. */
  groupName(written: string, at: Location): string | undefined {
    if (isValidName(written)) return normalizeName(written);
    this.say('manifest-invalid', `\`${shortened(written)}\` is no valid name for a group`, at);
    return undefined;
  }

  /** Notes the index that takes PyPI's place, where there is one. */
  replaceIndex(index: string | undefined): void {
    if (index === undefined) return;
    this.declared = this.declared.map((declared) => {
      const { source } = declared.component;
      if (source.kind !== 'index' || source.url !== undefined || declared.isIndexNamed === true) return declared;
      return { ...declared, component: { ...declared.component, source: indexSource(index) } };
    });
  }

  /** What the manifest says, as a whole. */
  finish(): Reading {
    const listed = this.declared.map(({ component, group }) => ({
      ...component,
      groups: component.groups.length === 0 ? [] : withoutExtras(this.graph.broughtInBy(group)),
    }));
    const always = new Set(
      listed.filter(({ groups, marker }) => groups.includes('') && marker === undefined).map(componentId),
    );
    const components = listed.map((component) => {
      const { groups } = component;
      return always.has(componentId(component))
        ? { ...component, groups: withoutExtras([...new Set(['', ...groups])].sort()) }
        : component;
    });
    const roots = new Map<string, NormalizedName[]>();
    for (const { name, groups } of components) {
      for (const group of groups) {
        const names = roots.get(group);
        if (names === undefined) roots.set(group, [name]);
        else names.push(name);
      }
    }
    return {
      components,
      roots,
      problems: this.problems,
      ...(this.settings.length === 0 ? {} : { settings: this.settings }),
      ...(this.requiresPython === undefined ? {} : { requiresPython: redactUrl(this.requiresPython) }),
    };
  }

  #isFull(): boolean {
    if (this.declared.length + this.problems.length < MAX_ENTRIES) return false;
    if (!this.#full) this.problems.push(tooManyEntries(this.file.path));
    this.#full = true;
    return true;
  }
}

/** An extra adds nothing to what the project's own dependencies bring in. */
function withoutExtras(groups: readonly string[]): readonly string[] {
  return groups.includes('') ? groups.filter((group) => !group.startsWith('extra:')) : groups;
}

/** A text from outside, cut to what a message can bear. */
export function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text;
}
