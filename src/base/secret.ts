/** How a secret looks wherever it is printed. */
const REDACTED = '[secret]';

/**
 * A password, token or key that cannot be printed by accident: every way of turning it into text gives
 * `[secret]`. Only {@link Secret.reveal} gives the value, so that a search for it finds every use.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Hand it to what needs it; never keep or print it. */
  reveal(): string {
    return this.#value;
  }

  /** `[secret]`, whatever the value. */
  toString(): string {
    return REDACTED;
  }

  /** `[secret]`, so that a report or a log line in JSON is safe. */
  toJSON(): string {
    return REDACTED;
  }

  /** `[secret]` in templates, sums and comparisons. */
  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  /** `[secret]` in `console.log` and Node's `util.inspect`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}

const URL_END = /[\s"'<>`]/g;
const AUTHORITY_END = /[/?#\\\s"'<>`]/g;

/**
 * Hides the user and password of every URL in a text: `https://user:pw@host/x` becomes
 * `https://***@host/x`. Also catches a password that holds an unescaped `/`, `?` or `#`, which parsers
 * cut differently, unless it holds an `@` as well: then what follows is taken for a host and its path.
 * Nothing else of the text changes.
 */
export function redactUrl(text: string): string {
  let result = '';
  let done = 0;
  let urlEnd = -1;
  let lastAt = -1;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', Math.max(at + 3, done))) {
    const start = at + 3;
    // Both are asked once for each run of text without blanks, or a text of many `://` would take quadratic time.
    if (start > urlEnd) {
      urlEnd = next(URL_END, text, start);
      const found = text.slice(start, urlEnd).lastIndexOf('@');
      lastAt = found < 0 ? -1 : start + found;
    }
    if (lastAt < start) continue;
    const end = userinfoEnd(text, start, lastAt);
    if (end < 0) continue;
    result += `${text.slice(done, start)}***`;
    done = end;
  }
  return result + text.slice(done);
}

/** Where the userinfo that starts here ends (at its `@`), -1 when there is none. */
function userinfoEnd(text: string, start: number, lastAt: number): number {
  const authority = text.slice(start, next(AUTHORITY_END, text, start));
  const inAuthority = authority.lastIndexOf('@');
  // An empty host is none: the password goes on behind the cut.
  if (inAuthority >= 0) return inAuthority === authority.length - 1 ? lastAt : start + inAuthority;
  // `user:pa/ss@host`: what stands before the cut is no host with a port, so it is part of a password.
  return !authority.includes(':') || /^(?:[^:]*|\[[^\]]*\]):[0-9]*$/.test(authority) ? -1 : lastAt;
}

function next(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  const found = pattern.exec(text)?.index ?? text.length;
  pattern.lastIndex = 0;
  return found;
}
