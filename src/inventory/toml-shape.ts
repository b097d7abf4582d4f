import type { TomlTable, TomlValue, TreePath } from '@rind/pypa';
import type { TextDocument } from '../base/text/document.ts';
import { asTable } from './toml-fields.ts';

/** What a value should be, as far as a reader looks at it; keys that it does not name may hold anything. */
export type TomlShape =
  | 'text'
  | 'integer'
  | { readonly list: TomlShape }
  | { readonly keys: Readonly<Record<string, TomlShape>>; readonly needs?: string }
  | { readonly values: TomlShape };

/** A value that is not what it should be. */
export interface ShapeFault {
  readonly message: string;
  /** Where the value stands, UTF-16 units. */
  readonly offset: number;
}

/** The values of a document that do not have its shape, at most `most`, in the order of the text. */
export function shapeFaults(document: TextDocument<TomlTable>, shape: TomlShape, most: number): ShapeFault[] {
  const faults: ShapeFault[] = [];
  const note = (path: TreePath, what: string) => {
    const name = path.findLast((part) => typeof part === 'string') ?? 'the file';
    if (faults.length < most)
      faults.push({ message: `\`${name}\` is ${what}`, offset: document.spanAt(path)?.start ?? 0 });
  };
  check(document.root, shape, [], note);
  return faults;
}

function check(value: TomlValue, shape: TomlShape, path: TreePath, note: (path: TreePath, what: string) => void): void {
  if (shape === 'text') {
    if (typeof value !== 'string') note(path, 'no text');
  } else if (shape === 'integer') {
    if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) note(path, 'no whole number');
  } else if ('list' in shape) {
    if (!Array.isArray(value)) note(path, 'no list');
    else for (const [i, item] of value.entries()) check(item, shape.list, [...path, i], note);
  } else checkTable(asTable(value), shape, path, note);
}

function checkTable(
  table: TomlTable | undefined,
  shape: Exclude<TomlShape, string | { readonly list: TomlShape }>,
  path: TreePath,
  note: (path: TreePath, what: string) => void,
): void {
  if (table === undefined) {
    note(path, 'no table');
    return;
  }
  if ('keys' in shape && shape.needs !== undefined && table[shape.needs] === undefined) {
    note(path, `without \`${shape.needs}\``);
  }
  for (const [key, expected] of 'keys' in shape ? Object.entries(shape.keys) : []) {
    const value = table[key];
    if (value !== undefined) check(value, expected, [...path, key], note);
  }
  if ('keys' in shape) return;
  for (const [key, value] of Object.entries(table)) check(value, shape.values, [...path, key], note);
}
