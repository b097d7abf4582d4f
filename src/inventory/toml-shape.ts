import type { TomlTable, TomlValue } from '@rind/pypa';
import type { TextDocument } from '../base/text/document.ts';
import { isSharedArray } from '../base/text/toml-shared.ts';
import { asTable } from './toml-fields.ts';

/** What a value should be, as far as a reader looks at it; keys that it does not name may hold anything. */
export type TomlShape =
  | 'text'
  | 'integer'
  | { readonly list: TomlShape }
  | { readonly keys: Readonly<Record<string, TomlShape>>; readonly needs?: string }
  | { readonly values: TomlShape }
  | { readonly anyOf: readonly TomlShape[] };

/** A value that is not what it should be. */
export interface ShapeFault {
  readonly message: string;
  /** Where the value stands, UTF-16 units. */
  readonly offset: number;
}

/** Where a value stands: under a key of a container. */
interface Spot {
  readonly container: TomlTable | readonly TomlValue[];
  readonly key: string | number;
  /** The last key on the way to it. */
  readonly name: string;
}

type Note = (spot: Spot | undefined, what: string) => void;

/**
 * The values of a document that do not have its shape, at most `most`, in the order of the text.
 *
 * @param whole the document with all of its places; itself if absent
 */
export function shapeFaults(
  given: TextDocument<TomlTable>,
  shape: TomlShape,
  most: number,
  whole: () => TextDocument<TomlTable> = () => given,
): ShapeFault[] {
  if (fits(given.root, shape)) return [];
  const document = whole();
  const faults: ShapeFault[] = [];
  const note: Note = (spot, what) => {
    if (faults.length >= most) return;
    const offset = spot === undefined ? 0 : (document.spanOf(spot.container, spot.key)?.start ?? 0);
    faults.push({ message: `\`${(spot?.name ?? 'the file').slice(0, 100)}\` is ${what}`, offset });
  };
  check(document.root, shape, undefined, note);
  return faults;
}

/** Tells what does not have its shape. */
function check(value: TomlValue, shape: TomlShape, spot: Spot | undefined, note: Note): void {
  if (fits(value, shape)) return;
  if (shape === 'text') note(spot, 'no text');
  else if (shape === 'integer') note(spot, 'no whole number');
  else if ('anyOf' in shape) note(spot, 'of no kind that is known');
  else if ('list' in shape) checkList(value, shape.list, spot, note);
  else checkTable(asTable(value), shape, spot, note);
}

function checkList(value: TomlValue, shape: TomlShape, spot: Spot | undefined, note: Note): void {
  if (!Array.isArray(value)) {
    note(spot, 'no list');
    return;
  }
  const name = spot?.name ?? '';
  for (const [key, item] of value.entries()) check(item, shape, { container: value, key, name }, note);
}

function checkTable(
  table: TomlTable | undefined,
  shape: Exclude<TomlShape, string | { readonly list: TomlShape } | { readonly anyOf: readonly TomlShape[] }>,
  spot: Spot | undefined,
  note: Note,
): void {
  if (table === undefined) {
    note(spot, 'no table');
    return;
  }
  if ('keys' in shape && shape.needs !== undefined && table[shape.needs] === undefined)
    note(spot, `without \`${shape.needs}\``);
  for (const key of Object.keys('keys' in shape ? shape.keys : table)) {
    const expected = 'keys' in shape ? shape.keys[key] : shape.values;
    const item = table[key];
    if (item !== undefined && expected !== undefined) check(item, expected, { container: table, key, name: key }, note);
  }
}

/** The quick answer: nearly every value has its shape. */
function fits(value: TomlValue, shape: TomlShape): boolean {
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'integer') return typeof value === 'bigint' || Number.isSafeInteger(value);
  if ('anyOf' in shape) return shape.anyOf.some((one) => fits(value, one));
  if ('list' in shape) return Array.isArray(value) && listFits(value, shape);
  const table = asTable(value);
  if (table === undefined) return false;
  if ('values' in shape) return allFit(Object.values(table), shape.values);
  if (shape.needs !== undefined && table[shape.needs] === undefined) return false;
  for (const key in shape.keys) {
    const item = table[key];
    const expected = shape.keys[key];
    if (item !== undefined && expected !== undefined && !fits(item, expected)) return false;
  }
  return true;
}

/** The shape that a list of several documents was found to have. */
const fitting = new WeakMap<readonly TomlValue[], TomlShape>();

function listFits(list: readonly TomlValue[], shape: TomlShape & { readonly list: TomlShape }): boolean {
  if (!isSharedArray(list)) return allFit(list, shape.list);
  if (fitting.get(list) === shape) return true;
  const fit = allFit(list, shape.list);
  if (fit) fitting.set(list, shape);
  return fit;
}

function allFit(values: readonly TomlValue[], shape: TomlShape): boolean {
  for (const value of values) if (!fits(value, shape)) return false;
  return true;
}
