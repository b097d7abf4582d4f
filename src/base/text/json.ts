import { err, ok, type Result } from '@rind/pypa';
import { BareRecord } from './bare-record.ts';
import {
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  describeCode,
  isDigit,
  LINE_FEED,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  TAB,
} from './character.ts';
import { findControlCharacter } from './control-character.ts';
import { type TextDocument, type TextLimits, type TextProblem, textDocument } from './document.ts';
import { jsonNumber } from './json-number.ts';
import { JsonScanner } from './json-scanner.ts';
import { jsonString } from './json-string.ts';
import { NO_ROW } from './span-store.ts';

/** Any JSON value. Objects inherit nothing: read them by any key, `__proto__` included. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/**
 * Reads JSON (RFC 8259) with the place of every value and key. It takes and refuses what `JSON.parse`
 * does, and gives the same values, but for one rule: a key that stands twice in an object is a
 * problem, because readers disagree about which one counts. Linear in the text.
 */
export function parseJson(text: string, limits?: Partial<TextLimits>): Result<TextDocument<JsonValue>, TextProblem> {
  const scanner = new JsonScanner(text, limits);
  const root = scanner.allowLength() && legalCharacters(scanner) ? wholeText(scanner) : undefined;
  if (root === undefined || scanner.problem !== undefined) {
    return err(scanner.problem ?? { code: 'json-syntax', message: 'this is no JSON', offset: 0 });
  }
  return ok(textDocument(text, root, scanner.spans));
}

/** Control characters but tab, LF and CR stand nowhere in JSON, be it inside strings. */
function legalCharacters(scanner: JsonScanner): boolean {
  const at = findControlCharacter(scanner.text);
  if (at < 0) return true;
  const code = describeCode(scanner.text.charCodeAt(at));
  scanner.fail('json-control-character', `JSON cannot hold the control character ${code}`, at);
  return false;
}

function wholeText(scanner: JsonScanner): JsonValue | undefined {
  skipWhitespace(scanner);
  const root = value(scanner, 0);
  if (root === undefined) return undefined;
  skipWhitespace(scanner);
  return scanner.pos === scanner.text.length ? root : unexpected(scanner, 'the end of the text');
}

function skipWhitespace(scanner: JsonScanner): void {
  const { text } = scanner;
  let at = scanner.pos;
  let code = text.charCodeAt(at);
  while (code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB) code = text.charCodeAt(++at);
  scanner.pos = at;
}

function unexpected(scanner: JsonScanner, expected: string): undefined {
  const found = describeCode(scanner.text.charCodeAt(scanner.pos));
  return scanner.fail('json-syntax', `expected ${expected}, found ${found}`, scanner.pos);
}

function value(scanner: JsonScanner, depth: number): JsonValue | undefined {
  if (!scanner.countValue()) return undefined;
  const code = scanner.text.charCodeAt(scanner.pos);
  if (code === QUOTE) return jsonString(scanner);
  if (code === OPEN_BRACE) return object(scanner, depth + 1);
  if (code === OPEN_BRACKET) return array(scanner, depth + 1);
  if (isDigit(code) || code === MINUS) return jsonNumber(scanner);
  if (word(scanner, 'true')) return true;
  if (word(scanner, 'false')) return false;
  if (word(scanner, 'null')) return null;
  return unexpected(scanner, 'a value');
}

function word(scanner: JsonScanner, written: string): boolean {
  if (!scanner.text.startsWith(written, scanner.pos)) return false;
  scanner.pos += written.length;
  return true;
}

function array(scanner: JsonScanner, depth: number): JsonValue[] | undefined {
  const { text, spans } = scanner;
  if (!scanner.allowDepth(depth, scanner.pos)) return undefined;
  const values: JsonValue[] = [];
  let last = NO_ROW;
  do {
    scanner.pos++;
    skipWhitespace(scanner);
    const start = scanner.pos;
    if (text.charCodeAt(start) === CLOSE_BRACKET && values.length === 0) break;
    const item = value(scanner, depth);
    if (item === undefined) return undefined;
    values.push(item);
    last = spans.element(last, start, scanner.pos);
    skipWhitespace(scanner);
  } while (text.charCodeAt(scanner.pos) === COMMA);
  if (text.charCodeAt(scanner.pos) !== CLOSE_BRACKET) return unexpected(scanner, '`,` or `]`');
  scanner.pos++;
  spans.close(values, last);
  return values;
}

function object(scanner: JsonScanner, depth: number): JsonObject | undefined {
  const { text, spans } = scanner;
  if (!scanner.allowDepth(depth, scanner.pos)) return undefined;
  const members: JsonObject = new BareRecord<JsonValue>();
  let last = NO_ROW;
  do {
    scanner.pos++;
    skipWhitespace(scanner);
    const keyStart = scanner.pos;
    if (text.charCodeAt(keyStart) === CLOSE_BRACE && last === NO_ROW) break;
    const key = memberName(scanner);
    if (key === undefined) return undefined;
    if (members[key] !== undefined) return scanner.fail('duplicate-key', 'this key already has a value', keyStart);
    const keyEnd = scanner.pos;
    skipWhitespace(scanner);
    if (text.charCodeAt(scanner.pos) !== COLON) return unexpected(scanner, '`:` after a key');
    scanner.pos++;
    skipWhitespace(scanner);
    const start = scanner.pos;
    const item = value(scanner, depth);
    if (item === undefined) return undefined;
    members[key] = item;
    last = spans.entry(last, key, keyStart, keyEnd, start, scanner.pos);
    skipWhitespace(scanner);
  } while (text.charCodeAt(scanner.pos) === COMMA);
  if (text.charCodeAt(scanner.pos) !== CLOSE_BRACE) return unexpected(scanner, '`,` or `}`');
  scanner.pos++;
  spans.close(members, last);
  return members;
}

/** Reads a key, handing out the same string for the same short name. */
function memberName(scanner: JsonScanner): string | undefined {
  if (scanner.text.charCodeAt(scanner.pos) !== QUOTE) return unexpected(scanner, 'a key in double quotes');
  const start = scanner.pos + 1;
  const key = jsonString(scanner);
  if (key === undefined) return undefined;
  const isPlain = scanner.pos - 1 - start === key.length;
  return isPlain ? scanner.key(start, scanner.pos - 1) : key;
}
