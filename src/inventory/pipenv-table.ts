import { TomlDateTime } from '@rind/pypa';

/** A table of a Pipfile (TOML) or an object of a Pipfile.lock (JSON): both write the same things. */
export type PipenvTable = Readonly<Record<string, unknown>>;

/** The value as a table, or undefined when it is something else. */
export function asPipenvTable(value: unknown): PipenvTable | undefined {
  return isTable(value) ? value : undefined;
}

function isTable(value: unknown): value is PipenvTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof TomlDateTime);
}

/** The texts of a list; empty when it is something else. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The value as a text, or undefined when it is something else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
