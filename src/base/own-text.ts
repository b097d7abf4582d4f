/**
 * The same text, as memory of its own. What is cut out of a long text keeps all of that in memory for as long as it is
 * kept itself: a name for a whole page.
 */
export function ownText(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
