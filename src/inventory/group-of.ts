import { isValidName, normalizeName } from '@rind/pypa';

/** The names by which tools call what the project itself needs. */
const OWN: ReadonlySet<string> = new Set(['', 'main', 'default']);

/** The group that a category or an environment is: `""` for the project's own, else its name in normal form. */
export function groupOf(name: string): string {
  if (OWN.has(name)) return '';
  return isValidName(name) ? normalizeName(name) : name.slice(0, 100).toWellFormed();
}
