import { isValidName, normalizeName } from '@rind/pypa';
import { redactUrl } from '../base/secret.ts';

/** The names by which tools call what the project itself needs. */
const OWN: ReadonlySet<string> = new Set(['', 'main', 'default']);

/** The group that a category or an environment is: `""` for the project's own, else its name in normal form. */
export function groupOf(name: string): string {
  return OWN.has(name) ? '' : groupName(name);
}

/** A group's name in normal form; one that is no name is cut, and shown without what could be a password in it. */
export function groupName(written: string): string {
  return isValidName(written) ? normalizeName(written) : redactUrl(written).slice(0, 100).toWellFormed();
}
