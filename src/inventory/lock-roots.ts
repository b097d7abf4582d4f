import {
  groupTrail,
  isValidName,
  type NormalizedName,
  normalizeName,
  parseRequirement,
  resolveDependencyGroups,
  type TomlTable,
  type TreeFault,
} from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { SourceFile, SourceTree } from './format.ts';
import { PoetryDependencies, requirementEdge } from './lock-edge.ts';
import type { LockEdge, LockStart } from './lock-graph.ts';
import { openToml } from './open-text.ts';
import { asList, asTable, asText } from './toml-fields.ts';

/** Arrows of all groups together; a project has hundreds. */
const MAX_EDGES = 200_000;

/** What a project asks for, as the pyproject.toml beside its lock says. */
export interface LockRoots {
  readonly starts: readonly LockStart[];
  /** The addresses of indexes by name, as the tool's tables give them. */
  readonly indexes: ReadonlyMap<string, string>;
  readonly requiresPython: string | undefined;
}

/** What was read beside a lock: nothing where there is no pyproject.toml. */
export interface RootsReading {
  readonly roots: LockRoots | undefined;
  readonly problems: readonly Problem[];
}

/**
 * The pyproject.toml beside a lock that does not list its roots itself (`poetry.lock`, `pdm.lock`). What is
 * wrong in it is told where it is read as a manifest; here it says only from where to follow the lock's arrows.
 *
 * Source: PEP 621, PEP 735; Poetry's and PDM's documentation of their tables.
 */
export function readLockRoots(lock: SourceFile, tree: SourceTree, tool: 'poetry' | 'pdm'): RootsReading {
  const included = tree.include(lock, 'pyproject.toml');
  if (!included.ok) {
    // That there is none is no fault: the lock is read without it.
    const missing = included.error.code === 'file-unreadable' && included.error.message.includes('there is no');
    return { roots: undefined, problems: missing ? [] : [included.error] };
  }
  const opened = openToml(included.value, tree);
  if (!opened.ok) return { roots: undefined, problems: [opened.error] };
  const declared = new Declarations(opened.value.document.root);
  if (tool === 'poetry') declared.readPoetry();
  else declared.readPdm();
  const faults = declared.faults.slice(0, 1).map(({ message }) =>
    problem('requirement-invalid', `\`dependency-groups\` cannot be resolved: ${message}`, {
      at: opened.value.place(opened.value.document.spanAt(['dependency-groups'])?.start ?? 0),
    }),
  );
  return { roots: declared.finish(), problems: faults };
}

/** What the tables of one pyproject.toml ask for. */
class Declarations {
  readonly faults: TreeFault[] = [];
  readonly #root: TomlTable;
  readonly #project: TomlTable;
  readonly #self: NormalizedName | undefined;
  readonly #edges = new Map<string, LockEdge[]>();
  /** Extras of the project itself that a group asks for. */
  readonly #includes = new Map<string, Set<string>>();
  readonly #indexes = new Map<string, string>();
  #requiresPython: string | undefined;
  #left = MAX_EDGES;

  constructor(root: TomlTable) {
    this.#root = root;
    this.#project = asTable(root['project']) ?? {};
    const name = asText(this.#project['name']) ?? asText(asTable(asTable(root['tool'])?.['poetry'])?.['name']);
    this.#self = name === undefined || !isValidName(name) ? undefined : normalizeName(name);
    this.#requiresPython = asText(this.#project['requires-python']);
  }

  /** Where `[project]` lists the dependencies, Poetry's own table only says where they come from. */
  readPoetry(): void {
    const poetry = asTable(asTable(this.#root['tool'])?.['poetry']) ?? {};
    const dependencies = new PoetryDependencies();
    const listed = ['dependencies', 'optional-dependencies'].some((key) => this.#project[key] !== undefined);
    if (listed) this.#readProject();
    if (this.#project['dependencies'] === undefined) {
      const main = asTable(poetry['dependencies']);
      const extras = extrasByName(poetry['extras']);
      for (const { edge, isOptional } of dependencies.of(main)) {
        const groups = isOptional ? (extras.get(edge.name) ?? []).map((extra) => `extra:${extra}`) : [''];
        for (const group of groups) this.#add(group, [edge]);
      }
      this.#requiresPython ??= asText(main?.['python']);
    }
    this.#add(
      'dev',
      dependencies.of(asTable(poetry['dev-dependencies'])).map(({ edge }) => edge),
    );
    for (const [written, value] of Object.entries(asTable(poetry['group']) ?? {})) {
      const group = asTable(value);
      const edges = dependencies.of(asTable(group?.['dependencies'])).map(({ edge }) => edge);
      this.#add(normalizeName(written), edges);
      for (const other of asList(group?.['include-groups']))
        if (typeof other === 'string') this.#include(normalizeName(written), normalizeName(other));
    }
    this.#readGroups();
    this.#readIndexes(poetry['source']);
  }

  readPdm(): void {
    this.#readProject();
    this.#readGroups();
    const pdm = asTable(asTable(this.#root['tool'])?.['pdm']);
    for (const [written, items] of Object.entries(asTable(pdm?.['dev-dependencies']) ?? {})) {
      for (const item of asList(items)) if (typeof item === 'string') this.#specifier(normalizeName(written), item);
    }
    this.#readIndexes(pdm?.['source']);
  }

  finish(): LockRoots {
    const starts = [...this.#edges.keys(), ...this.#includes.keys()].map((group) => ({
      group,
      edges: this.#withIncluded(group),
      besides: group.startsWith('extra:'),
    }));
    const unique = new Map(starts.map((start) => [start.group, start]));
    return { starts: [...unique.values()], indexes: this.#indexes, requiresPython: this.#requiresPython };
  }

  #readProject(): void {
    for (const item of asList(this.#project['dependencies'])) if (typeof item === 'string') this.#specifier('', item);
    for (const [written, items] of Object.entries(asTable(this.#project['optional-dependencies']) ?? {})) {
      const group = `extra:${normalizeName(written)}`;
      this.#add(group, []);
      for (const item of asList(items)) if (typeof item === 'string') this.#specifier(group, item);
    }
  }

  #readGroups(): void {
    const table = asTable(this.#root['dependency-groups']);
    if (table === undefined) return;
    // In one go: includes may repeat what they include, and only the whole has a limit.
    const resolved = resolveDependencyGroups(table, Object.keys(table));
    if (!resolved.ok) {
      this.faults.push(...resolved.error);
      return;
    }
    for (const { requirement, via } of resolved.value) {
      const [asked] = groupTrail(via);
      if (asked !== undefined) this.#requirement(normalizeName(asked), requirement);
    }
  }

  #specifier(group: string, text: string): void {
    const parsed = parseRequirement(text);
    // PDM lists folders as `-e file:///${PROJECT_ROOT}/lib#egg=lib`.
    const egg = parsed.ok ? undefined : /^-e .*#egg=([A-Za-z0-9._-]{1,200})/s.exec(text)?.[1];
    if (parsed.ok) this.#requirement(group, parsed.value);
    else if (egg !== undefined) this.#add(group, [{ name: normalizeName(egg), extras: [] }]);
  }

  #requirement(group: string, requirement: Parameters<typeof requirementEdge>[0]): void {
    const isOwn = requirement.url === undefined && requirement.normalizedName === this.#self;
    if (!isOwn) this.#add(group, [requirementEdge(requirement)]);
    else for (const extra of requirement.normalizedExtras) this.#include(group, `extra:${extra}`);
  }

  #add(group: string, edges: readonly LockEdge[]): void {
    const known = this.#edges.get(group);
    if (known === undefined) this.#edges.set(group, [...edges]);
    else for (const edge of edges) known.push(edge);
  }

  #include(group: string, other: string): void {
    const known = this.#includes.get(group);
    if (known === undefined) this.#includes.set(group, new Set([other]));
    else known.add(other);
  }

  #withIncluded(group: string): LockEdge[] {
    const groups = new Set([group]);
    const edges: LockEdge[] = [];
    for (const one of groups) {
      if (--this.#left < 0) break;
      for (const edge of this.#edges.get(one) ?? []) if (--this.#left >= 0) edges.push(edge);
      for (const other of this.#includes.get(one) ?? []) groups.add(other);
    }
    return edges;
  }

  #readIndexes(sources: unknown): void {
    if (!Array.isArray(sources)) return;
    for (const source of sources) {
      const table = asTable(source);
      const [name, url] = [asText(table?.['name']), asText(table?.['url'])];
      if (name !== undefined && url !== undefined) this.#indexes.set(name.toLowerCase(), url);
    }
  }
}

/** Which extras list a name, in Poetry's table of extras. */
function extrasByName(value: TomlTable[string] | undefined): Map<NormalizedName, NormalizedName[]> {
  const extras = new Map<NormalizedName, NormalizedName[]>();
  for (const [extra, names] of Object.entries(asTable(value) ?? {})) {
    for (const item of asList(names)) {
      if (typeof item !== 'string') continue;
      const name = normalizeName(item);
      const known = extras.get(name);
      if (known) known.push(normalizeName(extra));
      else extras.set(name, [normalizeName(extra)]);
    }
  }
  return extras;
}
