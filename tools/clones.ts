/**
 * `node tools/clones.ts [ROOT]`: stretches of at least 60 equal tokens that stand in two places.
 * Tests, data and generated files are left out, comments and import lists too. A token counts as
 * copied once it belongs to a later copy of an earlier stretch; fewer than 1 % may.
 *
 * Exit: 0 within the budget · 1 beyond it.
 */
import { listCode } from './source/files.ts';
import { type Token, tokensOf } from './source/tokens.ts';
import { lineAt, readSource, type Source } from './source/tree.ts';

/** The shortest stretch that counts, in tokens: jscpd's figure, so that ours compare. */
const SHORTEST = 60;
/** The share of copied tokens that is too much. */
const BUDGET = 0.01;
/** Earlier places looked at for one stretch: a bound that keeps the work linear. */
const CANDIDATES = 16;
const LEFT_OUT = /\.test\.ts$|\.data\.ts$|\.generated\.ts$|\.d\.ts$|(?:^|\/)test(?:ing)?\//;

/** A stretch of code that stands in two places. */
export interface Clone {
  readonly tokens: number;
  /** `path:line` of the earlier and the later place. */
  readonly places: readonly [string, string];
}

/** What a run found. */
export interface CloneReport {
  readonly clones: readonly Clone[];
  /** All tokens looked at. */
  readonly tokens: number;
  /** Those that belong to a later copy. */
  readonly copied: number;
}

/** All tokens of all files in a row, a number for each distinct text; files are parted by numbers of their own. */
interface Row {
  readonly ids: Int32Array;
  readonly places: readonly { readonly source: Source; readonly token: Token }[];
}

/** Finds what is copied among the files of a root. */
export function findClones(root: string): CloneReport {
  const paths = listCode(root).filter((path) => !LEFT_OUT.test(path));
  const row = layOut(paths.map((path) => readSource(root, path)));
  const clones: Clone[] = [];
  let copied = 0;
  const seen = new Map<number, number[]>();
  const hashes = hashWindows(row.ids);
  let next = 0;
  for (const [at, hash] of hashes.entries()) {
    const earlier = seen.get(hash) ?? [];
    if (at >= next) {
      const [from, length] = longest(row.ids, earlier, at);
      if (length >= SHORTEST) {
        clones.push({ tokens: length, places: [placeOf(row, from), placeOf(row, at)] });
        copied += length;
        next = at + length;
      }
    }
    if (earlier.length === 0) seen.set(hash, [at]);
    else if (earlier.length < CANDIDATES) earlier.push(at);
  }
  return { clones, tokens: row.ids.filter((id) => id >= 0).length, copied };
}

function layOut(sources: readonly Source[]): Row {
  const numbers = new Map<string, number>();
  const ids: number[] = [];
  const places: Row['places'][number][] = [];
  for (const [place, source] of sources.entries()) {
    for (const token of [...tokensOf(source), { text: '', offset: source.text.length }]) {
      let id = -1 - place;
      if (token.text !== '') {
        id = numbers.get(token.text) ?? numbers.size;
        numbers.set(token.text, id);
      }
      ids.push(id);
      places.push({ source, token });
    }
  }
  return { ids: Int32Array.from(ids), places };
}

/** A rolling hash of every window of {@link SHORTEST} tokens. */
function hashWindows(ids: Int32Array): Int32Array {
  const BASE = 0x01000193;
  let top = 1;
  for (let power = 1; power < SHORTEST; power++) top = Math.imul(top, BASE);
  const hashes = new Int32Array(Math.max(0, ids.length - SHORTEST + 1));
  let hash = 0;
  for (const [at, id] of ids.entries()) {
    if (at >= SHORTEST) hash = (hash - Math.imul(ids[at - SHORTEST] ?? 0, top)) | 0;
    hash = (Math.imul(hash, BASE) + id) | 0;
    if (at >= SHORTEST - 1) hashes[at - SHORTEST + 1] = hash;
  }
  return hashes;
}

/** The earlier place with the longest equal stretch; the two may touch but not overlap. */
function longest(ids: Int32Array, earlier: readonly number[], at: number): [from: number, length: number] {
  let best: [number, number] = [-1, 0];
  for (const from of earlier) {
    let length = 0;
    while (from + length < at && ids[from + length] === ids[at + length] && at + length < ids.length) length++;
    if (length > best[1]) best = [from, length];
  }
  return best;
}

function placeOf({ places }: Row, at: number): string {
  const place = places[at];
  return place === undefined ? '' : `${place.source.path}:${lineAt(place.source, place.token.offset)}`;
}

if (import.meta.main) {
  const { clones, tokens, copied } = findClones(process.argv[2] ?? '.');
  const share = tokens === 0 ? 0 : copied / tokens;
  const over = share >= BUDGET;
  const say = over ? console.error : console.log;
  for (const { tokens: length, places } of clones) say(`clones: ${places[1]} repeats ${length} tokens of ${places[0]}`);
  say(
    `clones: ${copied} of ${tokens} tokens are copied: ${(share * 100).toFixed(2)} %; the limit is ${BUDGET * 100} %`,
  );
  if (over) {
    console.error('  why: what is copied is mended in one place only\n  next: give what both share a name and a home');
    process.exitCode = 1;
  }
}
