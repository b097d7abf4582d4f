import { isPythonWord } from './python-identifier.ts';
import { fault, ok, type Parsed } from './result.ts';

/**
 * Checks a path pattern as `license-files` takes it: letters and digits, space, `_`, `-`, `.`, the
 * separator `/`, and the wildcards `*`, `?`, `**` and `[…]` around literal characters. Relative, never
 * upwards. The pattern itself is the value. Faults: `empty-pattern`, `absolute-pattern`,
 * `parent-in-pattern`, `invalid-pattern-character`, `unbalanced-brackets`.
 *
 * Source: packaging.python.org, "glob patterns" (PEP 639).
 */
export function parseGlobPattern(text: string): Parsed<string> {
  if (typeof text !== 'string') return fault('invalid-pattern-character', 'a pattern is a text', 0);
  if (text === '') return fault('empty-pattern', 'a pattern cannot be empty', 0);
  if (text.startsWith('/')) return fault('absolute-pattern', 'a pattern is relative: it cannot start with `/`', 0);
  const parent = text.indexOf('..');
  if (parent >= 0) return fault('parent-in-pattern', 'a pattern cannot hold `..`', parent);
  let open = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    const letter = String.fromCodePoint(code);
    if (letter === '[' && open < 0) open = at;
    else if (letter === ']' && open >= 0 && at > open + 1) open = -1;
    else if (letter === '[' || letter === ']') {
      return fault('unbalanced-brackets', 'brackets stand in pairs around at least one character', at);
    } else if (!(isPythonWord(code) || ' -.'.includes(letter) || (open < 0 && '/*?'.includes(letter)))) {
      return fault(
        'invalid-pattern-character',
        `a pattern cannot hold \`${letter}\`${open < 0 ? '' : ' between brackets'}`,
        at,
      );
    }
    if (code > 0xffff) at++;
  }
  if (open >= 0) return fault('unbalanced-brackets', 'a bracket is not closed', open);
  return ok(text);
}
