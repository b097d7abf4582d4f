import type { TomlTable, TomlValue } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import type { TextDocument } from '../base/text/document.ts';
import type { SourceFile, SourceTree } from './format.ts';
import { Manifest, shortened, type TextPlace } from './manifest.ts';
import type { Place } from './open-text.ts';
import { asTable } from './toml-fields.ts';

/** A manifest in TOML: pyproject.toml, or the block of a script. What has the wrong type is said at its place. */
export class TomlManifest extends Manifest {
  readonly document: TextDocument<TomlTable>;
  readonly place: Place;

  constructor(file: SourceFile, tree: SourceTree, document: TextDocument<TomlTable>, place: Place) {
    super(file, tree);
    this.document = document;
    this.place = place;
  }

  /** Where a value stands. */
  at(container: object, key: string | number): Location {
    return this.place(this.document.spanOf(container, key)?.start ?? 0);
  }

  /** Where a key stands. */
  keyAt(container: object, key: string): Location {
    const span = this.document.keySpanOf(container, key) ?? this.document.spanOf(container, key);
    return this.place(span?.start ?? 0);
  }

  /** A table by its keys from the root; what is there and is no table is said. */
  table(...path: readonly string[]): TomlTable | undefined {
    let table: TomlTable | undefined = this.document.root;
    for (const key of path) table = table === undefined ? undefined : this.child(table, key);
    return table;
  }

  /** The table under a key. */
  child(table: TomlTable, key: string): TomlTable | undefined {
    const value = table[key];
    const child = asTable(value);
    if (child === undefined && value !== undefined)
      this.say('manifest-invalid', `\`${shortened(key)}\` is no table`, this.at(table, key));
    return child;
  }

  /** The tables under a key, each with its name as written; what is none is said. */
  children(table: TomlTable | undefined): [key: string, child: TomlTable][] {
    if (table === undefined) return [];
    return Object.keys(table).flatMap((key): [string, TomlTable][] => {
      const child = this.child(table, key);
      return child === undefined ? [] : [[key, child]];
    });
  }

  /** The tables of a list, each with its place. */
  tables(table: TomlTable | undefined, key: string): { readonly item: TomlTable; readonly at: Location }[] {
    const list = table === undefined ? [] : this.list(table, key);
    return list.flatMap((value, index) => {
      const item = asTable(value);
      if (item !== undefined) return [{ item, at: this.at(list, index) }];
      this.say('manifest-invalid', `an entry of \`${shortened(key)}\` is no table`, this.at(list, index));
      return [];
    });
  }

  /** A list under a key, empty where there is none; what is there and is no list is said. */
  list(table: TomlTable, key: string): readonly TomlValue[] {
    const value = table[key];
    if (Array.isArray(value)) return value;
    if (value !== undefined) this.say('manifest-invalid', `\`${shortened(key)}\` is no list`, this.at(table, key));
    return [];
  }

  /** A text under a key; what is there and is no text is said. */
  text(table: TomlTable, key: string): string | undefined {
    const value = table[key];
    if (value === undefined || typeof value === 'string') return value;
    this.say('manifest-invalid', `\`${shortened(key)}\` is no text`, this.at(table, key));
    return undefined;
  }

  /** The dependency specifiers of a list, for one group. */
  specifiers(table: TomlTable, key: string, group: string): void {
    const list = this.list(table, key);
    for (const [index, item] of list.entries()) this.listed(item, list, index, group);
  }

  /** One dependency specifier of a list. */
  listed(item: TomlValue, list: object, index: string | number, group: string): void {
    if (typeof item === 'string') this.specifier(item, this.textPlace(item, list, index), group);
    else this.say('manifest-invalid', 'a requirement is no text', this.at(list, index));
  }

  /** Places inside a text; where it is written with escapes, its beginning. The beginning is the quotation mark. */
  textPlace(text: string, container: object, key: string | number): TextPlace {
    const start = this.document.spanOf(container, key)?.start ?? 0;
    const quotes = [1, 3].find((count) => this.document.text.startsWith(text, start + count)) ?? 0;
    return (offset) => this.place(offset === 0 || quotes === 0 ? start : start + quotes + offset);
  }
}
