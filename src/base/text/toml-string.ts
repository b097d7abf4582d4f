import { BACKSLASH, CARRIAGE_RETURN, describeCode, hexNumber, LINE_FEED, QUOTE, SPACE, TAB } from './character.ts';
import type { Scanner } from './scanner.ts';
import { skipSpace } from './toml-blank.ts';

/** Reads any of TOML's four strings; the scanner stands on the opening quote. Source: TOML 1.1, "String". */
export function tomlString(scanner: Scanner): string | undefined {
  const { text, pos } = scanner;
  const quote = text.charCodeAt(pos);
  if (text.charCodeAt(pos + 1) === quote && text.charCodeAt(pos + 2) === quote) return multiLine(scanner, quote);
  return tomlLineString(scanner);
}

/** Reads a string of one line, as values and keys may have it; the scanner stands on the opening quote. */
export function tomlLineString(scanner: Scanner): string | undefined {
  const { text } = scanner;
  const open = scanner.pos;
  const isBasic = text.charCodeAt(open) === QUOTE;
  const mark = isBasic ? '"' : "'";
  let value = '';
  let run = open + 1;
  let end = -1;
  for (;;) {
    if (end < run) end = text.indexOf(mark, run);
    if (end < 0) end = text.length;
    const backslash = isBasic ? scanner.backslashes.from(run) : text.length;
    const lineFeed = scanner.lineFeeds.from(run);
    const stop = Math.min(end, backslash, lineFeed);
    if (stop === backslash && stop < text.length) {
      value += text.slice(run, stop);
      scanner.pos = stop;
      const escaped = escapeSequence(scanner);
      if (escaped === undefined) return undefined;
      value += escaped;
      run = scanner.pos;
    } else if (stop === lineFeed || end === text.length) {
      return scanner.fail('toml-unclosed-string', 'a string does not end on its line', open);
    } else {
      scanner.pos = end + 1;
      return value === '' ? text.slice(run, end) : value + text.slice(run, end);
    }
  }
}

/** Reads a string of several lines. A CR LF inside is read as LF, as Python's reader does. */
function multiLine(scanner: Scanner, quote: number): string | undefined {
  const { text } = scanner;
  const open = scanner.pos;
  const mark = quote === QUOTE ? '"""' : "'''";
  let value = '';
  let run = open + 3;
  if (text.charCodeAt(run) === LINE_FEED) run++;
  else if (text.startsWith('\r\n', run)) run += 2;
  let end = text.indexOf(mark, run);
  for (;;) {
    if (end >= 0 && end < run) end = text.indexOf(mark, run);
    if (end < 0) return scanner.fail('toml-unclosed-string', `a string is not closed by \`${mark}\``, open);
    const stop = quote === QUOTE ? Math.min(end, scanner.backslashes.from(run)) : end;
    value += unixLines(text.slice(run, stop));
    if (stop === end) break;
    scanner.pos = stop;
    const escaped = continuation(scanner) ? '' : escapeSequence(scanner);
    if (escaped === undefined) return undefined;
    value += escaped;
    run = scanner.pos;
  }
  // Up to two quotes may stand right before the closing three.
  for (let extra = 0; extra < 2 && text.charCodeAt(end + 3) === quote; extra++) {
    value += text.charAt(end);
    end++;
  }
  scanner.pos = end + 3;
  return value;
}

function unixLines(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}

/** At a backslash that ends its line: passes over all white space up to the next text. */
function continuation(scanner: Scanner): boolean {
  const { text } = scanner;
  const start = scanner.pos;
  scanner.pos++;
  skipSpace(scanner);
  let at = scanner.pos;
  let lines = 0;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) lines++;
    else if (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED) {
      at++;
      lines++;
    } else if (code !== SPACE && code !== TAB) break;
    at++;
  }
  scanner.pos = lines > 0 ? at : start;
  return lines > 0;
}

/** Reads one escape; the scanner stands on the backslash. `\e` and `\xHH` came with TOML 1.1. */
function escapeSequence(scanner: Scanner): string | undefined {
  const { text } = scanner;
  const at = scanner.pos;
  const code = text.charCodeAt(at + 1);
  scanner.pos = at + 2;
  switch (code) {
    case 0x62:
      return '\b';
    case 0x74:
      return '\t';
    case 0x6e:
      return '\n';
    case 0x66:
      return '\f';
    case 0x72:
      return '\r';
    case 0x65:
      return '\u001b';
    case QUOTE:
      return '"';
    case BACKSLASH:
      return '\\';
    case 0x78:
      return numbered(scanner, at, 2);
    case 0x75:
      return numbered(scanner, at, 4);
    case 0x55:
      return numbered(scanner, at, 8);
    default:
      return scanner.fail('toml-escape', `no escape is written as a backslash and ${describeCode(code)}`, at);
  }
}

/** Reads the digits of `\x`, `\u` or `\U`: a Unicode scalar value, so no surrogate. */
function numbered(scanner: Scanner, at: number, digits: number): string | undefined {
  const value = hexNumber(scanner.text, at + 2, digits);
  if (value < 0) return scanner.fail('toml-escape', `this escape takes ${digits} hexadecimal digits`, at);
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    return scanner.fail('toml-escape', 'this escape names no Unicode scalar value', at);
  }
  scanner.pos = at + 2 + digits;
  return String.fromCodePoint(value);
}
