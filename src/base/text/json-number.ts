import { DOT, isDigit, MINUS, PLUS, ZERO } from './character.ts';
import type { JsonScanner } from './json-scanner.ts';

/** Reads a number as `JSON.parse` does: the nearest double, so integers beyond 2^53 lose digits. Source: RFC 8259 §6. */
export function jsonNumber(scanner: JsonScanner): number | undefined {
  const { text } = scanner;
  const start = scanner.pos;
  let at = start;
  if (text.charCodeAt(at) === MINUS) at++;
  const whole = at;
  while (isDigit(text.charCodeAt(at))) at++;
  let right = at > whole && (at === whole + 1 || text.charCodeAt(whole) !== ZERO);
  if (right && text.charCodeAt(at) === DOT) {
    const fraction = ++at;
    while (isDigit(text.charCodeAt(at))) at++;
    right = at > fraction;
  }
  if (right && (text.charCodeAt(at) | 0x20) === 0x65) {
    const sign = text.charCodeAt(++at);
    if (sign === PLUS || sign === MINUS) at++;
    const exponent = at;
    while (isDigit(text.charCodeAt(at))) at++;
    right = at > exponent;
  }
  if (!right) return scanner.fail('json-number', 'this is not how JSON writes a number', start);
  scanner.pos = at;
  return Number(text.slice(start, at));
}
