import { isNormalizedName, type NormalizedName, normalizeName } from '@rind/pypa';

/** Some names: one, or all that begin so. */
export interface NamePattern {
  /** In normal form; of `acme-*`, `acme`. */
  readonly name: NormalizedName;
  /** Whether it means what begins with the name and a hyphen, and not the name itself. */
  readonly isPrefix: boolean;
}

/** Reads `name` or `name-*`; any spelling of the name will do. Undefined for anything else. */
export function parseNamePattern(text: string): NamePattern | undefined {
  const isPrefix = text.endsWith('-*');
  const name = normalizeName(isPrefix ? text.slice(0, -2) : text);
  return isNormalizedName(name) ? { name, isPrefix } : undefined;
}

/** Whether a pattern means a name. */
export function matchesPattern(name: NormalizedName, pattern: NamePattern): boolean {
  return pattern.isPrefix
    ? name.length > pattern.name.length + 1 && name.startsWith(`${pattern.name}-`)
    : name === pattern.name;
}
