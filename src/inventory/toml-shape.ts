import type { TomlTable, TomlValue } from '@rind/pypa';
import type { TextDocument } from '../base/text/document.ts';
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

/** The values of a document that do not have its shape, at most `most`, in the order of the text. */
export function shapeFaults(document: TextDocument<TomlTable>, shape: TomlShape, most: number): ShapeFault[] {
  const faults: ShapeFault[] = [];
  const note: Note = (spot, what) => {
    if (faults.length >= most) return;
    const offset = spot === undefined ? 0 : (document.spanOf(spot.container, spot.key)?.start ?? 0);
    faults.push({ message: `\`${(spot?.name ?? 'the file').slice(0, 100)}\` is ${what}`, offset });
  };
  check(document.root, shape, undefined, note);
  return faults;
}

/** Whether a value has a shape; tells what has not. A spot is made only where there is something to tell. */
function check(value: TomlValue, shape: TomlShape, spot: Spot | undefined, note: Note): void {
  if (fits(value, shape)) return;
  if (shape === 'text') note(spot, 'no text');
  else if (shape === 'integer') note(spot, 'no whole number');
  else if ('anyOf' in shape) note(spot, 'of no kind that is known');
  else if ('list' in shape) {
    if (!Array.isArray(value)) return note(spot, 'no list');
    const name = spot?.name ?? '';
    for (const [key, item] of value.entries()) check(item, shape.list, { container: value, key, name }, note);
  } else {
    const table = asTable(value);
    if (table === undefined) return note(spot, 'no table');
    if ('values' in shape) {
      for (const [key, item] of Object.entries(table))
        check(item, shape.values, { container: table, key, name: key }, note);
      return;
    }
    if (shape.needs !== undefined && table[shape.needs] === undefined) note(spot, `without \`${shape.needs}\``);
    for (const [key, expected] of Object.entries(shape.keys)) {
      const item = table[key];
      if (item !== undefined) check(item, expected, { container: table, key, name: key }, note);
    }
  }
}

/** The quick answer: nearly every value has its shape. */
function fits(value: TomlValue, shape: TomlShape): boolean {
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'integer') return typeof value === 'bigint' || Number.isSafeInteger(value);
  if ('anyOf' in shape) return shape.anyOf.some((one) => fits(value, one));
  if ('list' in shape) return Array.isArray(value) && value.every((item) => fits(item, shape.list));
  const table = asTable(value);
  if (table === undefined) return false;
  if ('values' in shape) return Object.values(table).every((item) => fits(item, shape.values));
  if (shape.needs !== undefined && table[shape.needs] === undefined) return false;
  for (const key in shape.keys) {
    const [item, expected] = [table[key], shape.keys[key]];
    if (item !== undefined && expected !== undefined && !fits(item, expected)) return false;
  }
  return true;
}
