import {
  contains,
  formatMarker,
  formatVersion,
  type NormalizedName,
  normalizeName,
  parseRequirement,
  parseVersion,
  type Requirement,
  type SpecifierSet,
} from '@rind/pypa';
import { type Problem, problem } from '../../base/problem.ts';
import { redactUrl } from '../../base/secret.ts';
import type { Component } from '../component.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, SourceFile, SourceTree } from '../format.ts';
import { type Place, placesIn } from '../open-text.ts';
import { type RequirementLine, requirementLines } from '../requirement-lines.ts';
import { archiveOf, isInRepository } from '../source-address.ts';

/** pip's requirements files, with what they include. */
export const format: InventoryFormat = {
  id: 'requirements.txt',
  title:
    'requirements files (pip): `requirements.txt`, `*-requirements.txt`, `requirements-*.txt`, `requirements/*.txt`',
  rank: 'pins',
  matches: (fileName, folder) =>
    /^(?:.*[-_.])?requirements(?:[-_.].*)?\.txt$/is.test(fileName) ||
    (folder === 'requirements' && fileName.endsWith('.txt')),
  editing: 'In place: the version of the line and its hashes change, everything else stays.',
  read(file, tree) {
    const components: Component[] = [];
    const problems: Problem[] = [];
    const progress: Progress = {
      as: 'requirements',
      components,
      problems,
      read: new Set(),
      specifiers: new Map(),
      constraints: new Map(),
    };
    readFile(file, tree, progress);
    const pinned = components.map((component) => constrained(component, progress));
    return { components: pinned, roots: new Map([['', pinned.map(({ name }) => name)]]), problems };
  },
};

interface Progress {
  /** A constraint narrows what others ask for; it brings nothing in: its pins are kept, and no component. */
  readonly as: 'requirements' | 'constraints';
  readonly components: Component[];
  readonly problems: Problem[];
  /** Files that were read: a circle of includes ends, and a file says nothing new when it is included again. */
  readonly read: Set<string>;
  /** What was asked of components that have no exact version. */
  readonly specifiers: Map<Component, SpecifierSet>;
  /** The exact versions that constraint files (`-c`) let in. */
  readonly constraints: Map<NormalizedName, string>;
}

/** Options that take a value and say nothing about a component. */
const OPTIONS =
  /^(?:-i|--index-url|--pypi-url|--extra-index-url|--no-index|-f|--find-links|--no-binary|--only-binary|--prefer-binary|--require-hashes|--no-require-hashes|--pre|--all-releases|--only-final|--trusted-host|--use-feature)(?:[\s=]|$)/;
const INCLUDE = /^(?:-r|--requirement|-c|--constraint)(?:\s+|=|(?=[^-\s]))(.*)$/;
const EDITABLE = /^(?:-e|--editable)(?:\s+|=)(.*)$/;
const VARIABLE = /\$\{[A-Z0-9_]+\}/;
const HASH = /\s--hash[=\s]\s*([a-z0-9]+:[0-9a-fA-F]+)/g;

function readFile(file: SourceFile, tree: SourceTree, progress: Progress): void {
  const { components, problems, read } = progress;
  const key = `${progress.as} ${file.path}`;
  if (read.has(key)) return;
  read.add(key);
  const place = placesIn(file);
  for (const line of requirementLines(file.text)) {
    if (components.length + problems.length >= MAX_ENTRIES) {
      problems.push(tooManyEntries(file.path));
      return;
    }
    readLine(line, file, place, tree, progress);
  }
}

function readLine(line: RequirementLine, file: SourceFile, place: Place, tree: SourceTree, progress: Progress): void {
  const at = place(line.offset);
  const { problems } = progress;
  if (VARIABLE.test(line.text)) {
    problems.push(
      problem('requirement-undetermined', 'the line holds an environment variable, which is not expanded', { at }),
    );
    return;
  }
  const include = INCLUDE.exec(line.text);
  if (include) {
    const constraint = /^(?:-c|--constraint)/.test(line.text);
    readInclude(include[1]?.trim() ?? '', file, at, tree, constraint ? { ...progress, as: 'constraints' } : progress);
    return;
  }
  const local = localFolder(line.text.replace(EDITABLE, '$1'));
  if (local !== undefined) {
    readLocal(local, file, at, problems);
    return;
  }
  const editable = EDITABLE.exec(line.text);
  if (editable === null && line.text.startsWith('-')) {
    if (!OPTIONS.test(line.text))
      problems.push(problem('requirement-invalid', `\`${line.text.split(/[\s=]/, 1)[0]}\` is no known option`, { at }));
    return;
  }
  readRequirement(editable?.[1] ?? line.text, at, progress);
}

/** A component whose only exact version a constraint names. Source: pip's documentation, "Constraints Files". */
function constrained(component: Component, { specifiers, constraints }: Progress): Component {
  const asked = specifiers.get(component);
  const version = asked && constraints.get(component.name);
  return version !== undefined && asked !== undefined && contains(asked, version, { preReleases: true })
    ? { ...component, version, reasons: component.reasons.filter((reason) => reason !== 'unpinned') }
    : component;
}

/** The folder that a line names (`.`, `./lib[extra]`), without its extras; undefined for anything else. */
function localFolder(text: string): string | undefined {
  const folder = text.trim().replace(/\[[^[\]]*\]$/, '');
  return /^\.{1,2}(?:[\\/]|$)/.test(folder) && archiveOf(folder) === undefined ? folder : undefined;
}

/** The project itself, or a member of its workspace: a root, as in locks. Beyond the repository it is not looked at. */
function readLocal(folder: string, file: SourceFile, at: Component['locations'][number], problems: Problem[]): void {
  if (isInRepository(file, folder)) return;
  problems.push(problem('requirement-undetermined', `\`${folder}\` is a project outside the repository`, { at }));
}

function readInclude(
  reference: string,
  file: SourceFile,
  at: Component['locations'][number],
  tree: SourceTree,
  progress: Progress,
): void {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(reference)) {
    progress.problems.push(
      problem('requirement-undetermined', `\`${redactUrl(reference)}\` is remote and not fetched`, { at }),
    );
    return;
  }
  const included = tree.include(file, reference);
  if (included.ok) readFile(included.value, tree, progress);
  else progress.problems.push({ ...included.error, at });
}

function readRequirement(text: string, at: Component['locations'][number], progress: Progress): void {
  const { as, components, problems, specifiers, constraints } = progress;
  // Per-requirement options start after a space; what follows is no part of the requirement.
  const options = / -{1,2}[a-z]/.exec(text);
  const body = options === null ? text : text.slice(0, options.index);
  const hashes = [...text.matchAll(HASH)].flatMap(([, hash]) => hash?.toLowerCase() ?? []);
  const parsed = parseRequirement(body.trim());
  if (parsed.ok) {
    const component = toComponent(parsed.value, hashes, at);
    if (as === 'constraints') {
      if (component.version !== null && parsed.value.url === undefined)
        constraints.set(component.name, component.version);
      return;
    }
    components.push(component);
    if (component.version === null && parsed.value.url === undefined)
      specifiers.set(component, parsed.value.specifiers);
    return;
  }
  const bare = bareReference(body.trim());
  if (bare !== undefined) {
    if (as === 'constraints') return;
    if (bare.component) components.push({ ...bare.component, hashes: hashes.sort(), locations: [at] });
    else
      problems.push(
        problem('requirement-undetermined', `\`${redactUrl(body.trim())}\` does not say which project it is`, { at }),
      );
    return;
  }
  problems.push(
    problem('requirement-invalid', parsed.error.message, { at: { ...at, column: at.column + parsed.error.offset } }),
  );
}

function toComponent(
  requirement: Requirement,
  hashes: readonly string[],
  at: Component['locations'][number],
): Component {
  const { url, marker } = requirement;
  const name = normalizeName(requirement.name);
  return {
    name,
    ...pinOf(requirement, name),
    source:
      url === undefined ? { kind: 'index' } : { kind: /^[a-z]+\+/.test(url) ? 'vcs' : 'url', url: redactUrl(url) },
    ...(marker === undefined ? {} : { marker: formatMarker(marker) }),
    extras: requirement.extras.map(normalizeName).sort(),
    groups: [''],
    hashes: [...hashes].sort(),
    locations: [at],
    requires: [],
  };
}

/** The one version that a requirement lets in; an address says it by the name of a file of the project. */
function pinOf({ specifiers, url }: Requirement, name: NormalizedName): Pick<Component, 'version' | 'reasons'> {
  if (url !== undefined) {
    const archive = archiveOf(url);
    return archive?.name === name
      ? { version: archive.version, reasons: [] }
      : { version: null, reasons: ['unknown-version'] };
  }
  const [only, ...others] = specifiers.specifiers;
  if (others.length === 0 && only?.operator === '===') {
    const parsed = parseVersion(only.text);
    return parsed.ok
      ? { version: formatVersion(parsed.value), reasons: [] }
      : { version: only.text, reasons: ['invalid-version'] };
  }
  return others.length === 0 && only?.operator === '==' && !only.wildcard && only.version !== undefined
    ? { version: formatVersion(only.version), reasons: [] }
    : { version: null, reasons: ['unpinned'] };
}

/** A line that is an address or a path instead of a requirement; undefined when it is neither. */
function bareReference(text: string): { component?: Component } | undefined {
  if (!/^(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/)|\.(?:whl|zip|tar\.gz)$/i.test(text)) return undefined;
  const archive = archiveOf(text);
  // The older way to say which project a checkout is of.
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(text)?.[1];
  const name = archive?.name ?? (egg === undefined ? undefined : normalizeName(egg));
  if (name === undefined) return {};
  const kind = /^[a-z]+\+/i.test(text) ? 'vcs' : text.includes('://') ? 'url' : 'path';
  return {
    component: {
      name,
      version: archive?.version ?? null,
      source: { kind, url: redactUrl(text) },
      extras: [],
      groups: [''],
      hashes: [],
      locations: [],
      reasons: archive === undefined ? ['unknown-version'] : [],
      requires: [],
    },
  };
}
