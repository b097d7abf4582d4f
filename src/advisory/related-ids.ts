/** Ids of one flaw: real groups have a dozen, and a source that connects everything must not take all memory. */
export const MAX_RELATED = 1000;

/** Everything that can be reached from an id, itself included, sorted. Beyond 1,000 ids the rest is left out. */
export function relatedIds(id: string, neighbors: (id: string) => Iterable<string>): string[] {
  const found = new Set([id]);
  for (const next of found) {
    for (const other of neighbors(next)) {
      if (found.size >= MAX_RELATED) return [...found].sort();
      found.add(other);
    }
  }
  return [...found].sort();
}
