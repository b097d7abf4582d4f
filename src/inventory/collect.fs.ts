import path from 'node:path';
import type { NormalizedName, Result } from '@rind/pypa';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { DEFAULT_FILE_LIMITS, type FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, realPath, repositoryRoot, walkFolder } from '../platform/files.fs.ts';
import { keepSmall } from '../platform/memory.ts';
import { byFolder, type Candidate, isCovered } from './choice.ts';
import { mergeComponents } from './component.ts';
import { distributionName } from './distribution-file.ts';
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts';
import { readEnvironment } from './environment.ts';
import { type LocatedEnvironment, locateEnvironment } from './environment-path.fs.ts';
import { environmentsIn } from './environment-search.ts';
import { misspelledName } from './file-name-case.ts';
import { findFolderFormat } from './folder-format.ts';
import { readDistribution } from './folders/distributions.ts';
import { format as environmentFormat } from './folders/environment.ts';
import type { InventoryFormat, Reading, SourceFile, SourceFolder } from './format.ts';
import { formatOfText } from './format-of-text.ts';
import { Interned } from './interned.ts';
import type { Inventory, InventoryProject } from './inventory.ts';
import { redactedReading } from './redacted-reading.ts';
import { INVENTORY_FORMATS } from './registry.generated.ts';
import { selectListed } from './scope.ts';
import { SourceFiles } from './source-files.fs.ts';
import { openSourceFolder } from './source-folder.fs.ts';
import { manifestOfLock, staleLock } from './stale-lock.ts';

/** What to look at. */
export interface CollectRequest {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  readonly limits: FileLimits;
  /** Whether every source counts, and not only the strongest of each project. */
  readonly all: boolean;
  /** False where nobody will ask what a scope installs: many locks then take less memory. */
  readonly scoped?: boolean;
  /** Installed environments by what a person named: an interpreter, a folder. */
  readonly environments?: readonly string[];
  /** What came in by standard input, and where its includes count from. */
  readonly stdin?: { readonly read: Result<Uint8Array, Problem>; readonly folder: string };
}

/**
 * Finds the files of known formats, reads them and puts one inventory together. One source speaks for a
 * project: its lock, else its pinned requirements and, for what these do not pin, its manifest; a lock of
 * a workspace speaks for the members too. What is passed over for that is said. A file named as such is always read, and so is
 * one that speaks of a part only.
 */
export function collect(request: CollectRequest): Inventory {
  const places = request.paths.map(placeOf);
  const { environments = [], stdin } = request;
  const located = environments.map(locateEnvironment);
  const folders = located.flatMap((one) => (one.ok ? [one.value.folder] : []));
  const base = commonFolder([
    ...places.map(({ root }) => root),
    ...folders.map(repositoryRoot),
    ...(stdin === undefined ? [] : [repositoryRoot(stdin.folder)]),
  ]);
  const run = new Collection(new SourceFiles(base, request.limits), request);
  for (const [i, given] of request.paths.entries()) {
    const place = places[i];
    if (place === undefined) continue;
    if (place.kind === 'folder') run.addFolder(place);
    else run.addFile(path.join(place.folder, path.basename(given)), place);
  }
  for (const one of located) run.addEnvironment(one, places[0]?.root);
  if (stdin !== undefined) run.addText(stdin.read, stdin.folder);
  return run.finish();
}

/** What standard input is called in reports. */
export const STDIN_NAME = '<stdin>';

/** The names in a folder; none where it cannot be listed. */
function namesIn(folder: string): Set<string> {
  const opened = openSourceFolder({ folder, shown: folder, limits: DEFAULT_FILE_LIMITS });
  return new Set(opened.folder.list('').map(({ name }) => name));
}

/** A given path without links, but for the last part of a file's: that one may lead outside. */
interface GivenPlace {
  readonly kind: ReturnType<typeof kindOfPath>;
  readonly folder: string;
  readonly root: string;
}

function placeOf(given: string): GivenPlace {
  const kind = kindOfPath(given);
  const named = kind === 'folder' ? given : path.dirname(given);
  const folder = realPath(named) ?? named;
  return { kind, folder, root: repositoryRoot(folder) };
}

/** The folder that holds all of them, so that paths shown in one report never mean two files. */
function commonFolder(folders: readonly string[]): string {
  const [first = path.sep, ...others] = folders;
  let common = first;
  while (!others.every((folder) => isWithin(common, folder)) && path.dirname(common) !== common)
    common = path.dirname(common);
  return common;
}

class Collection {
  readonly #files: SourceFiles;
  readonly #request: CollectRequest;
  readonly #projects: InventoryProject[] = [];
  readonly #problems: Problem[] = [];
  /** Folders that were read as a format, so that none is read twice. */
  readonly #folders = new Set<string>();
  readonly #interned = new Interned();
  #entries = 0;

  constructor(files: SourceFiles, request: CollectRequest) {
    this.#files = files;
    this.#request = request;
  }

  finish(): Inventory {
    return {
      base: this.#files.base,
      inputs: this.#files.inputs(),
      components: mergeComponents(this.#projects.flatMap((project) => project.components)),
      projects: this.#projects,
      problems: this.#problems,
    };
  }

  addFile(file: string, { kind, folder, root }: GivenPlace): void {
    const name = path.basename(file);
    const shown = this.#files.shown(file);
    if (kind === 'file' && distributionName(name) !== undefined) {
      this.#readFolder(folder, root, 'distributions', (opened) => readDistribution(opened, name), name);
      return;
    }
    const format = this.#formatOf(file, path.basename(folder)) ?? fallbackFormat(name) ?? this.#sniffed(file);
    if (kind === 'file' && format === undefined)
      this.#problems.push(problem('nothing-found', `\`${shown}\` is in no known format`));
    else this.#read({ path: shown, format: format ?? INVENTORY_FORMATS[0] }, root);
  }

  addFolder({ folder, root }: GivenPlace): void {
    const shown = this.#files.shown(folder);
    if (environmentFormat.matches(namesIn(folder))) {
      this.#readFolder(folder, root, environmentFormat.id, environmentFormat.read);
      return;
    }
    const walk = walkFolder(folder, shown, this.#request.limits);
    this.#note(walk.problems);
    // A folder that is called `uv.lock` is no lock, but nothing beside it may speak in its place.
    const found = [...walk.files, ...walk.folders].sort().flatMap((relative): Candidate[] => {
      const file = path.join(folder, relative);
      const format = this.#formatOf(file, path.basename(path.dirname(file)));
      if (format !== undefined) return [{ path: this.#files.shown(file), format }];
      const misspelled = misspelledName(this.#files.shown(file), path.basename(path.dirname(file)), INVENTORY_FORMATS);
      if (misspelled !== undefined) this.#problems.push(misspelled);
      return [];
    });
    if (this.#request.all) for (const candidate of found) this.#read(candidate, root);
    else this.#readStrongest(found, root);
    const installed = found.length === 0 || this.#request.all ? this.#readInstalled(folder, root) : false;
    if (found.length > 0 || installed) return;
    this.#problems.push(problem('nothing-found', `\`${shown}\` holds nothing that is read`, { hint: WHAT_IS_READ }));
  }

  /** @param project the root of the audited project: what is installed from inside it is the project itself */
  addEnvironment(located: Result<LocatedEnvironment, Problem>, project: string | undefined): void {
    if (!located.ok) {
      this.#problems.push(located.error);
      return;
    }
    const { folder, choice } = located.value;
    this.#readFolder(folder, project ?? repositoryRoot(folder), environmentFormat.id, (opened) =>
      readEnvironment(opened, choice),
    );
  }

  /** What came in by standard input; its includes count from the current folder. */
  addText(read: Result<Uint8Array, Problem>, folder: string): void {
    if (!read.ok) {
      this.#problems.push(read.error);
      return;
    }
    const bytes = read.value;
    const format = formatOfText(new TextDecoder().decode(bytes));
    if (format === undefined) {
      this.#problems.push(problem('nothing-found', 'standard input is in no known format'));
      return;
    }
    const root = repositoryRoot(folder);
    const source = this.#files.given(bytes, path.join(folder, STDIN_NAME), format);
    if (source.ok) this.#keep(source.value.path, format.id, format.read(source.value, this.#files.tree(root, format)));
    else this.#problems.push(source.error);
  }

  /** Where no file says what is used, or all is wanted: distributions, and environments beside the project. */
  #readInstalled(folder: string, root: string): boolean {
    const opened = openSourceFolder({ folder, shown: this.#files.shown(folder), root, limits: this.#request.limits });
    const environments = environmentsIn(opened.folder);
    for (const relative of environments)
      this.#readFolder(path.join(folder, relative), root, environmentFormat.id, environmentFormat.read);
    const format = findFolderFormat(new Set(opened.folder.list('').map(({ name }) => name)));
    if (format !== undefined) this.#readFolder(folder, root, format.id, format.read);
    return environments.length > 0 || format !== undefined;
  }

  #readFolder(
    folder: string,
    root: string,
    format: string,
    read: (folder: SourceFolder) => Reading | undefined,
    file: string = '',
  ): void {
    // An environment that was named may be the one that is found, too.
    const which = JSON.stringify([format, folder, file]);
    if (this.#folders.has(which)) return;
    this.#folders.add(which);
    const shown = this.#files.shown(path.join(folder, file));
    const opened = openSourceFolder({ folder, shown: this.#files.shown(folder), root, limits: this.#request.limits });
    const reading = read(opened.folder);
    if (reading !== undefined) this.#keep(shown, format, reading);
    this.#note(opened.problems);
    for (const [input, sha256] of opened.inputs) this.#files.remember({ path: input, format, sha256 });
    // A distribution is its own input, and was hashed to be known.
    for (const { locations, hashes } of format === 'distributions' ? (reading?.components ?? []) : []) {
      const sha256 = hashes.find((hash) => hash.startsWith('sha256:'))?.slice('sha256:'.length);
      for (const { path: input } of sha256 === undefined ? [] : locations) {
        this.#files.remember({ path: input, format, sha256: sha256 ?? '' });
      }
    }
  }

  #readStrongest(found: readonly Candidate[], root: string): void {
    const covered = new Set<string>();
    for (const { folder, locks, pins, manifests, partial } of byFolder(found)) {
      for (const candidate of locks)
        for (const member of this.#read(candidate, root)?.covers ?? []) covered.add(member);
      if (locks.length > 0 || isCovered(folder, covered)) {
        // A manifest beside its lock is what the lock was made from: nothing is lost.
        if (pins.length > 0) this.#problems.push(passedOverProblem(pins));
      } else {
        const pinned = new Set<NormalizedName>();
        for (const candidate of pins) {
          const components = this.#read(candidate, root)?.components ?? [];
          for (const { name, version } of components) if (version !== null) pinned.add(name);
        }
        // What the pins do not name, the manifest alone asks for.
        for (const candidate of manifests) this.#read(candidate, root, pinned);
      }
      for (const candidate of partial) this.#read(candidate, root);
    }
  }

  #formatOf(file: string, folder: string): InventoryFormat | undefined {
    const name = path.basename(file);
    const formats: readonly InventoryFormat[] = INVENTORY_FORMATS;
    return formats.find(
      (format) => format.matches(name, folder) && (format.sniff === undefined || format.sniff(this.#files.head(file))),
    );
  }

  /** A file whose name says nothing may show by its content what it is. */
  #sniffed(file: string): InventoryFormat | undefined {
    const formats: readonly InventoryFormat[] = INVENTORY_FORMATS;
    return file.endsWith('.json')
      ? formats.find((format) => format.sniff?.(this.#files.head(file)) === true)
      : undefined;
  }

  #note(problems: readonly Problem[]): void {
    for (const one of problems) this.#problems.push(one);
  }

  /** @param pinned names whose version a stronger source says: without a version they are left out */
  #read({ path: shown, format }: Candidate, root: string, pinned?: ReadonlySet<NormalizedName>): Reading | undefined {
    if (this.#entries > MAX_ENTRIES) {
      this.#problems.push(tooManyEntries(shown));
      return undefined;
    }
    const source = this.#files.open(shown, root, format);
    if (!source.ok) {
      this.#problems.push(source.error);
      return undefined;
    }
    keepSmall(source.value.text.length);
    const said = format.read(source.value, this.#files.tree(root, format));
    this.#note(this.#staleness(source.value, said, root, format));
    const reading = pinned === undefined ? said : without(said, pinned);
    this.#keep(source.value.path, format.id, reading);
    return reading;
  }

  /** What the manifest beside a lock asks for that the lock lacks; the manifest is no input, as nothing of it is judged. */
  #staleness(lock: SourceFile, reading: Reading, root: string, format: InventoryFormat): readonly Problem[] {
    const name = format.rank === 'lock' ? manifestOfLock(path.posix.basename(lock.path)) : undefined;
    const manifest = name === undefined ? undefined : this.#files.beside(lock, name, root);
    return manifest === undefined ? [] : staleLock(lock, reading, manifest, this.#files.tree(root, format));
  }

  #keep(from: string, format: string, given: Reading): void {
    const reading = redactedReading(given);
    const { problems, requiresPython, settings = [] } = reading;
    const roots = this.#interned.roots(reading.roots);
    const components = reading.components.map((component) => this.#interned.component(component));
    // It holds on to all that was read of the file.
    const selects = this.#request.scoped === false ? undefined : reading.selects;
    this.#projects.push({
      path: from,
      format,
      roots,
      components,
      selects: selects ?? selectListed(components),
      settings,
      ...(requiresPython === undefined ? {} : { requiresPython: this.#interned.text(requiresPython) }),
    });
    this.#note(problems);
    this.#entries += components.length + problems.length;
  }
}

/** What a project has, in the words of somebody who has just begun; the page of the problem leads to every format. */
const WHAT_IS_READ =
  'read are locks (`uv.lock`, `poetry.lock`, `pylock.toml` and others), `requirements.txt`, `pyproject.toml`, `setup.py`, `environment.yml`, notebooks and SBOMs; for what is installed: `rind audit --environment .venv`, or `pip freeze | rind audit -`';

/** A manifest beside pins: what they pin gives way to them. */
function without(reading: Reading, pinned: ReadonlySet<NormalizedName>): Reading {
  const components = reading.components.filter(({ name, version }) => version !== null || !pinned.has(name));
  return { ...reading, components };
}

function passedOverProblem(files: readonly Candidate[]): Problem {
  const [first] = files;
  const names = files.map(({ path: shown }) => `\`${shown}\``).join(', ');
  return problem('source-passed-over', `${names}: not read, because a stronger source speaks for the project`, {
    ...(first === undefined ? {} : { at: fileStart(first.path) }),
    hint: 'read every source with `--all`',
  });
}

/** A text file that a person names is taken for requirements, whatever it is called. */
function fallbackFormat(name: string): InventoryFormat | undefined {
  return name.endsWith('.txt') || name.endsWith('.in')
    ? INVENTORY_FORMATS.find(({ id }) => id === 'requirements.txt')
    : undefined;
}
