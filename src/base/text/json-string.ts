import { BACKSLASH, describeCode, hexNumber, QUOTE } from './character.ts';
import type { JsonScanner } from './json-scanner.ts';

/**
 * Reads a string; the scanner stands on the opening quote. Source: RFC 8259 §7. An escaped lone
 * surrogate is kept, as the grammar (§8.2) and `JSON.parse` have it.
 */
export function jsonString(scanner: JsonScanner): string | undefined {
  const { text } = scanner;
  const open = scanner.pos;
  let value = '';
  let run = open + 1;
  let end = -1;
  for (;;) {
    if (end < run) end = text.indexOf('"', run);
    if (end < 0) end = text.length;
    const stop = Math.min(end, scanner.backslashes.from(run));
    const control = scanner.whitespaceControl(run);
    if (control < stop) {
      const code = describeCode(text.charCodeAt(control));
      return scanner.fail('json-control-character', `a string holds ${code}, which must be escaped`, control);
    }
    if (stop === text.length) return scanner.fail('json-unclosed-string', 'a string is not closed', open);
    value = value === '' ? text.slice(run, stop) : value + text.slice(run, stop);
    if (stop === end) break;
    scanner.pos = stop;
    const escaped = escapeSequence(scanner);
    if (escaped === undefined) return undefined;
    value += escaped;
    run = scanner.pos;
  }
  scanner.pos = end + 1;
  return value;
}

/** Reads one escape; the scanner stands on the backslash. */
function escapeSequence(scanner: JsonScanner): string | undefined {
  const { text } = scanner;
  const at = scanner.pos;
  const code = text.charCodeAt(at + 1);
  scanner.pos = at + 2;
  switch (code) {
    case QUOTE:
      return '"';
    case BACKSLASH:
      return '\\';
    case 0x2f:
      return '/';
    case 0x62:
      return '\b';
    case 0x66:
      return '\f';
    case 0x6e:
      return '\n';
    case 0x72:
      return '\r';
    case 0x74:
      return '\t';
    case 0x75: {
      const unit = hexNumber(text, at + 2, 4);
      if (unit < 0) return scanner.fail('json-escape', 'this escape takes 4 hexadecimal digits', at);
      scanner.pos = at + 6;
      return String.fromCharCode(unit);
    }
    default:
      return scanner.fail('json-escape', `no escape is written as a backslash and ${describeCode(code)}`, at);
  }
}
