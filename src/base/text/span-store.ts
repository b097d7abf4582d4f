import { BareRecord } from './bare-record.ts';

/** A stretch of text: UTF-16 offsets, `end` after the last unit. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Numbers in a row: the row before it in the same container, start and end of its key, start and end of its value. */
const ROW = 5;
/** Containers up to this size are searched, larger ones get an index when first asked. */
const SEARCHED = 12;

/** The row before a container's first. */
export const NO_ROW = -1;

/**
 * Where every value and key of a document stands.
 *
 * Reading must stay fast, so nothing is allocated per value: numbers go into one growing typed array,
 * in the order of reading, and every row names the row before it in its container. A container is
 * known by its last row.
 */
export class SpanStore {
  private numbers: Int32Array;
  private readonly keys: string[] = [];
  private readonly lastRows = new Map<object, number>();
  private readonly indexes = new Map<object, Map<string, number> | Int32Array>();

  /** Makes room for what a text of this length usually needs. */
  constructor(length: number) {
    this.numbers = new Int32Array(64 + Math.min(length >> 3, 1 << 22));
  }

  /** Adds an array element after the array's row `last`; returns its row. */
  element(last: number, start: number, end: number): number {
    return this.entry(last, '', start, start, start, end);
  }

  /** Adds a table entry after the table's row `last`; returns its row. */
  entry(last: number, key: string, keyStart: number, keyEnd: number, start: number, end: number): number {
    const row = this.keys.length;
    const at = row * ROW;
    if (at + ROW > this.numbers.length) this.grow();
    const numbers = this.numbers;
    numbers[at] = last;
    numbers[at + 1] = keyStart;
    numbers[at + 2] = keyEnd;
    numbers[at + 3] = start;
    numbers[at + 4] = end;
    this.keys.push(key);
    return row;
  }

  /** Moves a row: a header may define a table after another one named it. */
  move(row: number, keyStart: number, keyEnd: number, start: number, end: number): void {
    this.numbers.set([keyStart, keyEnd, start, end], row * ROW + 1);
  }

  /** Notes a container by its last row. */
  close(container: object, last: number): void {
    if (!BareRecord.note(container, last)) this.lastRows.set(container, last);
  }

  /** Where the value under `key` stands. */
  valueSpan(container: object, key: string | number): Span | undefined {
    const row = this.rowOf(container, key);
    return row < 0 ? undefined : this.span(row * ROW + 3);
  }

  /** Where the key itself stands, quotes included. */
  keySpan(container: object, key: string): Span | undefined {
    const row = this.rowOf(container, key);
    return row < 0 ? undefined : this.span(row * ROW + 1);
  }

  private span(at: number): Span {
    return { start: this.numbers[at] ?? 0, end: this.numbers[at + 1] ?? 0 };
  }

  private before(row: number): number {
    return this.numbers[row * ROW] ?? NO_ROW;
  }

  private rowOf(container: object, key: string | number): number {
    const isArray = Array.isArray(container);
    if (isArray !== (typeof key === 'number')) return NO_ROW;
    const index = this.indexes.get(container);
    if (index !== undefined) return (index instanceof Map ? index.get(String(key)) : index[Number(key)]) ?? NO_ROW;
    let last = BareRecord.placeOf(container);
    if (last < 0) last = this.lastRows.get(container) ?? NO_ROW;
    if (isArray) {
      if (container.length > SEARCHED) return this.arrayIndex(container, last)[Number(key)] ?? NO_ROW;
      if (Number(key) < 0 || !Number.isInteger(key)) return NO_ROW;
      let row = last;
      for (let at = container.length - 1; at > Number(key) && row >= 0; at--) row = this.before(row);
      return Number(key) < container.length ? row : NO_ROW;
    }
    let searched = 0;
    for (let row = last; row >= 0; row = this.before(row)) {
      if (this.keys[row] === key) return row;
      if (++searched > SEARCHED) return this.tableIndex(container, last).get(String(key)) ?? NO_ROW;
    }
    return NO_ROW;
  }

  private arrayIndex(container: readonly unknown[], last: number): Int32Array {
    const index = new Int32Array(container.length);
    let row = last;
    for (let at = index.length - 1; at >= 0; at--) {
      index[at] = row;
      row = this.before(row);
    }
    this.indexes.set(container, index);
    return index;
  }

  private tableIndex(container: object, last: number): Map<string, number> {
    const index = new Map<string, number>();
    for (let row = last; row >= 0; row = this.before(row)) index.set(this.keys[row] ?? '', row);
    this.indexes.set(container, index);
    return index;
  }

  private grow(): void {
    const grown = new Int32Array(this.numbers.length * 2);
    grown.set(this.numbers);
    this.numbers = grown;
  }
}
