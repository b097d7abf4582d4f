/** A line of a code cell that a shell, or IPython's own installer, runs. */
export interface ShellLine {
  readonly text: string;
  /** Where `text` begins in the cell, UTF-16 units. */
  readonly offset: number;
}

/** `!command`, `%magic command`, `name = !command`, and `pip install` as IPython takes it without a mark. */
const MARKED = /^[ \t]*(?:[A-Za-z_][\w, \t]{0,200}=[ \t]*)?(?:!!?|%(?=(?:pip|conda|mamba|micromamba|uv|sx|system)\b))/;
const BARE = /^[ \t]*(?=(?:pip|conda|mamba|uv)[ \t]+\w)/;
/** A cell that is a shell's as a whole. */
const SHELL_CELL = /^[ \t]*%%(?:bash|sh|zsh|shell|script[ \t]+(?:bash|sh|zsh)|!|sx|system)\b[^\n]*/;

/**
 * The lines of a code cell that are commands. A backslash at the end continues a line. What stands
 * inside a text of three quotes is none.
 *
 * Source: IPython's documentation, "System shell access" and "Built-in magic commands".
 */
export function* shellLines(cell: string): Generator<ShellLine> {
  const isShell = SHELL_CELL.test(cell);
  const quotes = new TripleQuotes();
  let start = 0;
  let isFirst = true;
  while (start < cell.length) {
    const end = logicalEnd(cell, start);
    const line = cell.slice(start, end);
    const isInside = !isShell && quotes.isOpen;
    const mark = isShell ? '' : (MARKED.exec(line)?.[0] ?? BARE.exec(line)?.[0]);
    if (!isInside && mark !== undefined && !(isShell && isFirst)) {
      // A continued line is one: the backslash and the line's end count as blanks, so that places stay.
      const text = line.slice(mark.length).replace(/\\\r?\n/g, (whole) => ' '.repeat(whole.length));
      yield { text, offset: start + mark.length };
    } else if (!isShell) quotes.read(line);
    isFirst = false;
    start = end + 1;
  }
}

/** Where the line ends that begins here: at the first line end that no backslash continues. */
function logicalEnd(cell: string, start: number): number {
  for (let at = start; ; ) {
    const end = cell.indexOf('\n', at);
    if (end < 0) return cell.length;
    const last = cell[end - 1] === '\r' ? end - 2 : end - 1;
    if (cell[last] !== '\\' || last < start) return end;
    at = end + 1;
  }
}

/** Whether a text of three quotes is open, line after line. */
class TripleQuotes {
  #open = '';

  get isOpen(): boolean {
    return this.#open !== '';
  }

  read(line: string): void {
    let quote = '';
    for (let at = 0; at < line.length; at++) {
      const unit = line[at];
      const three = line.slice(at, at + 3);
      if (unit === '\\') at++;
      else if (this.#open !== '') {
        if (three === this.#open) {
          this.#open = '';
          at += 2;
        }
      } else if (quote !== '') {
        if (unit === quote) quote = '';
      } else if (unit === '#') return;
      else if (three === '"""' || three === "'''") {
        this.#open = three;
        at += 2;
      } else if (unit === '"' || unit === "'") quote = unit;
    }
  }
}
