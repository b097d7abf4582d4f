import { fault, ok, type Parsed } from '@rind/pypa';

/** One word of a line that was split as a shell would, its quotes taken off. */
export interface ShellWord {
  readonly text: string;
  /** Where it begins in the line, UTF-16 units. */
  readonly offset: number;
}

/**
 * Splits a line as Python's `shlex.split` does: POSIX quoting, no comments, no operators, nothing
 * expanded. Faults: `no-closing-quotation`, `no-escaped-character`.
 *
 * Source: Python's Library Reference, `shlex`, "Parsing Rules"; pip reads options of requirements files so.
 */
export function splitShellWords(line: string): Parsed<ShellWord[]> {
  const words: ShellWord[] = [];
  let at = 0;
  while (at < line.length) {
    if (isBlank(line[at])) {
      at++;
      continue;
    }
    const word = readWord(line, at);
    if (!word.ok) return word;
    words.push({ text: word.value.text, offset: at });
    at = word.value.end;
  }
  return ok(words);
}

function isBlank(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\t' || unit === '\n' || unit === '\r';
}

function readWord(line: string, start: number): Parsed<{ text: string; end: number }> {
  const parts: string[] = [];
  let at = start;
  let plain = start;
  while (at < line.length && !isBlank(line[at])) {
    const unit = line[at];
    if (unit === '\\') {
      if (at + 1 >= line.length) return fault('no-escaped-character', 'nothing follows the last `\\`', at);
      parts.push(line.slice(plain, at), line.slice(at + 1, at + 2));
      at += 2;
    } else if (unit === '"' || unit === "'") {
      const end = readQuoted(line, at, parts, plain);
      if (end === undefined) return fault('no-closing-quotation', `the quotation mark \`${unit}\` is not closed`, at);
      at = end;
    } else {
      at++;
      continue;
    }
    plain = at;
  }
  parts.push(line.slice(plain, at));
  return ok({ text: parts.join(''), end: at });
}

/** Adds what stands before and between the quotes; gives the place after them, undefined when they do not close. */
function readQuoted(line: string, open: number, parts: string[], plain: number): number | undefined {
  const quote = line[open] ?? '';
  parts.push(line.slice(plain, open));
  let from = open + 1;
  for (let at = from; at < line.length; at++) {
    if (line[at] === quote) {
      parts.push(line.slice(from, at));
      return at + 1;
    }
    if (quote !== '"' || line[at] !== '\\') continue;
    // Within double quotes a backslash escapes a quote or a backslash, and stays before anything else.
    const escaped = line[at + 1];
    if (escaped === '"' || escaped === '\\') {
      parts.push(line.slice(from, at), escaped);
      from = at + 2;
    }
    at++;
  }
  return undefined;
}
