/** A text of at most `most` code points; `…` stands for what is left out. Linear in `most`. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // A code point is one or two units, so what is needed lies within twice as many.
  const points = Array.from(text.slice(0, 2 * most));
  if (points.length <= most && 2 * most >= text.length) return text;
  return `${points.slice(0, Math.max(0, most - 1)).join('')}…`;
}
