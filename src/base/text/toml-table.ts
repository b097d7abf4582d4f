import type { TomlTable, TomlValue } from '@rind/pypa';
import { BareRecord } from './bare-record.ts';
import type { Scanner } from './scanner.ts';
import { NO_ROW, type SpanStore } from './span-store.ts';
import { TomlGlue } from './toml-glue.ts';

/**
 * How a table came to be, which decides who may still add to it: `implicit` when a header only
 * passed through it, `header` when a header defined it, `dotted` when a dotted key made it.
 */
type TomlTableOrigin = 'implicit' | 'header' | 'dotted';

/** A piece of text by its offsets, with the key that it spells. */
export interface KeyPart {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** A table to which later lines may add. Inline tables are complete when read, and are none of these. */
export class OpenTable {
  readonly table: TomlTable = new BareRecord<TomlValue>();
  readonly depth: number;
  origin: TomlTableOrigin;
  private last: number = NO_ROW;
  /** Made when needed: most tables of a lock file have none. */
  private children: Map<string, OpenTable | OpenArray> | undefined;
  /** This table's row in the one above it. */
  private row: number = NO_ROW;

  constructor(origin: TomlTableOrigin, depth: number) {
    this.origin = origin;
    this.depth = depth;
  }

  /** Adds a value under a key that is known to be free; returns its row. */
  set(spans: SpanStore, value: TomlValue, part: KeyPart, start: number, end: number): number {
    this.table[part.key] = value;
    this.last = spans.entry(this.last, part.key, part.start, part.end, start, end);
    return this.last;
  }

  /** Notes the places once the document is read. */
  settle(spans: SpanStore): void {
    spans.close(this.table, this.last);
    if (this.children === undefined) return;
    for (const child of this.children.values()) if (child instanceof OpenArray) child.settle(spans);
  }

  /** The table that a dotted key passes through: a new one, or one that a dotted key made before. */
  dotted(reader: TomlTables, part: KeyPart): OpenTable | undefined {
    const child = this.children?.get(part.key);
    if (child instanceof OpenTable && child.origin === 'dotted') return child;
    if (this.table[part.key] !== undefined) {
      const message = 'a dotted key cannot add to a table or value that was written elsewhere';
      return reader.scanner.fail('toml-redefined', message, part.start);
    }
    return this.adopt(reader, 'dotted', part, part.start, part.end);
  }

  /** The table that a header passes through: any table but an inline one, of an array the last. */
  through(reader: TomlTables, part: KeyPart): OpenTable | undefined {
    const child = this.children?.get(part.key);
    if (child instanceof OpenTable) return child;
    if (child !== undefined) return child.last;
    if (this.table[part.key] !== undefined) {
      return reader.scanner.fail('toml-redefined', 'a header cannot add to a value written with `=`', part.start);
    }
    return this.adopt(reader, 'implicit', part, part.start, part.end);
  }

  /** The table that a header `[…]` defines; `start` and `end` bound the header. */
  define(reader: TomlTables, part: KeyPart, start: number, end: number): OpenTable | undefined {
    const child = this.children?.get(part.key);
    if (child instanceof OpenTable && child.origin === 'implicit') {
      child.origin = 'header';
      reader.scanner.spans.move(child.row, part.start, part.end, start, end);
      return child;
    }
    if (this.table[part.key] !== undefined) {
      return reader.scanner.fail('toml-redefined', 'this table is already defined', part.start);
    }
    return this.adopt(reader, 'header', part, start, end);
  }

  /** The next table of an array that a header `[[…]]` starts; `start` and `end` bound the header. */
  append(reader: TomlTables, part: KeyPart, start: number, end: number): OpenTable | undefined {
    let child = this.children?.get(part.key);
    if (child === undefined) {
      if (this.table[part.key] !== undefined) {
        return reader.scanner.fail('toml-redefined', 'a header cannot add to a value written with `=`', part.start);
      }
      if (!reader.scanner.allowDepth(this.depth + 2, part.start) || !reader.scanner.countValue()) return undefined;
      child = new OpenArray(this.depth + 1);
      this.children ??= new Map();
      this.children.set(part.key, child);
      this.set(reader.scanner.spans, child.array, part, start, end);
    }
    if (child instanceof OpenArray) return child.append(reader, start, end);
    return reader.scanner.fail('toml-redefined', 'this name is a table, not an array of tables', part.start);
  }

  private adopt(
    reader: TomlTables,
    origin: TomlTableOrigin,
    part: KeyPart,
    start: number,
    end: number,
  ): OpenTable | undefined {
    const child = reader.create(origin, this.depth + 1, part.start);
    if (child === undefined) return undefined;
    this.children ??= new Map();
    this.children.set(part.key, child);
    child.row = this.set(reader.scanner.spans, child.table, part, start, end);
    return child;
  }
}

/** An array of tables, to which later headers may add. */
class OpenArray {
  readonly array: TomlValue[] = [];
  /** The table that headers passing through this array reach. */
  last: OpenTable | undefined;
  private readonly depth: number;
  private lastRow: number = NO_ROW;

  constructor(depth: number) {
    this.depth = depth;
  }

  /** Starts the next table. */
  append(reader: TomlTables, start: number, end: number): OpenTable | undefined {
    const table = reader.create('header', this.depth + 1, start);
    if (table === undefined) return undefined;
    this.last = table;
    this.array.push(table.table);
    this.lastRow = reader.scanner.spans.element(this.lastRow, start, end);
    return table;
  }

  /** Hands the spans over once the document is read. */
  settle(spans: SpanStore): void {
    spans.close(this.array, this.lastRow);
  }
}

/** Arrays that were met before, in this text or another. */
export interface ArrayMemory {
  /** The array that the scanner stands on, which is then behind it; undefined where it must be read. */
  take(tables: TomlTables, depth: number, read: (tables: TomlTables) => TomlValue | undefined): TomlValue[] | undefined;
}

/** All open tables of one document. */
export class TomlTables {
  readonly scanner: Scanner;
  readonly root: OpenTable = new OpenTable('header', 0);
  /** What inline tables start with; from here it is learned what they are made of. */
  readonly opening: TomlGlue;
  readonly arrays: ArrayMemory | undefined;
  private readonly all: OpenTable[] = [this.root];

  constructor(scanner: Scanner, opening: TomlGlue = new TomlGlue(), arrays?: ArrayMemory) {
    this.scanner = scanner;
    this.opening = opening;
    this.arrays = arrays;
  }

  /** Makes a table, within the limits. */
  create(origin: TomlTableOrigin, depth: number, at: number): OpenTable | undefined {
    if (!this.scanner.allowDepth(depth, at) || !this.scanner.countValue()) return undefined;
    const table = new OpenTable(origin, depth);
    this.all.push(table);
    return table;
  }

  /** Hands all spans over once the document is read. */
  settle(): void {
    for (const table of this.all) table.settle(this.scanner.spans);
  }
}
