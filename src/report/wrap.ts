import { displayWidth } from './display-width.ts';

/** How a text is laid out. */
export interface WrapOptions {
  /** Columns that are there. */
  readonly width: number;
  /** What stands before the first line. */
  readonly first?: string;
  /** What stands before the others. */
  readonly rest?: string;
  /** Lines that are shown at most; what is left out is marked with `…`. */
  readonly lines?: number;
}

/** A literal in backticks up to this many characters stays on one line, so that it can be copied. */
const LITERAL = 48;

/**
 * Breaks a neutral text at blanks into lines of at most `width` columns. A word that is longer stays
 * whole: half a path or half an id helps nobody.
 */
export function wrap(text: string, { width, first = '', rest = '', lines = Infinity }: WrapOptions): string {
  const done: string[] = [];
  let line = first;
  let used = displayWidth(first);
  let empty = true;
  for (const word of words(text)) {
    const size = displayWidth(word);
    if (!empty && used + 1 + size > width) {
      if (done.length + 1 >= lines) return [...done, ended(line, width)].join('\n');
      done.push(line);
      line = rest;
      used = displayWidth(rest);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    used += empty ? size : size + 1;
    empty = false;
  }
  return [...done, line.trimEnd()].join('\n');
}

/** A line with `…` at its end, a word less where there is no room for it. */
function ended(line: string, width: number): string {
  if (line.endsWith('…')) return line;
  const room = displayWidth(line) + 2 <= width;
  const cut = line.lastIndexOf(' ');
  return room || line.slice(0, cut).trim() === '' ? `${line} …` : `${line.slice(0, cut)} …`;
}

/** The words of a text; a short literal in backticks is one. */
function* words(text: string): Generator<string> {
  let literal = '';
  for (const word of text.split(' ')) {
    if (word === '' && literal === '') continue;
    const joined = literal === '' ? word : `${literal} ${word}`;
    const open = joined.split('`').length % 2 === 0;
    if (open && joined.length <= LITERAL) {
      literal = joined;
      continue;
    }
    literal = '';
    if (open) yield* joined.split(' ').filter((part) => part !== '');
    else yield joined;
  }
  if (literal !== '') yield* literal.split(' ').filter((part) => part !== '');
}
