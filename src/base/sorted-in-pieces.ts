/** Entries that are sorted at once, and steps of merging between two pauses. */
const AT_ONCE = 512;

/**
 * A list in order, made with pauses, for sorting ten thousand entries by a comparison that takes a while keeps
 * everybody else waiting: drive it to its end. Equal entries stay as they were.
 */
export function* sortedInPieces<T>(
  list: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<void, readonly T[], void> {
  let runs: T[][] = [];
  for (let from = 0; from < list.length; from += AT_ONCE) {
    runs.push(list.slice(from, from + AT_ONCE).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* mergedInPieces(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergedInPieces<T>(one: T[], other: T[], compare: (a: T, b: T) => number): Generator<void, T[], void> {
  if (other.length === 0) return one;
  const merged: T[] = [];
  let [left, right] = [0, 0];
  while (left < one.length && right < other.length) {
    const [a, b] = [one[left], other[right]];
    if (a === undefined || b === undefined) break;
    if (compare(a, b) <= 0) {
      merged.push(a);
      left++;
    } else {
      merged.push(b);
      right++;
    }
    if (merged.length % AT_ONCE === 0) yield;
  }
  for (; left < one.length; left++) merged.push(...one.slice(left, left + 1));
  for (; right < other.length; right++) merged.push(...other.slice(right, right + 1));
  return merged;
}
