import { err, ok, type Result } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import type { TextDocument } from '../base/text/document.ts';
import { type JsonObject, type JsonValue, parseJson } from '../base/text/json.ts';
import { parseYaml } from '../base/text/yaml.ts';
import type { SourceFile, SourceTree } from './format.ts';
import { placesIn } from './open-text.ts';

/** Values of one file; a component of a document has some forty. */
const MAX_VALUES = 2_000_000;

/** A JSON or YAML file that holds an object, read, with its places. */
export interface StructuredFile {
  readonly root: JsonObject;
  /** Where the value under a key stands; the start of the file where there is none. */
  at(container: object, key: string | number): Location;
  /** Where an offset of the text stands. */
  place(offset: number): Location;
  /** A text; a number as it is written, since `1.10` is a version to people and 1.1 to readers of YAML. */
  text(container: JsonObject | undefined, key: string): string | undefined;
  /** As {@link StructuredFile.text}, of an item of a list. */
  item(list: readonly JsonValue[], index: number): string | undefined;
}

/** Opens a file; the problem says why that is impossible. */
export function openStructured(
  file: SourceFile,
  tree: SourceTree,
  language: 'JSON' | 'YAML',
): Result<StructuredFile, Problem> {
  const place = placesIn(file);
  // How large it may be was judged when it was opened.
  const limits = { maxDepth: tree.maxDepth, maxBytes: Number.POSITIVE_INFINITY, maxValues: MAX_VALUES };
  const parsed: ReturnType<typeof parseJson> =
    language === 'JSON' ? parseJson(file.text, limits) : parseYaml(file.text, limits);
  if (!parsed.ok) {
    const { message, offset } = parsed.error;
    const what = `\`${file.path}\` is no valid ${language}: ${message}`;
    return err(problem('text-invalid', what, { at: place(offset) }));
  }
  const document = parsed.value;
  const root = asObject(document.root);
  if (root === undefined) {
    const what = language === 'JSON' ? 'object' : 'mapping';
    return err(problem('lock-invalid', `\`${file.path}\` holds no ${what}`, { at: place(0) }));
  }
  return ok({
    root,
    at: (container, key) => place(document.spanOf(container, key)?.start ?? 0),
    place,
    text: (container, key) => (container === undefined ? undefined : written(document, container, key, container[key])),
    item: (list, index) => written(document, list, index, list[index]),
  });
}

function written(
  document: TextDocument<JsonValue>,
  container: object,
  key: string | number,
  value: JsonValue | undefined,
): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return undefined;
  const span = document.spanOf(container, key);
  const text = span === undefined ? '' : document.text.slice(span.start, span.end);
  return /^[-+]?[0-9.]/.test(text) && text.length < 200 ? text.trim() : String(value);
}

/** The value as an object, or undefined when it is something else. */
export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/** The value as a list; empty when it is something else. */
export function asArray(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** A text from outside, cut to what a message can bear. */
export function quoted(written: string): string {
  // Before it is cut: half an address hides its password no more.
  const text = redactUrl(written.slice(0, 10_000));
  return `\`${text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text}\``;
}
