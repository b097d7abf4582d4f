/** A stretch of text: UTF-16 offsets, `end` after the last unit. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Numbers an array element takes: start and end of its value. */
const ELEMENT = 2;
/** Numbers a table entry takes: start and end of its key, then of its value. */
const ENTRY = 4;
/** Numbers before a container's rows: how many rows, and where its keys start (-1 for an array). */
const HEAD = 2;
/** Tables up to this size are searched, larger ones get an index when first asked. */
const SEARCHED = 12;

/**
 * Where every value and key of a document stands.
 *
 * Reading must stay fast, so nothing is allocated per value: numbers go into one growing typed array,
 * the rows of a container side by side, and a map takes each container to its rows. The rows of
 * containers that are still open wait on a stack.
 */
export class SpanStore {
  private numbers: Int32Array;
  private used = 0;
  private readonly keys: string[] = [];
  private readonly heads = new Map<object, number>();
  private readonly open: number[] = [];
  private openTop = 0;
  private readonly openKeys: string[] = [];
  private openKeysTop = 0;
  private readonly indexes = new WeakMap<object, Map<string, number>>();

  /** Makes room for what a text of this length usually needs. */
  constructor(length: number) {
    this.numbers = new Int32Array(64 + Math.min(length >> 3, 1 << 22));
  }

  /** How far the stack of open rows has grown: take it before a container's first row. */
  mark(): number {
    return this.openTop;
  }

  /** Adds an array element to the open rows. */
  pushElement(start: number, end: number): void {
    const top = this.openTop;
    this.open[top] = start;
    this.open[top + 1] = end;
    this.openTop = top + ELEMENT;
  }

  /** Adds a table entry to the open rows. */
  pushEntry(key: string, keyStart: number, keyEnd: number, start: number, end: number): void {
    const top = this.openTop;
    this.open[top] = keyStart;
    this.open[top + 1] = keyEnd;
    this.open[top + 2] = start;
    this.open[top + 3] = end;
    this.openTop = top + ENTRY;
    this.openKeys[this.openKeysTop++] = key;
  }

  /** Closes an array whose elements were pushed since `mark`. */
  closeArray(container: object, mark: number): void {
    this.addRows(container, this.open, mark, this.openTop, -1);
    this.openTop = mark;
  }

  /** Closes a table whose entries were pushed since `mark`. */
  closeTable(container: object, mark: number): void {
    const count = (this.openTop - mark) / ENTRY;
    const keyBase = this.keys.length;
    const first = this.openKeysTop - count;
    for (let at = first; at < this.openKeysTop; at++) this.keys.push(this.openKeys[at] ?? '');
    this.openKeysTop = first;
    this.addRows(container, this.open, mark, this.openTop, keyBase);
    this.openTop = mark;
  }

  /** Adds an array whose rows were gathered elsewhere: start and end for each element. */
  addArray(container: object, rows: readonly number[]): void {
    this.addRows(container, rows, 0, rows.length, -1);
  }

  /** Adds a table whose rows were gathered elsewhere: four numbers for each key. */
  addTable(container: object, keys: readonly string[], rows: readonly number[]): void {
    const keyBase = this.keys.length;
    for (const key of keys) this.keys.push(key);
    this.addRows(container, rows, 0, rows.length, keyBase);
  }

  /** Where the value under `key` stands. */
  valueSpan(container: object, key: string | number): Span | undefined {
    const head = this.heads.get(container);
    if (head === undefined) return undefined;
    const isTable = (this.numbers[head + 1] ?? -1) >= 0;
    if (isTable !== (typeof key === 'string')) return undefined;
    if (typeof key === 'number') {
      if (!Number.isInteger(key) || key < 0 || key >= (this.numbers[head] ?? 0)) return undefined;
      return this.spanFrom(head + HEAD + key * ELEMENT);
    }
    const row = this.rowOf(container, head, key);
    return row < 0 ? undefined : this.spanFrom(head + HEAD + row * ENTRY + 2);
  }

  /** Where the key itself stands, quotes included. */
  keySpan(container: object, key: string): Span | undefined {
    const head = this.heads.get(container);
    if (head === undefined || (this.numbers[head + 1] ?? -1) < 0) return undefined;
    const row = this.rowOf(container, head, key);
    return row < 0 ? undefined : this.spanFrom(head + HEAD + row * ENTRY);
  }

  private spanFrom(at: number): Span {
    return { start: this.numbers[at] ?? 0, end: this.numbers[at + 1] ?? 0 };
  }

  private rowOf(container: object, head: number, key: string): number {
    const count = this.numbers[head] ?? 0;
    const base = this.numbers[head + 1] ?? 0;
    if (count <= SEARCHED) {
      for (let row = 0; row < count; row++) if (this.keys[base + row] === key) return row;
      return -1;
    }
    let index = this.indexes.get(container);
    if (index === undefined) {
      index = new Map();
      for (let row = 0; row < count; row++) index.set(this.keys[base + row] ?? '', row);
      this.indexes.set(container, index);
    }
    return index.get(key) ?? -1;
  }

  private addRows(container: object, rows: readonly number[], from: number, to: number, keyBase: number): void {
    const needed = this.used + HEAD + to - from;
    if (needed > this.numbers.length) {
      const grown = new Int32Array(Math.max(needed, this.numbers.length * 2));
      grown.set(this.numbers);
      this.numbers = grown;
    }
    const numbers = this.numbers;
    let at = this.used;
    this.heads.set(container, at);
    numbers[at++] = (to - from) / (keyBase < 0 ? ELEMENT : ENTRY);
    numbers[at++] = keyBase;
    for (let row = from; row < to; row++) numbers[at++] = rows[row] ?? 0;
    this.used = at;
  }
}
