import type { TomlValue } from '@rind/pypa';
import { CLOSE_BRACKET, LINE_FEED, OPEN_BRACKET } from './character.ts';
import { Scanner } from './scanner.ts';
import { SpanStore } from './span-store.ts';
import { type ArrayMemory, TomlTables } from './toml-table.ts';

/** Shorter arrays are read as quickly as they are looked up; longer ones are seldom met twice. UTF-16 units. */
const SHORTEST = 40;
const LONGEST = 50_000;
/** UTF-16 units of all arrays that are remembered; then no more are. */
const MAX_UNITS = 3_000_000;

/** An array, and what it takes to be allowed. */
interface KnownArray {
  readonly array: TomlValue[];
  /** Values in it and below it. */
  readonly values: number;
  /** The depth that it was read in: what is allowed depends on it. */
  readonly depth: number;
  readonly maxDepth: number;
}

const shared = new WeakSet<object>();

/** Whether an array may stand in several documents; none of them knows the places in it. */
export function isSharedArray(array: object): boolean {
  return shared.has(array);
}

/**
 * Arrays of several lines under a key, by how they are written: the locks of a folder list the files of a release
 * alike, and what is in an array follows from its text alone. For readers that change nothing of what they read, and
 * that ask for no place within an array.
 */
export class SharedArrays implements ArrayMemory {
  readonly #known = new Map<string, KnownArray>();
  #units = 0;

  /** The array that the scanner stands on, which is then behind it; undefined where it must be read as any other. */
  take(
    tables: TomlTables,
    depth: number,
    read: (tables: TomlTables) => TomlValue | undefined,
  ): TomlValue[] | undefined {
    const { scanner } = tables;
    const { text, pos, limits } = scanner;
    if (text.charCodeAt(pos) !== OPEN_BRACKET || text.charCodeAt(pos + 1) !== LINE_FEED) return undefined;
    const close = text.indexOf('\n]', pos);
    const length = close + 2 - pos;
    if (close < 0 || length < SHORTEST || length > LONGEST) return undefined;
    const written = text.slice(pos, close + 2);
    const known = this.#known.get(written) ?? this.#learn(written, tables, depth, read);
    if (known?.depth !== depth || known.maxDepth !== limits.maxDepth || !scanner.takeValues(known.values))
      return undefined;
    scanner.pos = close + 2;
    return known.array;
  }

  #learn(
    text: string,
    tables: TomlTables,
    depth: number,
    read: (tables: TomlTables) => TomlValue | undefined,
  ): KnownArray | undefined {
    if (this.#units + text.length > MAX_UNITS) return undefined;
    // A text that is cut out of a file keeps all of the file in memory.
    const written: string = JSON.parse(JSON.stringify(text));
    const scanner = new Scanner(written, tables.scanner.limits, tables.scanner, NOWHERE);
    const array = read(new TomlTables(scanner, tables.opening));
    // What does not end where it seemed to, or holds a fault, is read where it stands.
    if (!Array.isArray(array) || scanner.pos !== text.length || written.charCodeAt(scanner.pos - 1) !== CLOSE_BRACKET)
      return undefined;
    this.#units += text.length;
    shared.add(array);
    const known = { array, values: scanner.valuesRead, depth, maxDepth: tables.scanner.limits.maxDepth };
    this.#known.set(written, known);
    return known;
  }
}

/** Notes no places. */
class Nowhere extends SpanStore {
  override entry(): number {
    return 0;
  }

  override close(): void {}
}

const NOWHERE: SpanStore = new Nowhere(0);
