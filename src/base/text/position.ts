/** A place as people count it: line and column from 1; columns count Unicode code points, tabs as one. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets into lines and columns. Lines end at LF, CR LF or a lone CR, as editors have it. */
export class LineIndex {
  private readonly text: string;
  private lineStarts: readonly number[] | undefined;
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
    return { line: low + 1, column: 1 + (this.pairs ? codePoints(this.text, start, within) : within - start) };
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

  private starts(): readonly number[] {
    this.lineStarts ??= lineStarts(this.text);
    return this.lineStarts;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1);
  }
  return starts;
}

/** Code points between two offsets; half a pair counts as one. */
function codePoints(text: string, start: number, end: number): number {
  let count = end - start;
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 0xdc00 || code > 0xdfff) continue;
    const before = text.charCodeAt(at - 1);
    if (before >= 0xd800 && before <= 0xdbff) count--;
  }
  return count;
}
