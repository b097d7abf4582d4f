import { CARRIAGE_RETURN, describeCode, HASH, LINE_FEED, SPACE, TAB } from './character.ts';
import type { Scanner } from './scanner.ts';

/** Passes over spaces and tabs. Source: TOML 1.1, `ws`. */
export function skipSpace(scanner: Scanner): void {
  const { text } = scanner;
  let at = scanner.pos;
  let code = text.charCodeAt(at);
  while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
  scanner.pos = at;
}

/** Passes over spaces, line ends and comments. Source: TOML 1.1, `ws-comment-newline`. */
export function skipBlank(scanner: Scanner): void {
  const { text } = scanner;
  let at = scanner.pos;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === SPACE || code === LINE_FEED || code === TAB) at++;
    else if (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED) at += 2;
    else if (code === HASH) {
      scanner.pos = at;
      skipComment(scanner);
      at = scanner.pos;
    } else break;
  }
  scanner.pos = at;
}

/** Passes over what may follow a value on its line, and the line's end; false when something else stands there. */
export function endLine(scanner: Scanner): boolean {
  skipSpace(scanner);
  const { text } = scanner;
  if (text.charCodeAt(scanner.pos) === HASH) skipComment(scanner);
  const code = text.charCodeAt(scanner.pos);
  if (code === LINE_FEED) scanner.pos++;
  else if (code === CARRIAGE_RETURN && text.charCodeAt(scanner.pos + 1) === LINE_FEED) scanner.pos += 2;
  else if (scanner.pos < text.length) {
    scanner.fail('toml-syntax', `expected the end of the line, found ${describeCode(code)}`, scanner.pos);
    return false;
  }
  return true;
}

/** Passes over a comment up to its line end. Source: TOML 1.1, "Comment". */
function skipComment(scanner: Scanner): void {
  const lineFeed = scanner.lineFeeds.from(scanner.pos);
  const isWindows = lineFeed < scanner.text.length && scanner.text.charCodeAt(lineFeed - 1) === CARRIAGE_RETURN;
  scanner.pos = isWindows ? lineFeed - 1 : lineFeed;
}
