import { CARRIAGE_RETURN, describeCode } from './character.ts';
import { earlier, findControlCharacter } from './control-character.ts';
import type { Scanner } from './scanner.ts';

const BARE_RETURN = /\r(?!\n)/;

/**
 * Checks that the text holds only what TOML allows anywhere: Unicode scalar values without control
 * characters, but tab, LF and CR LF. As this holds inside strings and comments too, it is asked once,
 * for the whole text. Source: TOML 1.1, "Spec", "Comment", "String".
 */
export function tomlCharacters(scanner: Scanner): boolean {
  const { text } = scanner;
  let at = earlier(findControlCharacter(text), text.indexOf('\u007f'));
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

function loneSurrogate(text: string): number {
  let at = 0;
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) break;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}
