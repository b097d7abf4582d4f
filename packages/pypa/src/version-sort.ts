import { compareVersions, type Version } from './version.ts';

/** Below this, comparing beats counting. */
const FEW = 1024;
/** Ranks are below 2⁴⁹ + 2: two digits of 16 bits and one of 17. */
const DIGITS = 0x20001;

/** The versions from first to last, as a new list; equal versions stay in their order. */
export function sortVersions(versions: Iterable<Version>): Version[] {
  return sortByVersion(versions, itself);
}

function itself(version: Version): Version {
  return version;
}

/**
 * Things by their versions, from first to last, as a new list; those of equal versions stay in
 * their order.
 *
 * Long lists are sorted by counting, 16 or 17 bits of the rank at a time, in linear time; only where
 * ranks are equal are keys compared.
 */
export function sortByVersion<T>(items: Iterable<T>, key: (item: T) => Version): T[] {
  const list = [...items];
  const versions = list.map(key);
  const order = versions.length < FEW ? orderByComparing(versions) : orderByCounting(versions);
  const sorted: T[] = new Array(list.length);
  for (let i = 0; i < order.length; i++) sorted[i] = list[order[i] ?? 0] as T;
  return sorted;
}

function orderByComparing(versions: readonly Version[]): Uint32Array {
  const order = Uint32Array.from(versions.keys());
  return order.sort((a, b) => compareAt(versions, a, b));
}

function compareAt(versions: readonly Version[], a: number, b: number): number {
  const one = versions[a];
  const other = versions[b];
  return one === undefined || other === undefined ? 0 : compareVersions(one, other);
}

/** Positions in order: a stable radix sort by rank, then runs of equal rank by key. */
function orderByCounting(versions: readonly Version[]): Uint32Array {
  const count = versions.length;
  const digits = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)] as const;
  let order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const rank = versions[i]?.rank ?? 0;
    const low = rank >>> 0;
    digits[0][i] = low & 0xffff;
    digits[1][i] = low >>> 16;
    digits[2][i] = (rank - low) / 0x100000000;
    order[i] = i;
  }
  let spare = new Uint32Array(count);
  const starts = new Uint32Array(DIGITS);
  for (const digit of digits) {
    placeByDigit(digit, order, spare, starts);
    [order, spare] = [spare, order];
  }
  sortRuns(versions, order);
  return order;
}

function placeByDigit(digit: Uint32Array, from: Uint32Array, to: Uint32Array, starts: Uint32Array): void {
  starts.fill(0);
  for (let i = 0; i < digit.length; i++) {
    const value = digit[i] ?? 0;
    starts[value] = (starts[value] ?? 0) + 1;
  }
  let sum = 0;
  for (let value = 0; value < DIGITS; value++) {
    const count = starts[value] ?? 0;
    starts[value] = sum;
    sum += count;
  }
  for (let i = 0; i < from.length; i++) {
    const at = from[i] ?? 0;
    const value = digit[at] ?? 0;
    const place = starts[value] ?? 0;
    starts[value] = place + 1;
    to[place] = at;
  }
}

/** Sorts runs of equal rank by key. Equal even ranks are equal versions. */
function sortRuns(versions: readonly Version[], order: Uint32Array): void {
  let start = 0;
  let rank = 0;
  for (let i = 0; i <= order.length; i++) {
    const next = versions[order[i] ?? -1]?.rank ?? -1;
    if (next === rank) continue;
    if (i - start > 1 && (rank & 1) === 1) sortRun(versions, order.subarray(start, i));
    start = i;
    rank = next;
  }
}

function sortRun(versions: readonly Version[], run: Uint32Array): void {
  const first = versions[run[0] ?? 0]?.key;
  // Runs are mostly one version written more than once, or as `1.0` and `1.0.0`.
  if (run.every((at) => versions[at]?.key === first)) return;
  run.set(Array.from(run).sort((a, b) => compareAt(versions, a, b)));
}
