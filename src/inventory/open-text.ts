import { err, ok, type Result, type TomlTable, type TreePath } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { TextDocument } from '../base/text/document.ts';
import { LineIndex } from '../base/text/position.ts';
import { parseToml } from '../base/text/toml.ts';
import { SharedArrays } from '../base/text/toml-shared.ts';
import type { SourceFile, SourceTree } from './format.ts';

/** The place in a file that an offset of its text stands for. */
export type Place = (offset: number) => Location;

/** Places in one file; the index of its lines is made when the first is asked for. */
export function placesIn(file: SourceFile): Place {
  let index: LineIndex | undefined;
  return (offset) => {
    index ??= new LineIndex(file.text);
    return { path: file.path, ...index.positionAt(offset) };
  };
}

/** Values of one file: the largest lock known, of 20,000 components, has some 320,000. */
const MAX_VALUES = 640_000;

/** A TOML file, read, with its places. */
export interface OpenedToml {
  readonly document: TextDocument<TomlTable>;
  readonly place: Place;
}

/** As {@link OpenedToml}, of a lock: arrays under its keys may be those of another lock, whose places nobody knows. */
export interface OpenedLock extends OpenedToml {
  /** The document with all of its places. */
  readonly whole: () => TextDocument<TomlTable>;
}

/** A manifest is asked for its roots and then compared with its lock. */
const opened = new WeakMap<SourceFile, { readonly maxDepth: number; readonly answer: Result<OpenedToml, Problem> }>();

/** Reads a TOML file, the same one once; or says the one problem that makes that impossible. */
export function openToml(file: SourceFile, tree: SourceTree): Result<OpenedToml, Problem> {
  const known = opened.get(file);
  if (known?.maxDepth === tree.maxDepth) return known.answer;
  const answer = readToml(file, tree);
  opened.set(file, { maxDepth: tree.maxDepth, answer });
  return answer;
}

/** Text of locks after which arrays are remembered, UTF-16 units: a run of one or two has nothing of it. */
const MANY = 300_000;

const arrays = new SharedArrays();
let seen = 0;

/** Reads a lock of a tool that writes the files of a release alike in each; what is read of it must not be changed. */
export function openLock(file: SourceFile, tree: SourceTree): Result<OpenedLock, Problem> {
  const isOneOfMany = seen > MANY;
  seen += file.text.length;
  const read = readToml(file, tree, isOneOfMany ? arrays : undefined);
  if (!read.ok) return read;
  const { document, place } = read.value;
  const whole = () => {
    const again = isOneOfMany ? readToml(file, tree) : read;
    return again.ok ? again.value.document : document;
  };
  return ok({ document, place, whole });
}

function readToml(file: SourceFile, tree: SourceTree, memory?: SharedArrays): Result<OpenedToml, Problem> {
  const place = placesIn(file);
  // How large it may be was judged when it was opened.
  const limits = { maxDepth: tree.maxDepth, maxBytes: Number.POSITIVE_INFINITY, maxValues: MAX_VALUES };
  const parsed = parseToml(file.text, limits, memory);
  if (parsed.ok) return ok({ document: parsed.value, place });
  const { message, offset } = parsed.error;
  return err(problem('text-invalid', `\`${file.path}\` is no valid TOML: ${message}`, { at: place(offset) }));
}

/** Where a value stands; of one that is missing, the table in which it is missed. */
export function placeAt(document: TextDocument<TomlTable>, place: Place, path: TreePath): Location {
  for (let depth = path.length; depth > 0; depth--) {
    const span = document.spanAt(path.slice(0, depth));
    if (span !== undefined) return place(span.start);
  }
  return place(0);
}
