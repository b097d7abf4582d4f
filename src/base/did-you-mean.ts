/** How many single-character edits two texts are apart, capped at `cap + 1`. */
function distance(a: string, b: string, cap: number): number {
  if (Math.abs(a.length - b.length) > cap) return cap + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? cap + 1;
}

const LONGEST = 100;

/** The known word that a mistyped one most likely means, or undefined when none is near. */
export function didYouMean(written: string, known: readonly string[]): string | undefined {
  if (written.length > LONGEST) return undefined;
  const cap = Math.max(1, Math.floor(written.length / 3));
  const near = known
    .map((word) => ({ word, edits: distance(written.toLowerCase(), word.toLowerCase(), cap) }))
    .filter(({ edits }) => edits <= cap)
    .sort((a, b) => a.edits - b.edits || (a.word < b.word ? -1 : 1));
  return near[0]?.word;
}
