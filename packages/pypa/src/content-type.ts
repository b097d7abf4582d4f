import { excerpt } from './excerpt.ts';
import { isPythonSpace, pythonSplitLines, pythonStrip } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';

/**
 * The `Description-Content-Type` field of core metadata: `text/plain`, `text/x-rst` or
 * `text/markdown`, the charset UTF-8, a markdown variant.
 *
 * Source: Core metadata specifications, "Description-Content-Type"; RFC 2045, 5.1, read as strictly
 * as CPython's `email.headerregistry` reads it.
 */
export interface DescriptionContentType {
  readonly type: 'text/plain' | 'text/x-rst' | 'text/markdown';
  /** Of markdown only: `GFM` unless written. */
  readonly variant: 'GFM' | 'CommonMark' | undefined;
}

const TYPES = ['text/plain', 'text/x-rst', 'text/markdown'] as const;
const VARIANTS = ['GFM', 'CommonMark'] as const;
const CONTROL = /[\x00-\x20\x7f]/;
/** An encoded word of RFC 2047, which a quoted string must not hold. */
const ENCODED_WORD =
  /^=\?[^?]*\?[qQbB]\?(?:=[0-9A-Fa-f]{2}[\x00-\x3e\x40-\x7f]*|[\x00-\x3c\x3e\x40-\x7f][\x00-\x3e\x40-\x7f]*)?\?=/;
/** What ends an attribute or an unquoted value. */
const ENDS = new Set(' \t()<>@,:;\\"[]/?=*\'%');

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** Python's white space from a place on, which a space or tab starts. */
function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isPythonSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Spaces and comments from a place on; -1 when a comment does not end or holds control characters. */
function skipComments(text: string, from: number): number {
  let at = from;
  let depth = 0;
  while (at < text.length) {
    const letter = text[at];
    if (isBlank(text.charCodeAt(at))) at = skipSpace(text, at);
    else if (letter === '(') {
      depth++;
      at++;
    } else if (depth === 0) {
      return at;
    } else if (letter === ')') {
      depth--;
      at++;
    } else if (CONTROL.test(letter ?? '')) {
      return -1;
    } else {
      at += letter === '\\' && at + 1 < text.length && !isBlank(text.charCodeAt(at + 1)) ? 2 : 1;
      if (CONTROL.test(text[at - 1] ?? '')) return -1;
    }
  }
  return depth === 0 ? at : -1;
}

/** A run of letters that may stand unquoted; -1 when there is none or it holds control characters. */
function skipLetters(text: string, from: number, also: string): number {
  let at = from;
  while (at < text.length && (text[at] === also || !ENDS.has(text[at] ?? ''))) {
    if (CONTROL.test(text[at] ?? '')) return -1;
    at++;
  }
  return at > from ? at : -1;
}

/** A quoted string from its opening quote on: what it says, and where it ends; undefined when it is malformed. */
function readQuoted(text: string, from: number): { value: string; end: number } | undefined {
  let value = '';
  let at = from + 1;
  while (at < text.length) {
    const letter = text[at] ?? '';
    if (letter === '"') return { value, end: at + 1 };
    if (isBlank(text.charCodeAt(at))) {
      at = skipSpace(text, at);
      value += ' ';
      continue;
    }
    const startsWord = at === from + 1 || isBlank(text.charCodeAt(at - 1));
    if (startsWord && letter === '=' && ENCODED_WORD.test(text.slice(at, at + 1024))) return undefined;
    const escaped = letter === '\\';
    if (escaped && (at + 1 >= text.length || isBlank(text.charCodeAt(at + 1)))) {
      at++;
      continue;
    }
    const said = escaped ? (text[at + 1] ?? '') : letter;
    if (CONTROL.test(said)) return undefined;
    value += said;
    at += escaped ? 2 : 1;
  }
  return undefined;
}

/** The parameters after the first semicolon; the offset of the first malformed one otherwise. */
function readParameters(text: string, from: number): Map<string, string> | number {
  const read = new Map<string, string>();
  let at = from;
  while (at < text.length) {
    const start = at;
    const nameFrom = skipComments(text, at);
    if (nameFrom === text.length) break;
    const nameTo = nameFrom < 0 ? -1 : skipLetters(text, nameFrom, '');
    const equals = nameTo < 0 ? -1 : skipComments(text, nameTo);
    if (equals < 0 || text[equals] !== '=') return start;
    const valueFrom = skipComments(text, equals + 1);
    if (valueFrom < 0) return start;
    const quoted = text[valueFrom] === '"' ? readQuoted(text, valueFrom) : undefined;
    const valueTo = quoted?.end ?? (text[valueFrom] === '"' ? -1 : skipLetters(text, valueFrom, '%'));
    const end = valueTo < 0 ? -1 : skipComments(text, valueTo);
    const name = pythonStrip(text.slice(nameFrom, nameTo));
    if (end < 0 || (end < text.length && text[end] !== ';') || read.has(name)) return start;
    read.set(name, quoted?.value ?? text.slice(valueFrom, valueTo));
    at = end + 1;
  }
  return read;
}

/** Whether only white space surrounds the type, and none of it a control character where Python minds. */
function isCleanType(text: string, type: string): boolean {
  const lower = text.toLowerCase();
  const at = lower.indexOf(type);
  const before = lower.slice(0, at);
  const after = lower.slice(at + type.length);
  if (pythonStrip(before) !== '' || pythonStrip(after) !== '') return false;
  const afterLetters = after.search(/[ \t]/);
  const leadingLetters = before === '' || isBlank(before.charCodeAt(0)) ? '' : before;
  return !CONTROL.test(leadingLetters) && !CONTROL.test(afterLetters < 0 ? after : after.slice(0, afterLetters));
}

/**
 * Reads a `Description-Content-Type`. Faults: `invalid-content-type` (malformed, or another type),
 * `invalid-charset`, `invalid-variant`.
 *
 * Parameters split or encoded after RFC 2231 (`charset*=`) are refused: the specification has none.
 */
export function parseDescriptionContentType(text: string): Parsed<DescriptionContentType> {
  if (typeof text !== 'string') return fault('invalid-content-type', 'a content type is a text', 0);
  const semicolon = text.indexOf(';');
  const head = semicolon < 0 ? text : text.slice(0, semicolon);
  const written = pythonStrip(head).toLowerCase();
  const type = TYPES.find((known) => known === written);
  if (type === undefined || pythonSplitLines(text).length > 1 || !isCleanType(head, type)) {
    return fault('invalid-content-type', `\`${excerpt(text)}\` is none of \`${TYPES.join('`, `')}\` in one line`, 0);
  }
  const read = semicolon < 0 ? new Map<string, string>() : readParameters(text, semicolon + 1);
  if (typeof read === 'number') {
    return fault(
      'invalid-content-type',
      `a parameter of \`${excerpt(text)}\` is malformed: write \`name=value\``,
      read,
    );
  }
  const parameters = new Map([...read].map(([name, value]) => [name.toLowerCase(), value]));
  const charset = parameters.get('charset') ?? 'UTF-8';
  if (charset.toLowerCase() !== 'utf-8') {
    return fault('invalid-charset', `the charset must be \`UTF-8\`, not \`${excerpt(charset)}\``, semicolon);
  }
  if (type !== 'text/markdown') return ok({ type, variant: undefined });
  const named = parameters.get('variant') ?? 'GFM';
  const variant = VARIANTS.find((known) => known === named);
  if (variant !== undefined) return ok({ type, variant });
  return fault(
    'invalid-variant',
    `the markdown variant must be \`GFM\` or \`CommonMark\`, not \`${excerpt(named)}\``,
    semicolon,
  );
}
