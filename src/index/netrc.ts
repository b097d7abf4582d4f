import { Secret } from '../base/secret.ts';

/** What netrc says of one host. */
export interface NetrcEntry {
  /** Lower-case. */
  readonly machine: string;
  readonly login: string;
  readonly password: Secret;
}

/** More than any person keeps. */
const MOST_TOKENS = 100_000;

/**
 * Reads a netrc file: `machine HOST login USER password SECRET`, in any order after the host; quotes, backslashes
 * and comments as Python's `netrc` takes them. `default` and macros are passed over. What cannot be read ends it:
 * nothing after it is guessed at.
 *
 * Source: GNU inetutils manual, "The .netrc file"; Python, `netrc`.
 */
export function parseNetrc(text: string): NetrcEntry[] {
  const entries: NetrcEntry[] = [];
  let machine: string | undefined;
  let login = '';
  let password: string | undefined;
  const finish = () => {
    if (machine !== undefined && password !== undefined)
      entries.push({ machine: machine.toLowerCase(), login, password: new Secret(password) });
    [machine, login, password] = [undefined, '', undefined];
  };
  const tokens = tokensOf(text);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token === 'default' || token === 'macdef') {
      finish();
      if (token === 'macdef') break;
      continue;
    }
    const value = tokens[++at];
    if (value === undefined) break;
    if (token === 'machine') {
      finish();
      machine = value;
    } else if (token === 'login' || token === 'user') login = value;
    else if (token === 'password') password = value;
    else if (token !== 'account') break;
  }
  finish();
  return entries;
}

/** Words; a `#` at the start of one begins a comment, but not in a value: passwords begin so. */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length && tokens.length < MOST_TOKENS) {
    const letter = text.charAt(at);
    if (/\s/.test(letter)) at++;
    else if (letter === '#' && !expectsValue(tokens.at(-1))) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else {
      const { word, end } = wordAt(text, at);
      tokens.push(word);
      at = end;
    }
  }
  return tokens;
}

function expectsValue(token: string | undefined): boolean {
  return token === 'password' || token === 'login' || token === 'user' || token === 'account';
}

function wordAt(text: string, from: number): { word: string; end: number } {
  const quoted = text.charAt(from) === '"';
  let word = '';
  let at = quoted ? from + 1 : from;
  for (; at < text.length; at++) {
    const letter = text.charAt(at);
    if (quoted ? letter === '"' : /\s/.test(letter)) break;
    if (letter === '\\' && at + 1 < text.length) at++;
    word += text.charAt(at);
  }
  return { word, end: quoted ? at + 1 : at };
}
