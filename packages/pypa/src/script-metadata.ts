import { readForeign } from './foreign-data.ts';
import { parseRequirement, type Requirement } from './requirement.ts';
import { err, fault, ok, type Parsed, type Result, type TreeFault } from './result.ts';
import { parseSpecifierSet, type SpecifierSet } from './specifier-set.ts';
import type { TomlTable } from './toml-value.ts';
import { isTable, TableReader, typeName } from './tree-reader.ts';

/**
 * Inline metadata of a single-file script: a TOML document in a block of comments.
 *
 * Source: PEP 723; packaging.python.org, Inline script metadata. Line ends are those of Python's
 * text files: `\n`, `\r\n` and `\r`, all read as `\n`.
 */
export interface ScriptBlock {
  /** The word after `# ///`, such as `script`. */
  readonly type: string;
  /** The content without the comment marks, lines ending in `\n`. */
  readonly text: string;
  /** Where the block's first line starts in the source. Unit: UTF-16 code units. */
  readonly offset: number;
  /** The end of its last line, line end excluded. */
  readonly end: number;
  /** Where pieces of `text` come from: [offset in `text`, offset in the source], both ascending. */
  readonly pieces: readonly (readonly [number, number])[];
}

interface Line {
  readonly from: number;
  /** Without the line end. */
  readonly to: number;
  readonly next: number;
}

function lineAt(source: string, from: number): Line {
  for (let at = from; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 10) return { from, to: at, next: at + 1 };
    if (code === 13) return { from, to: at, next: source.charCodeAt(at + 1) === 10 ? at + 2 : at + 1 };
  }
  return { from, to: source.length, next: source.length };
}

const PREFIX = '# ///';

/** `#` alone, or `# ` and anything. */
function isComment(source: string, line: Line): boolean {
  return (
    source[line.from] === '#' && line.to > line.from && (line.to === line.from + 1 || source[line.from + 1] === ' ')
  );
}

function isClosing(source: string, line: Line): boolean {
  return line.to - line.from === PREFIX.length && source.startsWith(PREFIX, line.from);
}

/** The type of an opening line, or undefined. */
function openingType(source: string, line: Line): string | undefined {
  if (!source.startsWith(`${PREFIX} `, line.from)) return undefined;
  const type = source.slice(line.from + PREFIX.length + 1, line.to);
  return /^[A-Za-z0-9-]+$/.test(type) ? type : undefined;
}

/** What Python's `str.splitlines` takes for line ends besides `\n` and `\r`. */
const BREAK = /[\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** UTF-16 code units of the character here: after such a line end the next "line" need not start with `#`. */
function firstLength(source: string, at: number): number {
  return (source.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** Takes the comment marks off. Characters that end lines for Python's `splitlines` end them here too. */
function readContent(source: string, lines: readonly Line[]): Pick<ScriptBlock, 'text' | 'pieces'> {
  const pieces: (readonly [number, number])[] = [];
  let text = '';
  for (const line of lines) {
    for (let from = line.from; from < line.to; ) {
      const stop = source.slice(from, line.to).search(BREAK);
      const to = stop < 0 ? line.to : from + stop + 1;
      const start = Math.min(to, from + (source.startsWith('# ', from) ? 2 : firstLength(source, from)));
      pieces.push([text.length, start]);
      text += source.slice(start, to);
      from = to;
    }
    // A line end right after such a character is a line of its own, and loses its first character.
    if (!BREAK.test(source[line.to - 1] ?? '')) text += '\n';
  }
  return { text, pieces };
}

/**
 * All blocks of any type, in order. A block runs to the last closing line of the comment lines that
 * follow its opening line; one that is not closed or has no content is none. Takes linear time.
 */
export function findScriptBlocks(source: string): ScriptBlock[] {
  const blocks: ScriptBlock[] = [];
  let at = 0;
  while (typeof source === 'string' && at < source.length) {
    const opening = lineAt(source, at);
    const type = openingType(source, opening);
    at = opening.next;
    if (type === undefined) continue;
    const lines: Line[] = [];
    let closing = 0;
    for (let from = opening.next; from < source.length; ) {
      const line = lineAt(source, from);
      if (!isComment(source, line)) break;
      if (isClosing(source, line)) closing = lines.length;
      lines.push(line);
      from = line.next;
    }
    const last = lines[closing];
    if (closing > 0 && last) {
      blocks.push({ type, ...readContent(source, lines.slice(0, closing)), offset: opening.from, end: last.to });
      at = last.next;
    } else {
      // No later opening among these lines can be closed either.
      at = lines.at(-1)?.next ?? at;
    }
  }
  return blocks;
}

/**
 * The `script` block of a Python source, or undefined when there is none. Fault:
 * `duplicate-script-block`, at the second one.
 */
export function parseScriptBlock(source: string): Parsed<ScriptBlock | undefined> {
  const [block, second] = findScriptBlocks(source).filter(({ type }) => type === 'script');
  if (second === undefined) return ok(block);
  return fault('duplicate-script-block', 'a script must have at most one `# /// script` block', second.offset);
}

/** Where a place in a block's `text` stands in the source, so that a finding can point there. */
export function scriptSourceOffset(block: ScriptBlock, offset: number): number {
  let low = 0;
  let high = block.pieces.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((block.pieces[middle]?.[0] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  const [from, start] = block.pieces[low] ?? [0, block.offset];
  return Math.min(block.end, start + offset - from);
}

/** What a `script` block says. */
export interface ScriptMetadata {
  readonly requiresPython: SpecifierSet | undefined;
  readonly dependencies: readonly Requirement[];
  /** Settings of tools, uninterpreted. */
  readonly tool: TomlTable | undefined;
}

/**
 * Reads the parsed TOML of a `script` block: the value, or everything that is wrong (codes of the
 * parsers of requirements and specifiers, `wrong-type`, `unusable-value`, `unreadable-value`). Other keys are left alone.
 */
export function readScriptMetadata(table: unknown): Result<ScriptMetadata, readonly TreeFault[]> {
  return readForeign(() => readTable(table), err);
}

function readTable(table: unknown): Result<ScriptMetadata, readonly TreeFault[]> {
  if (!isTable(table)) {
    return err([{ code: 'wrong-type', message: `expected a table, found ${typeName(table)}`, path: [] }]);
  }
  const faults: TreeFault[] = [];
  const reader = new TableReader(table, [], faults);
  const requiresPython = reader.parsed('requires-python', parseSpecifierSet);
  const dependencies = reader.parsedList('dependencies', parseRequirement) ?? [];
  const tool = reader.opaque('tool');
  return faults.length > 0 ? err(faults) : ok({ requiresPython, dependencies, tool });
}
