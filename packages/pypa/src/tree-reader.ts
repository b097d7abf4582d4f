import type { Parsed, TreeFault, TreePath } from './result.ts';
import { TomlDateTime, type TomlTable } from './toml-value.ts';

/**
 * Typed reading of parsed documents. What is wrong is collected, not thrown, so that one pass tells
 * everything. Not part of the public surface.
 */

/** How deep tables and arrays that nobody interprets (`tool`) may be nested. */
const MAX_NESTING = 200;
/** How many values a table that nobody interprets may hold, shared ones counted each time. */
const MAX_VALUES = 1_000_000;

/**
 * Whether a value is a table: a plain object, never an array, a date or an instance of a class. Readers
 * make their tables without a prototype, or share an empty one that inherits nothing.
 */
export function isTable(value: unknown): value is TomlTable {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether a value is a TOML integer; a float with an integral value cannot be told apart and is one. */
export function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

/** A value's TOML type with its article, for messages. */
export function typeName(value: unknown): string {
  if (typeof value === 'string') return 'a string';
  if (typeof value === 'boolean') return 'a boolean';
  if (isInteger(value)) return 'an integer';
  if (typeof value === 'number') return 'a float';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof TomlDateTime) return 'a date or time';
  return isTable(value) ? 'a table' : 'no TOML value';
}

/** Why opaque data cannot be taken along, or undefined: it must be TOML and not boundlessly deep or large. */
export function opaqueFault(root: unknown): string | undefined {
  let level: unknown[] = [root];
  let left = MAX_VALUES;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_NESTING) return `nested deeper than ${MAX_NESTING} levels`;
    const next: unknown[] = [];
    for (const value of level) {
      if (--left < 0) return `more than ${MAX_VALUES} values`;
      if (Array.isArray(value)) for (const item of value) next.push(item);
      else if (isTable(value)) for (const key of Object.keys(value)) next.push(value[key]);
      else if (typeName(value) === 'no TOML value') return 'a value that TOML does not have';
      if (next.length > left) return `more than ${MAX_VALUES} values`;
    }
    level = next;
  }
  return undefined;
}

/**
 * One table of a document and its place. Every reading method answers undefined both for an absent
 * key and for a wrong value; only the latter adds a fault. Only own properties count, so a key
 * `__proto__` or `constructor` is a key like any other.
 */
export class TableReader {
  readonly table: TomlTable;
  readonly path: TreePath;
  readonly faults: TreeFault[];

  constructor(table: TomlTable, path: TreePath, faults: TreeFault[]) {
    this.table = table;
    this.path = path;
    this.faults = faults;
  }

  /** The keys of the table, in the document's order as far as JavaScript objects keep it. */
  keys(): string[] {
    return Object.keys(this.table);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  get(key: string): unknown {
    return Object.hasOwn(this.table, key) ? this.table[key] : undefined;
  }

  /** Adds a fault at a place below this table. */
  fault(code: string, message: string, ...below: (string | number)[]): void {
    this.faults.push({ code, message, path: [...this.path, ...below] });
  }

  #wrongType(expected: string, value: unknown, ...below: (string | number)[]): undefined {
    this.fault('wrong-type', `expected ${expected}, found ${typeName(value)}`, ...below);
  }

  /** Adds a fault when a key is absent; hands the value on. */
  required<T>(key: string, value: T | undefined): T | undefined {
    if (!this.has(key)) this.fault('missing-key', `the key \`${key}\` is required`, key);
    return value;
  }

  string(key: string): string | undefined {
    const value = this.get(key);
    if (value === undefined || typeof value === 'string') return value;
    return this.#wrongType('a string', value, key);
  }

  boolean(key: string): boolean | undefined {
    const value = this.get(key);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.#wrongType('a boolean', value, key);
  }

  integer(key: string): number | bigint | undefined {
    const value = this.get(key);
    if (value === undefined || isInteger(value)) return value;
    return this.#wrongType('an integer', value, key);
  }

  /** A date with a time; a date or a time alone is a wrong type. */
  dateTime(key: string): TomlDateTime | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (value instanceof TomlDateTime && (value.kind === 'offset-date-time' || value.kind === 'local-date-time')) {
      return value;
    }
    return this.#wrongType('a date with a time', value, key);
  }

  array(key: string): readonly unknown[] | undefined {
    const value = this.get(key);
    if (value === undefined || Array.isArray(value)) return value;
    return this.#wrongType('an array', value, key);
  }

  /** An array of strings; undefined when any item is something else. */
  strings(key: string): string[] | undefined {
    const items = this.array(key);
    if (!items) return undefined;
    const texts: string[] = [];
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (typeof item === 'string') texts.push(item);
      else this.#wrongType('a string', item, key, i);
    }
    return texts.length === items.length ? texts : undefined;
  }

  /** A table inside this one. */
  child(key: string): TableReader | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (isTable(value)) return new TableReader(value, [...this.path, key], this.faults);
    return this.#wrongType('a table', value, key);
  }

  /** An array of tables; items of another type are told and left out. */
  tables(key: string): TableReader[] | undefined {
    const items = this.array(key);
    if (!items) return undefined;
    const readers: TableReader[] = [];
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (isTable(item)) readers.push(new TableReader(item, [...this.path, key, i], this.faults));
      else this.#wrongType('a table', item, key, i);
    }
    return readers;
  }

  /** A table that is taken along unread. */
  opaque(key: string): TomlTable | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (!isTable(value)) return this.#wrongType('a table', value, key);
    const reason = opaqueFault(value);
    if (reason !== undefined) this.fault('unusable-value', reason, key);
    return reason === undefined ? value : undefined;
  }

  /** A string read further by one of this package's parsers, whose fault becomes one of this document. */
  parsed<T>(key: string, parse: (text: string) => Parsed<T>): T | undefined {
    const text = this.string(key);
    return text === undefined ? undefined : this.#parse(text, parse, key);
  }

  /** An array of strings, each read further. */
  parsedList<T>(key: string, parse: (text: string) => Parsed<T>): T[] | undefined {
    const texts = this.strings(key);
    if (!texts) return undefined;
    const values: T[] = [];
    for (let i = 0; i < texts.length; i++) {
      const value = this.#parse(texts[i] ?? '', parse, key, i);
      if (value !== undefined) values.push(value);
    }
    return values.length === texts.length ? values : undefined;
  }

  #parse<T>(text: string, parse: (text: string) => Parsed<T>, ...below: (string | number)[]): T | undefined {
    const result = parse(text);
    if (result.ok) return result.value;
    this.fault(result.error.code, result.error.message, ...below);
    return undefined;
  }
}
