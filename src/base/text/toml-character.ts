import { CARRIAGE_RETURN, describeCode } from './character.ts';
import type { Scanner } from './scanner.ts';

// Two classes because the engine searches a class with vector instructions, ten times as fast, only
// while its codes share few high bits.
const LOW_CONTROL = /[\u0000-\u0008\u000b\u000c\u000e\u000f]/;
const HIGH_CONTROL = /[\u0010-\u001f]/;
const BARE_RETURN = /\r(?!\n)/;

/**
 * Checks that the text holds only what TOML allows anywhere: Unicode scalar values without control
 * characters, but tab, LF and CR LF. As this holds inside strings and comments too, it is asked once,
 * for the whole text. Source: TOML 1.1, "Spec", "Comment", "String".
 */
export function tomlCharacters(scanner: Scanner): boolean {
  const { text } = scanner;
  let at = text.search(LOW_CONTROL);
  at = earlier(at, text.search(HIGH_CONTROL));
  at = earlier(at, text.indexOf('\u007f'));
  if (text.includes('\r')) at = earlier(at, text.search(BARE_RETURN));
  if (at >= 0) {
    const code = text.charCodeAt(at);
    const what = code === CARRIAGE_RETURN ? 'a carriage return without a line feed' : describeCode(code);
    scanner.fail('toml-control-character', `TOML cannot hold ${what}`, at);
    return false;
  }
  if (text.isWellFormed()) return true;
  scanner.fail('lone-surrogate', 'half of a surrogate pair stands alone', loneSurrogate(text));
  return false;
}

function earlier(one: number, other: number): number {
  return one < 0 || other < 0 ? Math.max(one, other) : Math.min(one, other);
}

function loneSurrogate(text: string): number {
  let at = 0;
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) break;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}
