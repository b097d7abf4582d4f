import { lazy } from '../base/lazy.ts';

/** One token of Python source, as far as reading literals needs it. */
export interface PythonToken {
  readonly kind: 'name' | 'string' | 'number' | 'operator' | 'newline';
  /** As written, quotes and prefix included; empty for the end of a statement. */
  readonly text: string;
  /** UTF-16 units. */
  readonly offset: number;
  /** How many brackets are open around it. */
  readonly depth: number;
  /** Whether it begins a statement at the left margin. */
  readonly isTopLevel: boolean;
}

/** Made when Python is read: its tables take long to build, and most projects have a lock. */
const nameAt = lazy(() => /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy);
const NUMBER = /(?:\d|\.\d)[\w.]*/y;
const STRING_START = /([A-Za-z]{0,2})('''|"""|'|")/y;

/**
 * Splits Python source into tokens: names, strings, numbers, operators of one or two characters, ends of
 * statements. Comments and blanks are left out. What is no Python gives tokens too: nothing is judged here.
 * Undefined where a string does not end. Linear in the text.
 *
 * Source: Python's Language Reference, "Lexical analysis".
 */
export function pythonTokens(text: string): PythonToken[] | undefined {
  const tokens: PythonToken[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let depth = 0;
  let lineStart = at;
  let isFresh = true;
  const push = (kind: PythonToken['kind'], end: number) => {
    const isTopLevel = isFresh && depth === 0 && at === lineStart;
    tokens.push({ kind, text: text.slice(at, end), offset: at, depth, isTopLevel });
    isFresh = false;
    at = end;
  };
  while (at < text.length) {
    const unit = text[at] ?? '';
    if (unit === '\n' || unit === '\r') {
      if (depth === 0 && !isFresh) tokens.push({ kind: 'newline', text: '', offset: at, depth, isTopLevel: false });
      if (depth === 0) isFresh = true;
      at++;
      lineStart = at;
    } else if (unit === ' ' || unit === '\t' || unit === '\f') at++;
    else if (unit === '#') at = lineEnd(text, at);
    else if (unit === '\\' && /[\r\n]/.test(text[at + 1] ?? '')) {
      at += text.startsWith('\r\n', at + 1) ? 3 : 2;
      lineStart = -1;
    } else if (unit === ';' && depth === 0) {
      tokens.push({ kind: 'newline', text: '', offset: at, depth, isTopLevel: false });
      at++;
      lineStart = isFresh ? lineStart : at;
      isFresh = true;
      while (text[at] === ' ') lineStart = ++at;
    } else {
      const string = matchAt(STRING_START, text, at);
      if (string !== undefined) {
        const end = stringEnd(text, at + string[0].length, string[2] ?? '');
        if (end === undefined) return undefined;
        push('string', end);
        continue;
      }
      const name = matchAt(nameAt(), text, at);
      const number = name === undefined ? matchAt(NUMBER, text, at) : undefined;
      if (name !== undefined) push('name', at + name[0].length);
      else if (number !== undefined) push('number', at + number[0].length);
      else {
        if (')]}'.includes(unit) && depth > 0) depth--;
        const isPair = text[at + 1] === '=' || (text[at + 1] === unit && '*/<>|&'.includes(unit));
        push('operator', at + (isPair && !'([{)]},'.includes(unit) ? 2 : 1));
        if ('([{'.includes(unit)) depth++;
      }
    }
  }
  tokens.push({ kind: 'newline', text: '', offset: text.length, depth: 0, isTopLevel: false });
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === '\n' || text[at] === '\r') return at;
  return text.length;
}

/** Where a string ends whose content begins at `from`; one of a single line ends with it at the latest. */
function stringEnd(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at++) {
    const unit = text[at];
    if (unit === '\\') at++;
    else if (quote.length === 1 && (unit === '\n' || unit === '\r')) return undefined;
    else if (unit === quote[0] && text.startsWith(quote, at)) return at + quote.length;
  }
  return undefined;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** The text of a string token, and where it begins; undefined for bytes, f-strings and names of characters. */
export function pythonString(token: string): { readonly text: string; readonly start: number } | undefined {
  const [, prefix = '', quote = ''] = matchAt(STRING_START, token, 0) ?? [];
  if (!/^(?:[uU]|[rR])?$/.test(prefix)) return undefined;
  const start = prefix.length + quote.length;
  const body = token.slice(start, token.length - quote.length);
  if (/^[rR]/.test(prefix) || !body.includes('\\')) return { text: body, start };
  const text = body.replace(
    /\\(?:(\r\n|[\n\r])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|([\s\S]))/g,
    (whole, line, hex, unicode, octal, single) => {
      if (line !== undefined) return '';
      if (hex !== undefined || unicode !== undefined) return String.fromCharCode(Number.parseInt(hex ?? unicode, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return ESCAPES.get(single) ?? whole;
    },
  );
  return /\\[NU]/.test(body) ? undefined : { text, start };
}
