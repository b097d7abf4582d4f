import type { TomlTable, TomlValue } from '@rind/pypa';
import { BareRecord } from './bare-record.ts';
import {
  APOSTROPHE,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  DOT,
  describeCode,
  EQUALS,
  isDigit,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  UNDERSCORE,
} from './character.ts';
import { NO_ROW } from './span-store.ts';
import { skipBlank, skipSpace } from './toml-blank.ts';
import { startsDateTime, tomlDateTime } from './toml-date-time.ts';
import { TomlGlue } from './toml-glue.ts';
import { tomlNumber } from './toml-number.ts';
import { tomlLineString, tomlString } from './toml-string.ts';
import type { KeyPart, OpenTable, TomlTables } from './toml-table.ts';

/** Reads a value that stands in a container of the given depth. Source: TOML 1.1, `val`. */
function tomlValue(tables: TomlTables, depth: number): TomlValue | undefined {
  const { scanner } = tables;
  if (!scanner.countValue()) return undefined;
  const { text, pos } = scanner;
  const code = text.charCodeAt(pos);
  if (code === QUOTE || code === APOSTROPHE) return tomlString(scanner);
  if (code === OPEN_BRACE) return inlineTable(tables, depth + 1);
  if (code === OPEN_BRACKET) return array(tables, depth + 1);
  if (isDigit(code) && startsDateTime(text, pos)) return tomlDateTime(scanner);
  if (code === 0x74 && text.startsWith('true', pos)) {
    scanner.pos = pos + 4;
    return true;
  }
  if (code === 0x66 && text.startsWith('false', pos)) {
    scanner.pos = pos + 5;
    return false;
  }
  if (isBare(code) || code === 0x2b) return tomlNumber(scanner);
  return scanner.fail('toml-syntax', `expected a value, found ${describeCode(code)}`, pos);
}

/** Reads one part of a key: bare or quoted. Source: TOML 1.1, `simple-key`. */
export function tomlKeyPart(tables: TomlTables): string | undefined {
  const { scanner } = tables;
  const { text } = scanner;
  const start = scanner.pos;
  let at = start;
  while (isBare(text.charCodeAt(at))) at++;
  if (at > start) {
    scanner.pos = at;
    return scanner.key(start, at);
  }
  const code = text.charCodeAt(start);
  if (code === QUOTE || code === APOSTROPHE) return tomlLineString(scanner);
  return scanner.fail('toml-syntax', `expected a key, found ${describeCode(code)}`, start);
}

/** Reads `key = value` or `a.b.c = value` into a table. Source: TOML 1.1, `keyval`. */
export function tomlAssignment(tables: TomlTables, owner: OpenTable): boolean {
  const { scanner } = tables;
  const { text } = scanner;
  let holder = owner;
  for (;;) {
    const start = scanner.pos;
    const key = tomlKeyPart(tables);
    if (key === undefined) return false;
    const end = scanner.pos;
    skipSpace(scanner);
    if (text.charCodeAt(scanner.pos) === DOT) {
      scanner.pos++;
      skipSpace(scanner);
      const next = holder.dotted(tables, { key, start, end });
      if (next === undefined) return false;
      holder = next;
      continue;
    }
    if (holder.table[key] !== undefined) return duplicate(tables, start);
    if (!equalsSign(tables)) return false;
    const valueStart = scanner.pos;
    const { depth } = holder;
    const value = tables.arrays?.take(tables, depth, (part) => tomlValue(part, depth)) ?? tomlValue(tables, depth);
    if (value === undefined) return false;
    holder.set(scanner.spans, value, { key, start, end }, valueStart, scanner.pos);
    return true;
  }
}

/** Whether a code may stand in a bare key. Source: TOML 1.1, `unquoted-key-char`. */
function isBare(code: number): boolean {
  if (code >= 0x61 && code <= 0x7a) return true;
  return isDigit(code) || (code >= 0x41 && code <= 0x5a) || code === MINUS || code === UNDERSCORE;
}

function equalsSign(tables: TomlTables): boolean {
  const { scanner } = tables;
  const code = scanner.text.charCodeAt(scanner.pos);
  if (code !== EQUALS) {
    scanner.fail('toml-syntax', `expected \`=\` after a key, found ${describeCode(code)}`, scanner.pos);
    return false;
  }
  scanner.pos++;
  skipSpace(scanner);
  return true;
}

function duplicate(tables: TomlTables, at: number): false {
  tables.scanner.fail('duplicate-key', 'this key already has a value', at);
  return false;
}

/** Reads `[ … ]`; the scanner stands on the bracket. Source: TOML 1.1, "Array". */
function array(tables: TomlTables, depth: number): TomlValue[] | undefined {
  const { scanner } = tables;
  const { text, spans } = scanner;
  if (!scanner.allowDepth(depth, scanner.pos)) return undefined;
  const values: TomlValue[] = [];
  let last = NO_ROW;
  do {
    scanner.pos++;
    skipBlank(scanner);
    const start = scanner.pos;
    if (text.charCodeAt(start) === CLOSE_BRACKET) break;
    const value = tomlValue(tables, depth);
    if (value === undefined) return undefined;
    values.push(value);
    last = spans.element(last, start, scanner.pos);
    skipBlank(scanner);
  } while (text.charCodeAt(scanner.pos) === COMMA);
  if (!close(tables, CLOSE_BRACKET)) return undefined;
  spans.close(values, last);
  return values;
}

/** Reads `{ … }`; the scanner stands on the brace. TOML 1.1 allows line ends and a last comma. Source: "Inline Table". */
function inlineTable(tables: TomlTables, depth: number): TomlTable | undefined {
  const { scanner } = tables;
  const { text, spans } = scanner;
  if (!scanner.allowDepth(depth, scanner.pos)) return undefined;
  const entries: InlineEntries = { table: new BareRecord<TomlValue>(), depth, last: NO_ROW, dotted: undefined };
  let glue = tables.opening;
  for (;;) {
    const from = scanner.pos;
    const known = glue.following(scanner);
    if (known !== undefined) {
      const start = from + known.keyAt;
      scanner.pos = from + known.text.length;
      // This row may have more blanks before its value than the one that was learned from.
      skipSpace(scanner);
      if (!inlineEntry(tables, entries, known.key, start, start + known.key.length)) return undefined;
      glue = known;
      continue;
    }
    if (glue !== tables.opening) {
      skipBlank(scanner);
      if (text.charCodeAt(scanner.pos) !== COMMA) break;
    }
    scanner.pos++;
    skipBlank(scanner);
    const start = scanner.pos;
    if (text.charCodeAt(start) === CLOSE_BRACE) break;
    const key = tomlKeyPart(tables);
    if (key === undefined) return undefined;
    const end = scanner.pos;
    skipSpace(scanner);
    if (text.charCodeAt(scanner.pos) === DOT) {
      if (!inlineDotted(tables, entries, { key, start, end })) return undefined;
      glue = new TomlGlue();
      continue;
    }
    if (!equalsSign(tables)) return undefined;
    const isBareKey = end - start === key.length;
    glue = isBareKey ? glue.learn(scanner, from, key, start) : new TomlGlue();
    if (!inlineEntry(tables, entries, key, start, end)) return undefined;
  }
  if (!close(tables, CLOSE_BRACE)) return undefined;
  spans.close(entries.table, entries.last);
  return entries.table;
}

/** An inline table while it is read. */
interface InlineEntries {
  readonly table: TomlTable;
  readonly depth: number;
  /** The row of its last entry. */
  last: number;
  /** The tables that its dotted keys made. */
  dotted: Map<string, OpenTable> | undefined;
}

/** Reads the value for a key; the scanner stands behind the `=`. */
function inlineEntry(tables: TomlTables, entries: InlineEntries, key: string, start: number, end: number): boolean {
  const { scanner } = tables;
  const { table } = entries;
  if (table[key] !== undefined) return duplicate(tables, start);
  const valueStart = scanner.pos;
  const value = tomlValue(tables, entries.depth);
  if (value === undefined) return false;
  table[key] = value;
  entries.last = scanner.spans.entry(entries.last, key, start, end, valueStart, scanner.pos);
  return true;
}

/** Reads the rest of a dotted key and its value; the scanner stands on the first dot. */
function inlineDotted(tables: TomlTables, entries: InlineEntries, { key, start, end }: KeyPart): boolean {
  const { scanner } = tables;
  const { table } = entries;
  entries.dotted ??= new Map();
  let child = entries.dotted.get(key);
  if (child === undefined) {
    if (table[key] !== undefined) return duplicate(tables, start);
    child = tables.create('dotted', entries.depth + 1, start);
    if (child === undefined) return false;
    entries.dotted.set(key, child);
    table[key] = child.table;
    entries.last = scanner.spans.entry(entries.last, key, start, end, start, end);
  }
  scanner.pos++;
  skipSpace(scanner);
  return tomlAssignment(tables, child);
}

/** Passes over the closing mark of an array or inline table. */
function close(tables: TomlTables, mark: number): boolean {
  const { scanner } = tables;
  const code = scanner.text.charCodeAt(scanner.pos);
  if (code === mark) {
    scanner.pos++;
    return true;
  }
  const message = `expected \`,\` or ${describeCode(mark)}, found ${describeCode(code)}`;
  scanner.fail('toml-syntax', message, scanner.pos);
  return false;
}
