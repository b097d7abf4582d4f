/** A place as people count it: line and column from 1; columns count Unicode code points, tabs as one. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets into lines and columns. Lines end at LF, CR LF or a lone CR, as editors have it. */
export class LineIndex {
  private readonly text: string;
  private lineStarts: Uint32Array | undefined;
  /** The last column counted: places mostly come in order, and a line may hold megabytes. */
  private last = { start: -1, offset: 0, columns: 0 };
  /** Whether characters of two units occur: without them a column is a subtraction. */
  private pairs: boolean | undefined;

  /** Costs nothing yet: lines are counted when the first place is asked for. */
  constructor(text: string) {
    this.text = text;
  }

  /** How many lines there are; a final line end starts one more, empty line. */
  get lineCount(): number {
    return this.starts().length;
  }

  /** The place of a UTF-16 offset; offsets outside the text are taken to its ends. Logarithmic in the lines. */
  positionAt(offset: number): Position {
    const starts = this.starts();
    const within = Math.max(0, Math.min(Number.isNaN(offset) ? 0 : Math.trunc(offset), this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= within) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    this.pairs ??= /[\ud800-\udbff][\udc00-\udfff]/.test(this.text);
    return { line: low + 1, column: 1 + (this.pairs ? this.columnsTo(start, within) : within - start) };
  }

  private columnsTo(start: number, offset: number): number {
    const onward = this.last.start === start && this.last.offset <= offset;
    const columns = onward
      ? this.last.columns + codePoints(this.text, start, this.last.offset, offset)
      : codePoints(this.text, start, start, offset);
    this.last = { start, offset, columns };
    return columns;
  }

  /** The offset of a place; undefined when the text has no such line. A column past the line's end means its end. */
  offsetAt(position: Position): number | undefined {
    const bounds = this.lineBounds(position.line);
    if (bounds === undefined) return undefined;
    let offset = bounds.start;
    for (let column = 1; column < position.column && offset < bounds.end; column++) {
      offset += (this.text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
    }
    return offset;
  }

  /** Where a line stands, its line end left out; undefined when there is no such line. */
  lineBounds(line: number): { readonly start: number; readonly end: number } | undefined {
    const starts = this.starts();
    const start = starts[line - 1];
    if (start === undefined) return undefined;
    let end = starts[line] ?? this.text.length;
    if (line < starts.length) {
      end--;
      if (this.text.charCodeAt(end) === 0x0a && end > start && this.text.charCodeAt(end - 1) === 0x0d) end--;
    }
    return { start, end };
  }

  private starts(): Uint32Array {
    this.lineStarts ??= lineStarts(this.text);
    return this.lineStarts;
  }
}

/** Counted first: a list that grows would take several times the memory of a text of short lines. */
function lineStarts(text: string): Uint32Array {
  if (!text.includes('\r')) return startsAfterFeeds(text);
  let count = 1;
  for (const _ of lineEnds(text)) count++;
  const starts = new Uint32Array(count);
  let line = 1;
  for (const end of lineEnds(text)) starts[line++] = end;
  return starts;
}

/** The quick way for nearly every file: its lines end at LF alone. */
function startsAfterFeeds(text: string): Uint32Array {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  const starts = new Uint32Array(count);
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts[line++] = at + 1;
  return starts;
}

/** Where each line of a text with carriage returns ends, its end included. */
function* lineEnds(text: string): Generator<number> {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) yield at + 1;
  }
}

/** Code points from one offset of a line to another; half a pair counts as one. */
function codePoints(text: string, start: number, from: number, end: number): number {
  let count = end - from;
  for (let at = Math.max(start + 1, from); at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 0xdc00 || code > 0xdfff) continue;
    const before = text.charCodeAt(at - 1);
    if (before >= 0xd800 && before <= 0xdbff) count--;
  }
  return count;
}
