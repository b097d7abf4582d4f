import { err, ok, type Result, type TomlTable, type TreePath } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { TextDocument } from '../base/text/document.ts';
import { LineIndex } from '../base/text/position.ts';
import { parseToml } from '../base/text/toml.ts';
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

function readToml(file: SourceFile, tree: SourceTree): Result<OpenedToml, Problem> {
  const place = placesIn(file);
  // How large it may be was judged when it was opened.
  const limits = { maxDepth: tree.maxDepth, maxBytes: Number.POSITIVE_INFINITY, maxValues: MAX_VALUES };
  const parsed = parseToml(file.text, limits);
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
