/** The list under a key of a JSON object's top level, cut out and in pieces; the rest has an empty list there. */
export interface JsonPieces {
  readonly rest: string;
  /** Contents of an array each: together, with commas between, that of the list. */
  readonly pieces: readonly string[];
}

/** Characters looked at between two pauses. */
const LOOK = 64 * 1024;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Cuts a list out of a JSON object and takes it apart between its elements, so that a page of megabytes can be read
 * with pauses. Nothing is judged here: what was no JSON before is none after, in the rest or in a piece.
 * Undefined where no such list stands: then the text is read whole. Linear; only brackets and strings are looked at.
 *
 * @param key as it is written, without escapes
 * @param size characters of a piece, at least
 */
export function* jsonPieces(text: string, key: string, size: number): Generator<void, JsonPieces | undefined, void> {
  const start = listStart(text, key);
  if (start === undefined) return undefined;
  const pieces: string[] = [];
  let depth = 0;
  let from = start + 1;
  let pause = start + LOOK;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at);
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) {
      depth--;
      if (depth > 0) continue;
      // What opened as a list ends as one.
      if (code === CLOSE_OBJECT) return undefined;
      if (pieces.length > 0 && isBlank(text, from, at)) return undefined;
      pieces.push(text.slice(from, at));
      return { rest: text.slice(0, start + 1) + text.slice(at), pieces };
    } else if (code === COMMA && depth === 1 && at - from >= size) {
      if (isBlank(text, from, at)) return undefined;
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
    if (at >= pause) {
      pause = at + LOOK;
      yield;
    }
  }
  return undefined;
}

/** Whether a comma stands beside nothing: a piece of its own would be an empty list, which is JSON, and hide that. */
function isBlank(text: string, from: number, to: number): boolean {
  return text.slice(from, to).trim() === '';
}

/** Where the list under a key of the outermost object starts; what stands before it is small on any real page. */
function listStart(text: string, key: string): number | undefined {
  const wanted = `"${key}"`;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at);
      if (depth === 1 && end - at + 1 === wanted.length && text.startsWith(wanted, at)) {
        const value = /\s*:\s*\[/y;
        value.lastIndex = end + 1;
        const found = value.exec(text);
        if (found !== null) return value.lastIndex - 1;
      }
      at = end;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (depth === 0 && code === OPEN_ARRAY) return undefined;
      depth++;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth--;
  }
  return undefined;
}

/** Where the string that starts here ends: its quote, or the end of the text. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}
