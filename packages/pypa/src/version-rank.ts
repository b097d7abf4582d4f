import { ONE_UNIT, TWO_UNITS } from './version-key.ts';

/**
 * Ranks: the six units of a key behind the epoch as one number, doubled, plus one where the key
 * goes on. Where two ranks differ, they order the keys; where they are equal and even, the keys are
 * equal; only where they are equal and odd must keys be compared. Versions of other epochs than 0
 * share one rank, above all others.
 *
 * Comparing numbers instead of texts, and not building keys that are never asked for, is what makes
 * sorting and matching fast.
 */

/** Units that a rank holds. */
const HELD = 6;
/** The rank of every key of an epoch other than 0. */
const LATER_EPOCHS = 2 ** 49 + 1;
const EPOCH_ZERO = 0x20;

/** The rank of a key or a cut. */
export function rankOf(key: string): number {
  if (key === '') return 0;
  if (key.charCodeAt(0) !== EPOCH_ZERO) return LATER_EPOCHS;
  let rank = 0;
  for (let i = 1; i <= HELD; i++) rank = rank * 256 + (i < key.length ? Math.min(key.charCodeAt(i), 255) : 0);
  return rank * 2 + (key.length > HELD + 1 ? 1 : 0);
}

/** Compares by ranks, and by keys where ranks cannot tell. Negative, zero or positive as usual. */
export function compareRanked(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  if ((a.rank & 1) === 0) return 0;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** What has a key and its rank. */
export interface Ranked {
  readonly rank: number;
  readonly key: string;
}

// The units of `STAGE`, of the post-release and development parts; see `version-key`.
const FINAL = 0x05;
const NONE_BUT_DEV = 0x01;
const NO_POST = 0x01;
const POST = 0x02;
const DEV = 0x01;
const NO_DEV = 0x02;

/** The key being read. One buffer serves all: nothing here is asynchronous. */
const units = new Uint8Array(160);
let count = 0;
/** Room kept for what may follow the release. */
const RELEASE_ROOM = 80;

/** The most digits of a number that is read here, all exact; longer ones are left to `version-scan`. */
const MOST_DIGITS = 15;

/** Adds a number as `numberKey` writes it. */
function addNumber(number: number): void {
  if (number < ONE_UNIT) units[count++] = 0x20 + number;
  else if (number < TWO_UNITS) {
    const rest = number - ONE_UNIT;
    units[count++] = 0xa0 + ((rest / 224) | 0);
    units[count++] = 0x20 + (rest % 224);
  } else addDigits(number);
}

function addDigits(number: number): void {
  let length = 5;
  for (let limit = 100_000; limit <= number; limit *= 10) length++;
  units[count++] = 0xe0 + length - 5;
  let rest = number;
  for (let i = length - 1; i >= 0; i--) {
    units[count + i] = 0x30 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  count += length;
}

/**
 * The rank of a version written in normal form, without epoch and local label and with numbers of
 * at most fifteen digits, straight from its text; negated when it is a pre-release. 0 for any other
 * text, which may still be a version.
 */
export function compactRank(text: string): number {
  const pre = readCompact(text);
  if (pre < 0) return 0;
  for (let i = count; i <= HELD; i++) units[i] = 0;
  const high = ((units[1] ?? 0) << 16) | ((units[2] ?? 0) << 8) | (units[3] ?? 0);
  const low = ((units[4] ?? 0) << 16) | ((units[5] ?? 0) << 8) | (units[6] ?? 0);
  const rank = (high * 0x1000000 + low) * 2 + (count > HELD + 1 ? 1 : 0);
  return pre === 1 ? -rank : rank;
}

/** The key of a text that {@link compactRank} could read; `''` for others. */
export function compactKey(text: string): string {
  if (readCompact(text) < 0) return '';
  // No key is shorter than five units; a call with a fixed number of arguments is the fastest.
  let key = String.fromCharCode(units[0] ?? 0, units[1] ?? 0, units[2] ?? 0, units[3] ?? 0, units[4] ?? 0);
  for (let i = 5; i < count; i++) key += String.fromCharCode(units[i] ?? 0);
  return key;
}

/** Fills the buffer with the key of a compact text: 1 for a pre-release, 0 for others, -1 when it is not compact. */
function readCompact(text: string): number {
  const length = text.length;
  units[0] = EPOCH_ZERO;
  count = 1;
  let at = 0;
  let zeros = 0;
  for (;;) {
    const start = at;
    let number = 0;
    let unit = 0;
    for (; at < length; at++) {
      unit = text.charCodeAt(at);
      if (unit < 0x30 || unit > 0x39) break;
      number = number * 10 + unit - 0x30;
    }
    if (at === start) {
      // The dot of `.post` or `.dev`.
      return start === 0 ? -1 : readSuffix(text, start - 1);
    }
    if (at - start > MOST_DIGITS || count + zeros > RELEASE_ROOM) return -1;
    if (number === 0 && start > 0) zeros++;
    else {
      // Zeros count only once another number follows them.
      for (; zeros > 0; zeros--) units[count++] = 0x20;
      addNumber(number);
    }
    if (at === length) {
      units[count++] = FINAL;
      units[count++] = NO_POST;
      units[count++] = NO_DEV;
      return 0;
    }
    if (unit !== 0x2e) return readSuffix(text, at);
    at++;
  }
}

/** Continues behind the release: `a1`, `.post2`, `.dev3`, in this order, each at most once. */
function readSuffix(text: string, from: number): number {
  let at = from;
  const letter = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  let stage = FINAL;
  let pre = 0;
  if (letter === 0x61 || letter === 0x62 || (letter === 0x72 && next === 0x63)) {
    stage = letter === 0x72 ? 0x04 : letter - 0x5f;
    const start = at + (letter === 0x72 ? 2 : 1);
    at = digitsEnd(text, start);
    if (at < 0) return -1;
    pre = smallNumber(text, start, at);
  }
  let post = -1;
  if (text.startsWith('.post', at)) {
    const start = at + 5;
    at = digitsEnd(text, start);
    if (at < 0) return -1;
    post = smallNumber(text, start, at);
  }
  let dev = -1;
  if (text.startsWith('.dev', at)) {
    const start = at + 4;
    at = digitsEnd(text, start);
    if (at < 0) return -1;
    dev = smallNumber(text, start, at);
  }
  if (at !== text.length) return -1;
  addSuffix(stage, pre, post, dev);
  return stage !== FINAL || dev >= 0 ? 1 : 0;
}

function addSuffix(stage: number, pre: number, post: number, dev: number): void {
  if (stage === FINAL) units[count++] = post < 0 && dev >= 0 ? NONE_BUT_DEV : FINAL;
  else {
    units[count++] = stage;
    addNumber(pre);
  }
  units[count++] = post < 0 ? NO_POST : POST;
  if (post >= 0) addNumber(post);
  units[count++] = dev < 0 ? NO_DEV : DEV;
  if (dev >= 0) addNumber(dev);
}

/** The end of one to fifteen digits at `start`, or -1. */
function digitsEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
  return at > start && at - start <= MOST_DIGITS ? at : -1;
}

function smallNumber(text: string, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + text.charCodeAt(at) - 0x30;
  return number;
}
