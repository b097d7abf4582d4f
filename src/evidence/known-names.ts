import type { NormalizedName } from '@rind/pypa';
import { editDistance, isSlip } from './edit-distance.ts';

/** A name that others may be mistaken for. */
export interface KnownName {
  readonly name: NormalizedName;
  /** Downloads, or whatever grows with the number of people who mean it; the same measure for every name of a list. */
  readonly popularity: number;
}

/** How two names are alike, the likeliest mistake first. */
export type LikenessKind = 'confusable' | 'separators' | 'slip' | 'one-edit' | 'order' | 'two-edits' | 'combination';

/** A known name that another one is like. */
export interface Likeness extends KnownName {
  readonly how: LikenessKind;
  /** 0 to 1. */
  readonly similarity: number;
}

/** How alike names are that are alike in a way. Source: what labelled squats were found by, beside names that are none. */
const SIMILARITY: Readonly<Record<LikenessKind, number>> = {
  confusable: 1,
  separators: 0.95,
  slip: 0.95,
  'one-edit': 0.9,
  order: 0.8,
  'two-edits': 0.75,
  combination: 0.6,
};

/** Shorter names are like too many others by one letter. */
const LEAST_FOR_ONE_EDIT = 5;
/** And shorter ones than these by two. */
const LEAST_FOR_TWO_EDITS = 9;
const LEAST_FOR_LOOKS = 4;
/** Longer names are compared with nothing. */
const LONGEST = 100;
const MOST = 5;

/** What is put before or behind a known name to look like a part of it. */
const DECORATIONS: ReadonlySet<string> = new Set(
  'api app async base beta cli client common core dev devel extra extras fork helper helpers http io json kit lib libs main new next ng official patch plus plugin pro project py py2 py3 pypi python python2 python3 release sdk secure security server service sync test tool toolkit tools util utils v2 v3 wrapper x'.split(
    ' ',
  ),
);

interface Entry extends KnownName {
  /** A bit for each letter that occurs. */
  readonly letters: number;
}

/** A list of known names, made ready to be compared with. What it is made of is given from outside: none ships with Rind. */
export class KnownNames {
  readonly #popularity = new Map<string, number>();
  readonly #bySkeleton = new Map<string, Entry[]>();
  readonly #bySquashed = new Map<string, Entry[]>();
  readonly #byWords = new Map<string, Entry[]>();
  readonly #byLength = new Map<number, Entry[]>();

  constructor(names: Iterable<KnownName>) {
    for (const { name, popularity } of names) {
      if (name.length > LONGEST || this.#popularity.has(name)) continue;
      const entry = { name, popularity, letters: lettersOf(name) };
      this.#popularity.set(name, popularity);
      add(this.#bySkeleton, skeletonOf(name), entry);
      add(this.#bySquashed, squashed(name), entry);
      if (name.includes('-')) add(this.#byWords, wordsOf(name), entry);
      add(this.#byLength, name.length, entry);
    }
  }

  /** How popular a name is by the list; undefined where it is not on it. */
  popularityOf(name: NormalizedName): number | undefined {
    return this.#popularity.get(name);
  }

  /** The known names that a name is like, the likest first, at most five; each once, by its likeliest mistake. */
  like(name: NormalizedName): readonly Likeness[] {
    if (name.length > LONGEST) return [];
    const found = new Map<string, Likeness>();
    const note = ({ name: other, popularity }: KnownName, how: LikenessKind) => {
      const similarity = SIMILARITY[how];
      if (other !== name && similarity > (found.get(other)?.similarity ?? 0))
        found.set(other, { name: other, popularity, how, similarity });
    };
    if (name.length >= LEAST_FOR_LOOKS) {
      for (const entry of this.#bySkeleton.get(skeletonOf(name)) ?? [])
        note(entry, squashed(entry.name) === squashed(name) ? 'separators' : 'confusable');
    }
    if (name.includes('-')) for (const entry of this.#byWords.get(wordsOf(name)) ?? []) note(entry, 'order');
    for (const rest of undecorated(name)) {
      for (const entry of this.#bySquashed.get(rest) ?? []) note(entry, 'combination');
    }
    this.#noteEdits(name, note);
    return [...found.values()]
      .sort((a, b) => b.similarity - a.similarity || b.popularity - a.popularity || (a.name < b.name ? -1 : 1))
      .slice(0, MOST);
  }

  #noteEdits(name: NormalizedName, note: (entry: KnownName, how: LikenessKind) => void): void {
    if (name.length < LEAST_FOR_ONE_EDIT) return;
    const letters = lettersOf(name);
    const limit = name.length >= LEAST_FOR_TWO_EDITS ? 2 : 1;
    for (let length = name.length - limit; length <= name.length + limit; length++) {
      for (const entry of this.#byLength.get(length) ?? []) {
        if (entry.name.length < LEAST_FOR_ONE_EDIT) continue;
        // Each edit changes at most two of the letters that occur.
        if (bitsOf(entry.letters ^ letters) > 2 * limit) continue;
        const distance = editDistance(name, entry.name, limit);
        if (distance === 1) note(entry, isSlip(name, entry.name) ? 'slip' : 'one-edit');
        if (distance === 2 && entry.name.length >= LEAST_FOR_TWO_EDITS) note(entry, 'two-edits');
      }
    }
  }
}

function add<Key>(map: Map<Key, Entry[]>, key: Key, entry: Entry): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [entry]);
  else known.push(entry);
}

/** Without what is not heard. */
function squashed(name: string): string {
  return name.replaceAll('-', '');
}

/** As it looks in many typefaces: what may be taken for each other becomes one. Source: UTS 39, for what names may hold. */
function skeletonOf(name: string): string {
  return squashed(name)
    .replaceAll('0', 'o')
    .replaceAll('1', 'l')
    .replaceAll('i', 'l')
    .replaceAll('5', 's')
    .replaceAll('3', 'e')
    .replaceAll('4', 'a')
    .replaceAll('2', 'z')
    .replaceAll('8', 'b')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('cl', 'd');
}

function wordsOf(name: string): string {
  return name.split('-').sort().join('-');
}

/** What is left of a name without one decoration, or without the digits at its end. */
function undecorated(name: string): readonly string[] {
  const words = name.split('-');
  const left: string[] = [];
  if (words.length > 1) {
    if (DECORATIONS.has(words[0] ?? '')) left.push(words.slice(1).join(''));
    if (DECORATIONS.has(words.at(-1) ?? '')) left.push(words.slice(0, -1).join(''));
  }
  const whole = words.join('');
  for (const prefix of ['python', 'py']) if (whole.startsWith(prefix)) left.push(whole.slice(prefix.length));
  for (const suffix of ['python', 'lib', 'py']) if (whole.endsWith(suffix)) left.push(whole.slice(0, -suffix.length));
  let end = whole.length;
  while (end > 0 && /[0-9]/.test(whole.charAt(end - 1))) end--;
  if (end < whole.length) left.push(whole.slice(0, end));
  return left.filter((rest) => rest.length >= LEAST_FOR_LOOKS);
}

function lettersOf(name: string): number {
  let letters = 0;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    // `a` to `z` a bit each, a digit by its value in five more, `-` none.
    if (code >= 0x61 && code <= 0x7a) letters |= 1 << (code - 0x61);
    else if (code >= 0x30 && code <= 0x39) letters |= 1 << (26 + ((code - 0x30) % 5));
  }
  return letters;
}

function bitsOf(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
