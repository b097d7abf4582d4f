import { isValidName, type NormalizedName, normalizeName } from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { parseJson } from '../../base/text/json.ts';
import type { Component } from '../component.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { placesIn } from '../open-text.ts';
import { readPipenvEntry } from '../pipenv-entry.ts';
import { pipfileLockGroup, pipfileRoots } from '../pipenv-group.ts';
import { pipenvPython, readPipenvSources } from '../pipenv-source.ts';
import { asPipenvTable, type PipenvTable } from '../pipenv-table.ts';
import { unreadable } from '../reading.ts';

/** The `pipfile-spec` of every lock since 2017. */
const KNOWN_SPEC = 6;

/** Values of one file; the same bound as for TOML. */
const MAX_VALUES = 640_000;

/** pipenv's lock file. */
export const format: InventoryFormat = {
  id: 'Pipfile.lock',
  title: 'Pipfile.lock (pipenv)',
  rank: 'lock',
  matches: (fileName) => fileName === 'Pipfile.lock',
  editing: 'By `pipenv upgrade NAME`: pipenv alone writes the file, and every hash in it.',
  read,
};

function read(file: SourceFile, tree: SourceTree): Reading {
  const place = placesIn(file);
  const limits = { maxDepth: tree.maxDepth, maxBytes: Number.POSITIVE_INFINITY, maxValues: MAX_VALUES };
  const parsed = parseJson(file.text, limits);
  if (!parsed.ok) {
    const { message, offset } = parsed.error;
    return unreadable(problem('text-invalid', `\`${file.path}\` is no valid JSON: ${message}`, { at: place(offset) }));
  }
  const document = parsed.value;
  const placeOf = (container: object, key: string | number) => place(document.spanOf(container, key)?.start ?? 0);
  const keyPlace = (container: object, key: string) => place(document.keySpanOf(container, key)?.start ?? 0);
  const root = asPipenvTable(document.root);
  if (root === undefined) return unreadable(problem('lock-invalid', `\`${file.path}\` is no object`, { at: place(0) }));
  const meta = asPipenvTable(root['_meta']);
  const spec = meta?.['pipfile-spec'];
  if (spec !== undefined && spec !== KNOWN_SPEC) {
    const shown =
      typeof spec === 'number' || typeof spec === 'string' ? `\`${String(spec).slice(0, 40)}\`` : 'that is no number';
    const message = `\`pipfile-spec\` ${shown} is not known; ${KNOWN_SPEC} is`;
    return unreadable(problem('format-unsupported', message, { at: placeOf(meta ?? root, 'pipfile-spec') }));
  }
  const { byName, settings } = readPipenvSources(meta?.['sources'], placeOf);
  const lock = new LockReading(file, byName, keyPlace);
  for (const [section, value] of Object.entries(root)) if (section !== '_meta') lock.addSection(root, section, value);
  const { components, problems, listed, own } = lock;
  if (components.length === 0 && listed > own) {
    const message = `\`${file.path}\` lists ${listed} entries, but none can be read`;
    problems.push(problem('lock-empty', message, { at: place(0) }));
  }
  const requiresPython = pipenvPython(meta?.['requires']);
  return {
    components,
    roots: rootsOf(components, pipfileRoots(file, tree)),
    problems,
    settings,
    ...(requiresPython === undefined ? {} : { requiresPython }),
  };
}

class LockReading {
  readonly components: Component[] = [];
  readonly problems: Problem[] = [];
  /** Entries, and those of them that are the project's own. */
  listed = 0;
  own = 0;
  readonly #file: SourceFile;
  readonly #sources: ReadonlyMap<string, string>;
  readonly #place: (container: object, key: string) => Location;

  constructor(
    file: SourceFile,
    sources: ReadonlyMap<string, string>,
    place: (container: object, key: string) => Location,
  ) {
    this.#file = file;
    this.#sources = sources;
    this.#place = place;
  }

  addSection(root: PipenvTable, section: string, value: unknown): void {
    const table = asPipenvTable(value);
    if (table === undefined) {
      this.listed++;
      this.#say(`\`${section.slice(0, 100)}\` is no object`, this.#place(root, section));
      return;
    }
    const group = pipfileLockGroup(section);
    for (const [written, entry] of Object.entries(table)) {
      if (this.components.length + this.problems.length >= MAX_ENTRIES) {
        this.problems.push(tooManyEntries(this.#file.path));
        return;
      }
      this.listed++;
      const at = this.#place(table, written);
      if (!isValidName(written)) {
        this.#say(`\`${written.slice(0, 100)}\` is no valid name of a project`, at);
        continue;
      }
      const context = { file: this.#file, sources: this.#sources };
      const read = readPipenvEntry(normalizeName(written), entry, group, at, context);
      if (read.kind !== 'root' && read.fault !== undefined) this.#say(read.fault, at);
      if (read.kind === 'component') this.components.push(read.component);
      else if (read.kind === 'root') this.own++;
    }
  }

  #say(message: string, at: Location): void {
    this.problems.push(problem('lock-invalid', message, { at }));
  }
}

/** What the Pipfile asks for; without one, every entry may be asked for, since the lock lists no arrows. */
function rootsOf(
  components: readonly Component[],
  asked: ReadonlyMap<string, ReadonlySet<NormalizedName>> | undefined,
): Map<string, NormalizedName[]> {
  const roots = new Map<string, NormalizedName[]>();
  for (const { name, groups } of components) {
    for (const group of groups) {
      if (asked !== undefined && asked.get(group)?.has(name) !== true) continue;
      const names = roots.get(group);
      if (names) names.push(name);
      else roots.set(group, [name]);
    }
  }
  return roots;
}
