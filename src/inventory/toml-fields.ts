import { TomlDateTime, type TomlTable, type TomlValue } from '@rind/pypa';
import { forShared } from './shared-answer.ts';

/** The value as a table, or undefined when it is something else. */
export function asTable(value: TomlValue | undefined): TomlTable | undefined {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof TomlDateTime) ? value : undefined;
}

/** The value as a list; empty when it is something else. */
export function asList(value: TomlValue | undefined): readonly TomlValue[] {
  return Array.isArray(value) ? value : [];
}

/** The tables of a list; other items are left out. */
export function asTables(value: TomlValue | undefined): TomlTable[] {
  return asList(value)
    .map(asTable)
    .filter((item) => item !== undefined);
}

/** What a list of files says under `hash`, of each file. */
export const fileHashes: (value: TomlValue | undefined) => readonly (string | undefined)[] = forShared((value) =>
  asTables(value).map((file) => asText(file['hash'])),
);

/** The value as a text, or undefined when it is something else. */
export function asText(value: TomlValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
