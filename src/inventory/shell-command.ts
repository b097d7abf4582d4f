/** One word of a shell command, quotes taken off. */
export interface CommandWord {
  readonly text: string;
  /** Where it begins, UTF-16 units. */
  readonly offset: number;
  /** Whether the shell, or IPython, puts something else for a part of it: what it says is not known. */
  readonly isExpanded: boolean;
}

const BLANK = /[ \t]/;
const OPERATOR = /[;&|()\n]/;

/**
 * Splits a line of shell into its commands, each a list of words. Quotes and backslashes as POSIX has
 * them; redirections are left out with their targets; nothing is expanded: words that would be
 * (`$NAME`, `$(…)`, backticks, IPython's `{…}`) say so. Linear in the line.
 *
 * Source: POSIX.1-2024, "Shell Command Language", 2.2 and 2.3; IPython, "System shell access".
 */
export function shellCommands(line: string): CommandWord[][] {
  const commands: CommandWord[][] = [];
  let words: CommandWord[] = [];
  let isTarget = false;
  let at = 0;
  while (at < line.length) {
    const unit = line[at] ?? '';
    if (BLANK.test(unit)) at++;
    else if (unit === '#') break;
    else if (OPERATOR.test(unit)) {
      if (words.length > 0) commands.push(words);
      words = [];
      at++;
    } else if (unit === '<' || unit === '>') {
      at++;
      while (line[at] === '>' || line[at] === '&') at++;
      isTarget = true;
    } else {
      const word = readWord(line, at);
      at = word.end;
      // `2>` names a stream, not a word.
      const isStream = /^\d$/.test(word.text) && (line[at] === '>' || line[at] === '<');
      if (!isTarget && !isStream) words.push({ text: word.text, offset: word.start, isExpanded: word.isExpanded });
      isTarget = false;
    }
  }
  if (words.length > 0) commands.push(words);
  return commands;
}

interface ReadWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly isExpanded: boolean;
}

function readWord(line: string, start: number): ReadWord {
  const parts: string[] = [];
  let isExpanded = false;
  let quote = '';
  let at = start;
  for (; at < line.length; at++) {
    const unit = line[at] ?? '';
    if (quote !== '') {
      if (unit === quote) {
        quote = '';
        continue;
      }
    } else if (unit === "'" || unit === '"') {
      quote = unit;
      continue;
    } else if (BLANK.test(unit) || OPERATOR.test(unit) || unit === '<' || unit === '>') break;
    if (unit === '\\' && quote !== "'" && at + 1 < line.length) {
      const next = line[++at] ?? '';
      parts.push(quote === '"' && !'"\\$`'.includes(next) ? `\\${next}` : next);
      continue;
    }
    const inner = quote === "'" ? undefined : substitutionEnd(line, at);
    if (inner !== undefined) {
      parts.push(line.slice(at, inner));
      isExpanded = true;
      at = inner - 1;
      continue;
    }
    // IPython replaces `{…}` within quotes of either kind, and `$` too.
    if (unit === '{' || unit === '`' || (unit === '$' && /[A-Za-z0-9_({]/.test(line[at + 1] ?? ''))) isExpanded = true;
    parts.push(unit);
  }
  return { text: parts.join(''), start, end: at, isExpanded };
}

/** Where the output of another command ends that is put in here: after the backtick or the bracket. */
function substitutionEnd(line: string, at: number): number | undefined {
  if (line[at] === '`') {
    const end = line.indexOf('`', at + 1);
    return end < 0 ? line.length : end + 1;
  }
  if (!line.startsWith('$(', at)) return undefined;
  let depth = 0;
  for (let next = at + 1; next < line.length; next++) {
    if (line[next] === '(') depth++;
    else if (line[next] === ')' && --depth === 0) return next + 1;
  }
  return line.length;
}
