import { createHash } from 'node:crypto';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import type { TextProblem } from '../base/text/document.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import {
  isWithin,
  kindOfPath,
  readFile,
  readStart,
  realPath,
  repositoryRoot,
  walkFolder,
} from '../platform/files.fs.ts';
import { mergeComponents } from './component.ts';
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts';
import { type InventoryFormat, SNIFF_BYTES, type SourceFile, type SourceTree } from './format.ts';
import type { Inventory, InventoryInput, InventoryProject } from './inventory.ts';
import { INVENTORY_FORMATS } from './registry.generated.ts';

/** What to look at. */
export interface CollectRequest {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  readonly limits: FileLimits;
  /** Whether every source counts, and not only the strongest of each folder. */
  readonly all: boolean;
}

/** Locks of other tools: beside what is read they must not be passed over in silence. */
const UNREAD_LOCKS = new Set(['poetry.lock', 'pdm.lock', 'Pipfile.lock', 'conda-lock.yml', 'pixi.lock']);

const RANKS: readonly InventoryFormat['rank'][] = ['lock', 'pins', 'manifest'];

/**
 * Finds the files of known formats, reads them and puts one inventory together. Within a folder the
 * strongest rank speaks: lock, then pins, then manifest. A file named as such is always read, and so is one
 * that speaks of a part only.
 */
export function collect(request: CollectRequest): Inventory {
  const places = request.paths.map(placeOf);
  const run = new Collection(request.limits, commonFolder(places.map(({ root }) => root)));
  for (const [i, given] of request.paths.entries()) {
    const place = places[i];
    if (place !== undefined) run.add(given, place, request.all);
  }
  return run.finish();
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

interface Candidate {
  readonly file: string;
  readonly format: InventoryFormat;
}

class Collection {
  readonly #limits: FileLimits;
  /** What paths are shown relative to: the repository, or what holds all that was given. */
  readonly #base: string;
  readonly #inputs = new Map<string, InventoryInput>();
  readonly #projects: InventoryProject[] = [];
  readonly #problems: Problem[] = [];
  #includes = 0;
  #entries = 0;

  constructor(limits: FileLimits, base: string) {
    this.#limits = limits;
    this.#base = base;
  }

  add(given: string, { kind, folder, root }: GivenPlace, all: boolean): void {
    const shown = this.#shown(kind === 'folder' ? folder : path.join(folder, path.basename(given)));
    if (kind !== 'folder') {
      const name = path.basename(given);
      const format =
        INVENTORY_FORMATS.find((candidate) => candidate.matches(name, path.basename(folder))) ?? fallbackFormat(name);
      if (kind === 'file' && format === undefined) {
        this.#problems.push(problem('nothing-found', `\`${shown}\` is in no known format`));
      } else
        this.#read({ file: path.join(folder, path.basename(given)), format: format ?? INVENTORY_FORMATS[0] }, root);
      return;
    }
    const walk = walkFolder(folder, shown, this.#limits);
    this.#note(walk.problems);
    // A folder that is called `uv.lock` is no lock, but nothing beside it may speak in its place.
    const found = [...walk.files, ...walk.folders].sort().flatMap((relative) => {
      const format = INVENTORY_FORMATS.find((candidate) =>
        candidate.matches(path.posix.basename(relative), path.basename(path.dirname(path.join(folder, relative)))),
      );
      const file = path.join(folder, relative);
      return format === undefined || !looksRight(format, file) ? [] : [{ file, format }];
    });
    for (const relative of walk.files) {
      if (!UNREAD_LOCKS.has(path.posix.basename(relative))) continue;
      const at = fileStart(path.posix.join(shown, relative));
      this.#problems.push(
        problem('format-unsupported', `\`${at.path}\` is a lock that this version does not read`, { at }),
      );
    }
    const chosen = all ? found : strongest(found);
    if (chosen.length === 0)
      this.#problems.push(
        problem('nothing-found', `\`${shown}\` holds nothing that is read`, {
          hint: `files that are read: ${INVENTORY_FORMATS.map(({ title }) => title).join('; ')}`,
        }),
      );
    for (const candidate of chosen) this.#read(candidate, root);
  }

  finish(): Inventory {
    const components = mergeComponents(this.#projects.flatMap((project) => project.components));
    return { inputs: [...this.#inputs.values()], components, projects: this.#projects, problems: this.#problems };
  }

  /** A path as people know it: relative to the base, with forward slashes. */
  #shown(file: string): string {
    return path.relative(this.#base, file).split(path.sep).join('/') || '.';
  }

  #note(problems: readonly Problem[]): void {
    for (const one of problems) this.#problems.push(one);
  }

  #read({ file, format }: Candidate, root: string): void {
    if (this.#entries > MAX_ENTRIES) {
      this.#problems.push(tooManyEntries(this.#shown(file)));
      return;
    }
    const source = this.#open(file, root, format);
    if (!source.ok) {
      this.#problems.push(source.error);
      return;
    }
    const tree: SourceTree = {
      maxDepth: this.#limits.maxDepth,
      include: (from, reference) => {
        if (++this.#includes > this.#limits.maxIncludes)
          return err(problem('include-limit', `more than ${this.#limits.maxIncludes} files are included`));
        return this.#open(path.resolve(this.#base, path.dirname(from.path), reference), root, format);
      },
    };
    const reading = format.read(source.value, tree);
    this.#projects.push({ path: source.value.path, roots: reading.roots, components: reading.components });
    this.#note(reading.problems);
    this.#entries += reading.components.length + reading.problems.length;
  }

  /** Reads a file that lies in the repository, links resolved; remembers it as an input. */
  #open(file: string, root: string, format: InventoryFormat): Result<SourceFile, Problem> {
    const shown = this.#shown(file);
    // A path that plainly lies outside is not even looked at: on Windows it may name another machine.
    const real = isWithin(root, file) ? (realPath(file) ?? file) : undefined;
    if (real === undefined || !isWithin(root, real)) {
      return err(problem('file-outside', `\`${shown}\` leads out of the repository`, { at: fileStart(shown) }));
    }
    const bytes = readFile(real, shown, this.#limits);
    if (!bytes.ok) return bytes;
    const text = format.decode?.(bytes.value) ?? decodeUtf8(bytes.value);
    if (!text.ok)
      return err(problem('encoding-invalid', `\`${shown}\`: ${text.error.message}`, { at: fileStart(shown) }));
    this.#inputs.set(shown, {
      path: shown,
      format: format.id,
      sha256: createHash('sha256').update(bytes.value).digest('hex'),
    });
    return ok({ path: shown, text: text.value });
  }
}

function decodeUtf8(bytes: Uint8Array): Result<string, TextProblem> {
  const decoded = decodeText(bytes, { maxBytes: Number.POSITIVE_INFINITY });
  return decoded.ok ? ok(decoded.value.text) : decoded;
}

/** Whether a file that a walk found is in a format whose names say too little. */
function looksRight(format: InventoryFormat, file: string): boolean {
  return format.sniff === undefined || format.sniff(readStart(file, SNIFF_BYTES));
}

/** A text file that a person names is taken for requirements, whatever it is called. */
function fallbackFormat(name: string): InventoryFormat | undefined {
  return name.endsWith('.txt') || name.endsWith('.in')
    ? INVENTORY_FORMATS.find(({ id }) => id === 'requirements.txt')
    : undefined;
}

/** Per folder, the files of the strongest rank that is there, and those that speak of a part only. */
function strongest(found: readonly Candidate[]): Candidate[] {
  const isPartial = ({ file, format }: Candidate) => format.isPartial?.(path.basename(file)) === true;
  const best = new Map<string, number>();
  for (const candidate of found) {
    if (isPartial(candidate)) continue;
    const { file, format } = candidate;
    const folder = path.dirname(file);
    best.set(folder, Math.min(best.get(folder) ?? RANKS.length, RANKS.indexOf(format.rank)));
  }
  return found.filter((one) => isPartial(one) || best.get(path.dirname(one.file)) === RANKS.indexOf(one.format.rank));
}
