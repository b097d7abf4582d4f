import type { TomlValue } from '@rind/pypa';
import { isSharedArray } from '../base/text/toml-shared.ts';

/**
 * A function of a value of a lock, and of nothing else, that is asked once for a list which stands in several locks.
 * What it answers must not be changed.
 */
export function forShared<Answer extends object>(
  make: (value: TomlValue | undefined) => Answer,
): (value: TomlValue | undefined) => Answer {
  const known = new WeakMap<object, Answer>();
  return (value) => {
    if (!Array.isArray(value) || !isSharedArray(value)) return make(value);
    const found = known.get(value);
    if (found !== undefined) return found;
    const made = make(value);
    known.set(value, made);
    return made;
  };
}
