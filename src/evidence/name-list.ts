import { hash } from 'node:crypto';
import { type NormalizedName, normalizeName, parseName } from '@rind/pypa';
import type { KnownName } from './known-names.ts';

/** Names of an index, in bulk: whether a name is one of them, and those that others are mistaken for. */
export interface NameList {
  /** How many names it has. */
  readonly size: number;
  /** The most popular of those whose popularity it says. */
  readonly popular: readonly KnownName[];
  /** How many lines are no names. */
  readonly unreadable: number;
  has(name: string): boolean;
}

/** A name is compared with so many: each further one costs a little for every new project. */
const MOST_POPULAR = 20_000;
/** Lines read between two pauses. */
const AT_ONCE = 2000;
/** No line is longer. Unit: characters. */
const LONGEST = 300;
/** More than any index has. */
const MOST_NAMES = 5_000_000;
/** Digits of a hash that stand for a name: 2^52 of them, so that of a million names no two are likely to be taken for each other. */
const DIGITS = 13;

/**
 * Reads a list: a name on each line, and behind a blank, a tab or a comma a number that grows with its popularity,
 * where one is known; `#` begins a comment. Names are kept as short hashes: an index has a million of them. With pauses.
 */
export function* readNameList(text: string): Generator<void, NameList, void> {
  const hashes: number[] = [];
  const popular: KnownName[] = [];
  let unreadable = 0;
  let count = 0;
  for (let from = 0; from < text.length && hashes.length < MOST_NAMES; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, Math.min(end < 0 ? text.length : end, from + LONGEST + 1)).trim();
    from = end < 0 ? text.length : end + 1;
    if (++count % AT_ONCE === 0) yield;
    if (line === '' || line.startsWith('#')) continue;
    const read = line.length > LONGEST ? undefined : nameIn(line);
    if (read === undefined) unreadable++;
    else {
      hashes.push(keyOf(read.name));
      if (read.popularity !== undefined) popular.push({ name: read.name, popularity: read.popularity });
    }
  }
  const sorted = Float64Array.from(hashes).sort();
  yield;
  popular.sort((a, b) => b.popularity - a.popularity || (a.name < b.name ? -1 : 1));
  return {
    size: sorted.length,
    popular: popular.slice(0, MOST_POPULAR),
    unreadable,
    has: (name) => holds(sorted, keyOf(name)),
  };
}

function nameIn(line: string): { readonly name: NormalizedName; readonly popularity: number | undefined } | undefined {
  const [, written = '', number] = /^([^\s,]+)(?:[\s,]+(\d{1,15}))?$/.exec(line) ?? [];
  if (!parseName(written).ok) return undefined;
  return { name: normalizeName(written), popularity: number === undefined ? undefined : Number(number) };
}

function keyOf(name: string): number {
  return Number.parseInt(hash('sha256', name, 'hex').slice(0, DIGITS), 16);
}

function holds(sorted: Float64Array, key: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === key;
}
