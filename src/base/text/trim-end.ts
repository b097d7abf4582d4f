/**
 * A text without one character at its end, however often it stands there. In linear time, which
 * `replace(/x+$/, '')` is not: it tries again at each `x` of a run that something else ends.
 */
export function trimEnd(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end--;
  return text.slice(0, end);
}
