/**
 * Where the next occurrence of one mark is. It lets strings be taken whole by native searches, which
 * are fast before the compiler has warmed up, and stays linear: it remembers its answer, and takes
 * offsets that never go back.
 */
export class NextMark {
  private readonly text: string;
  private readonly mark: string;
  private found = -1;

  constructor(text: string, mark: string) {
    this.text = text;
    this.mark = mark;
  }

  /** The first occurrence at or after an offset; the text's length when there is none. */
  from(offset: number): number {
    if (this.found < offset) {
      const found = this.text.indexOf(this.mark, offset);
      this.found = found < 0 ? this.text.length : found;
    }
    return this.found;
  }
}
