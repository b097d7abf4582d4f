/** What a quick reading may meet; beyond it, the strict reader says what is wrong. */
export interface PlainLimits {
  readonly maxDepth: number;
  readonly maxValues: number;
}

/** Characters that the engine's reader is given: it knows no limit of depth or values, and a hostile text costs it twenty times its size. */
const LONGEST = 256 * 1024;

/**
 * Reads JSON of which it is certain that the strict reader (`parseJson`) would read the same: no key stands twice in
 * an object, and no limit is passed. Undefined where that is not certain, or it is no JSON: then the strict one
 * decides. Records come by the ten thousand and are nearly all plain; the engine's own reader is several times quicker.
 *
 * A key and its colon stand in the text for every key of the value, so where the text has no more of them than the
 * value has keys, none stood twice. Within strings they can only be too many: that is not certain, then.
 */
export function readPlainJson(text: string, limits: PlainLimits): { readonly value: unknown } | undefined {
  if (text.length > LONGEST) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const seen = { keys: 0, values: 0 };
  if (!count(value, 0, limits, seen)) return undefined;
  return keysIn(text) === seen.keys ? { value } : undefined;
}

/** Counts keys and values; false where a limit is reached. */
function count(value: unknown, depth: number, limits: PlainLimits, seen: { keys: number; values: number }): boolean {
  if (++seen.values >= limits.maxValues || depth >= limits.maxDepth) return false;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (!count(item, depth + 1, limits, seen)) return false;
    return true;
  }
  for (const [key, item] of Object.entries(value)) {
    seen.keys++;
    // Only a reader whose objects inherit nothing has it as a key like any other.
    if (key === '__proto__' || !count(item, depth + 1, limits, seen)) return false;
  }
  return true;
}

/** How often a quote stands before a colon, blanks between them or none. */
function keysIn(text: string): number {
  let keys = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (before >= 0 && text.charCodeAt(before) <= 0x20) before--;
    if (text.charCodeAt(before) === 0x22) keys++;
  }
  return keys;
}
