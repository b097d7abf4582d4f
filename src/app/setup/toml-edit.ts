import { err, ok, type Result, type TomlTable } from '@rind/pypa';
import type { TextDocument } from '../../base/text/document.ts';
import { parseToml } from '../../base/text/toml.ts';

/** Reads what is to be edited; the error says why it cannot be. */
export function openEdit(text: string): Result<TextDocument<TomlTable>, string> {
  const parsed = parseToml(text);
  return parsed.ok ? parsed : err(`it is no TOML: ${parsed.error.message}`);
}

/** The text with one string written anew, and nothing else changed; undefined where there is none to replace. */
export function withString(
  { text, spanOf }: TextDocument<TomlTable>,
  table: TomlTable,
  key: string,
  value: string,
): string | undefined {
  const span = spanOf(table, key);
  if (span === undefined || typeof table[key] !== 'string') return undefined;
  return `${text.slice(0, span.start)}${JSON.stringify(value)}${text.slice(span.end)}`;
}

/** The text with tables at its end. The error: they cannot stand there, for what is there is written in another way. */
export function withTables(text: string, tables: string): Result<string, string> {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' ? '' : text.endsWith('\n') ? end : `${end}${end}`;
  const edited = `${text}${gap}${tables.replaceAll('\n', end)}`;
  const parsed = parseToml(edited);
  return parsed.ok ? ok(edited) : err('what is there is written in one line, and nothing can be added to it');
}
