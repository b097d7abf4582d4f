/**
 * Whether `If-None-Match` names an entity tag: `*`, or a list in which it stands. Compared weakly. What is no
 * list of tags matches nothing. Source: RFC 9110, 8.8.3.2 and 13.1.2.
 */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === tag) return true;
  let at = skipBlank(ifNoneMatch, 0);
  if (ifNoneMatch[at] === '*') return skipBlank(ifNoneMatch, at + 1) === ifNoneMatch.length;
  let found = false;
  while (at < ifNoneMatch.length) {
    if (ifNoneMatch[at] === ',') {
      at = skipBlank(ifNoneMatch, at + 1);
      continue;
    }
    const start = ifNoneMatch.startsWith('W/', at) ? at + 2 : at;
    const end = ifNoneMatch[start] === '"' ? ifNoneMatch.indexOf('"', start + 1) : -1;
    if (end < 0) return false;
    if (end + 1 - start === tag.length && ifNoneMatch.startsWith(tag, start)) found = true;
    at = skipBlank(ifNoneMatch, end + 1);
    if (at < ifNoneMatch.length && ifNoneMatch[at] !== ',') return false;
  }
  return found;
}

/**
 * Whether a range may be given for what the client holds a part of: `If-Range` is missing, or is this very tag,
 * compared strongly. A date never is. Source: RFC 9110, 13.1.5.
 */
export function allowsRange(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange === tag;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}
