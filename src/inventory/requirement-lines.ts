/** One logical line of a requirements file: continued lines joined, comments removed. */
export interface RequirementLine {
  readonly text: string;
  /** Where `text` begins in the file, UTF-16 units. */
  readonly offset: number;
}

const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/**
 * Splits a requirements file as pip does: lines end where Python's `str.splitlines` says, a
 * backslash at the end continues a line, a comment line ends a continuation.
 *
 * Source: pip's documentation, "Requirements File Format"; measured against pip 26.3.
 */
export function* requirementLines(text: string): Generator<RequirementLine> {
  let parts: string[] = [];
  let begin = 0;
  let offset = 0;
  for (const [line, length] of physicalLines(text)) {
    if (parts.length === 0) begin = offset;
    const comment = /^\s*#/.test(line);
    if (line.endsWith('\\') && !comment) parts.push(line.slice(0, -1));
    else {
      // pip keeps a space before the comment, so that it is seen as one.
      parts.push(comment ? ` ${line}` : line);
      yield* logicalLine(parts, begin);
      parts = [];
    }
    offset += length;
  }
  yield* logicalLine(parts, begin);
}

/** The line that some parts make, unless there is nothing but white space and a comment. */
function* logicalLine(parts: readonly string[], begin: number): Generator<RequirementLine> {
  const joined = withoutComment(parts.join(''));
  const text = joined.trim();
  if (text !== '') yield { text, offset: begin + joined.length - joined.trimStart().length };
}

/** A comment starts the line or follows white space: `a==1#x` has none. By hand, so that blanks are read once. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    if (at === 0 || line.charAt(at - 1).trim() === '') return line.slice(0, at);
  }
  return line;
}

/** Each line without its end, and its length with it. */
function* physicalLines(text: string): Generator<[line: string, length: number]> {
  let start = 0;
  for (const end of text.matchAll(LINE_END)) {
    yield [text.slice(start, end.index), end.index + end[0].length - start];
    start = end.index + end[0].length;
  }
  if (start < text.length) yield [text.slice(start), text.length - start];
}
