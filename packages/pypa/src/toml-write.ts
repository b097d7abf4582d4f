import { TomlDateTime, type TomlTable, type TomlValue } from './toml-value.ts';
import { isInteger, isTable } from './tree-reader.ts';

/**
 * Values as TOML text. Text from outside cannot leave its string: everything that TOML does not take
 * literally is escaped. Not part of the public surface. Source: TOML 1.0.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

const DATE_TIME =
  /^(?:\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?)?|\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/;

/** A basic string. Half surrogate pairs, which TOML cannot hold, become U+FFFD. */
export function tomlString(text: string): string {
  const escaped = text
    .toWellFormed()
    .replace(
      /["\\\x00-\x1f\x7f]/g,
      (unit) => ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return `"${escaped}"`;
}

/** A key: bare where TOML allows it. */
export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key);
}

/** A value on one line. */
export function tomlInline(value: TomlValue): string {
  if (typeof value === 'string') return tomlString(value);
  if (typeof value === 'boolean' || isInteger(value)) return String(value);
  if (typeof value === 'number') return tomlFloat(value);
  if (value instanceof TomlDateTime) return DATE_TIME.test(value.text) ? value.text : tomlString(value.text);
  if (Array.isArray(value)) return `[${value.map(tomlInline).join(', ')}]`;
  return tomlInlineTable(Object.entries(value));
}

/** `{a = 1, b = 2}`; entries with an undefined value are left out. */
export function tomlInlineTable(entries: Iterable<readonly [string, TomlValue | undefined]>): string {
  const parts: string[] = [];
  for (const [key, value] of entries) if (value !== undefined) parts.push(`${tomlKey(key)} = ${tomlInline(value)}`);
  return `{${parts.join(', ')}}`;
}

function tomlFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A table under a header of its own, its tables likewise below it; each block ends with a line end. */
export function tomlTables(path: string, table: TomlTable): string[] {
  const entries = Object.entries(table);
  const flat = entries.filter(([, value]) => !isTable(value));
  const blocks: string[] = [];
  if (flat.length > 0 || entries.length === 0) {
    blocks.push([`[${path}]`, ...flat.map(([key, value]) => `${tomlKey(key)} = ${tomlInline(value)}`), ''].join('\n'));
  }
  for (const [key, value] of entries) if (isTable(value)) blocks.push(...tomlTables(`${path}.${tomlKey(key)}`, value));
  return blocks;
}
