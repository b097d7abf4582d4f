import type { Requirement } from '@rind/pypa';
import { parseYaml } from '../../base/text/yaml.ts';
import { componentOf, type IgnoreFile, IgnoreReader, type IgnoreReading, itemsOf, memberOf } from './reading.ts';

/** Conditions of a rule that can be kept; a rule with any other would cover more than it says. */
const KEPT = new Set(['vulnerability', 'include-aliases', 'reason', 'fix-state', 'package']);

/**
 * `.grype.yaml`: the rules under `ignore` that name a vulnerability, and a Python package by name and
 * version where they name one. `fix-state: not-fixed` holds until there is a fix. Rules under other
 * conditions are not taken over.
 *
 * Source: the README of anchore/grype, "Specifying matches to ignore".
 */
export function readGrypeIgnores(file: IgnoreFile): IgnoreReading {
  const reader = new IgnoreReader('grype', file);
  const document = reader.open(parseYaml);
  if (document === undefined) return reader.finish();
  for (const [i, entry] of itemsOf(memberOf(document.root, 'ignore')).entries()) {
    const offset = document.spanAt(['ignore', i])?.start ?? 0;
    const other = Object.keys(Object(entry)).find((key) => !KEPT.has(key) && memberOf(entry, key) !== '');
    const id = memberOf(entry, 'vulnerability');
    const state = memberOf(entry, 'fix-state');
    const reason = memberOf(entry, 'reason');
    const spelled = document.spanAt(['ignore', i, 'package', 'version']);
    const component = packageOf(memberOf(entry, 'package'), file.text.slice(spelled?.start, spelled?.end));
    if (component === 'other') continue;
    if (typeof id !== 'string' || id === '') reader.refuse('it names no vulnerability', offset);
    else if (other !== undefined) reader.refuse(`it depends on \`${other.slice(0, 100)}\``, offset);
    else if (state !== undefined && state !== 'not-fixed')
      reader.refuse(
        `it depends on the fix state ${typeof state === 'string' ? `\`${state.slice(0, 100)}\`` : 'that is no text'}`,
        offset,
      );
    else if (component === 'unclear') reader.refuse('its package is named by more than name and version', offset);
    else {
      const text = typeof reason === 'string' ? reason : '';
      reader.waive({ ids: [id], component, reason: text, expires: undefined, untilFixed: state !== undefined }, offset);
    }
  }
  return reader.finish();
}

/**
 * `other` for a package of another language: no finding of ours can be meant.
 *
 * @param spelled the version as the file has it: to YAML `5.10` is a number, and the same as `5.1`
 */
function packageOf(written: unknown, spelled: string): Requirement | null | 'other' | 'unclear' {
  if (written === undefined || written === null) return null;
  const [type, language] = [memberOf(written, 'type'), memberOf(written, 'language')];
  if ((type ?? 'python') !== 'python' || (language ?? 'python') !== 'python') return 'other';
  const known = ['name', 'version', 'type', 'language'];
  if (Object.keys(Object(written)).some((key) => !known.includes(key))) return 'unclear';
  const [name, value] = [memberOf(written, 'name'), memberOf(written, 'version')];
  const version = typeof value === 'number' ? spelled : value;
  if (typeof name !== 'string' || (version !== undefined && typeof version !== 'string')) return 'unclear';
  return componentOf(name, version) ?? 'unclear';
}
