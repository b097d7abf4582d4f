import type { Digits, PreReleaseLetter, VersionParts } from './version-scan.ts';

/**
 * Texts that order versions: one comparison of UTF-16 units (or of UTF-8 bytes) answers PEP 440's
 * whole order. No unit is below U+0001, so keys can be stored as text anywhere.
 *
 * A key is: epoch, release without trailing zeros, then one unit that ends the release and names
 * the pre-release letter, then the post-release and development numbers, then the local label. Each
 * number is written so that its text order is its number order and no number's text begins another's.
 */

/** Where the release ends and what follows: `.devN` alone, `aN`, `bN`, `rcN`, or none of them. */
export const STAGE = { dev: '\u0001', a: '\u0002', b: '\u0003', rc: '\u0004', final: '\u0005' } as const;

const NO_POST = '\u0001';
const POST = '\u0002';
const DEV = '\u0001';
const NO_DEV = '\u0002';
const LOCAL = '\u0002';
const LOCAL_WORD = '\u0002';
const LOCAL_WORD_END = '\u0001';
const LOCAL_NUMBER = '\u0003';

/** A number below this takes one unit: the unit `0x20 + n`. */
export const ONE_UNIT = 128;
/** A number below this takes two units; 224 values of the second unit keep it at or above U+0020. */
export const TWO_UNITS: number = ONE_UNIT + 64 * 224;

/** The text of a decimal number without leading zeros. */
export function numberKey(digits: string): string {
  if (digits.length > 5) return longNumberKey(digits);
  const number = Number(digits);
  if (number < ONE_UNIT) return String.fromCharCode(0x20 + number);
  if (number >= TWO_UNITS) return longNumberKey(digits);
  const rest = number - ONE_UNIT;
  return String.fromCharCode(0xa0 + Math.floor(rest / 224), 0x20 + (rest % 224));
}

/** Length first: longer numbers are greater. */
function longNumberKey(digits: string): string {
  const length = digits.length;
  const lead = length < 36 ? String.fromCharCode(0xe0 + length - 5) : `\u00ff${String.fromCharCode(length)}`;
  return lead + digits;
}

/** Epoch and release; the release's trailing zeros do not count. */
export function releaseKey(epoch: string, release: readonly string[]): string {
  let count = release.length;
  while (count > 1 && release[count - 1] === '0') count--;
  let key = numberKey(epoch);
  for (let i = 0; i < count; i++) key += numberKey(release[i] ?? '0');
  return key;
}

/** The part of a key between release and post-release: dev alone < a < b < rc < final. */
export function stageKey(
  pre: readonly ['a' | 'b' | 'rc', string] | undefined,
  post: string | undefined,
  dev: string | undefined,
): string {
  if (pre !== undefined) return STAGE[pre[0]] + numberKey(pre[1]);
  return post === undefined && dev !== undefined ? STAGE.dev : STAGE.final;
}

/** The part of a key behind the stage: `.devN` before what it leads to, post-releases after. */
export function tailKey(post: string | undefined, dev: string | undefined): string {
  return (post === undefined ? NO_POST : POST + numberKey(post)) + (dev === undefined ? NO_DEV : DEV + numberKey(dev));
}

/** The local label's part of a key: words before numbers, more segments after fewer. */
export function localKey(local: readonly string[]): string {
  let key: string = LOCAL;
  for (const part of local) {
    const unit = part.charCodeAt(part.length - 1);
    key += unit <= 0x39 && /^[0-9]+$/.test(part) ? LOCAL_NUMBER + numberKey(part) : LOCAL_WORD + part + LOCAL_WORD_END;
  }
  return key;
}

/** Makes keys readable again: the version in normal form that a key stands for, less trailing zeros of the release. */
export function readKey(key: string): VersionParts {
  return new KeyReader(key).version();
}

class KeyReader {
  readonly #key: string;
  #at = 0;

  constructor(key: string) {
    this.#key = key;
  }

  version(): VersionParts {
    const epoch = this.#number();
    const release: Digits[] = [];
    while (this.#key.charCodeAt(this.#at) >= 0x20) release.push(this.#number());
    const stage = this.#next();
    const letter = PRE_LETTERS.find((one) => STAGE[one] === stage);
    const pre = letter === undefined ? undefined : ([letter, this.#number()] as const);
    const post = this.#next() === POST ? this.#number() : undefined;
    const dev = this.#next() === DEV ? this.#number() : undefined;
    const local = this.#next() === LOCAL ? this.#local() : undefined;
    return { epoch, release, pre, post, dev, local };
  }

  #next(): string {
    return this.#key.charAt(this.#at++);
  }

  #number(): Digits {
    const lead = this.#key.charCodeAt(this.#at++);
    if (lead < 0x20 + ONE_UNIT) return String(lead - 0x20);
    if (lead < 0xe0) return String((lead - 0xa0) * 224 + this.#key.charCodeAt(this.#at++) - 0x20 + ONE_UNIT);
    const length = lead === 0xff ? this.#key.charCodeAt(this.#at++) : lead - 0xe0 + 5;
    this.#at += length;
    return this.#key.slice(this.#at - length, this.#at);
  }

  #local(): string[] {
    const local: string[] = [];
    for (;;) {
      const mark = this.#next();
      if (mark === LOCAL_NUMBER) local.push(this.#number());
      else if (mark === LOCAL_WORD) {
        const end = this.#key.indexOf(LOCAL_WORD_END, this.#at);
        local.push(this.#key.slice(this.#at, end));
        this.#at = end + 1;
      } else return local;
    }
  }
}

const PRE_LETTERS: readonly PreReleaseLetter[] = ['a', 'b', 'rc'];
