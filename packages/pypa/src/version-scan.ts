import { isAsciiDigit } from './python-text.ts';

/**
 * A decimal number of any size: ASCII digits without leading zeros. Versions hold time stamps and
 * commit counts beyond 2⁵³, so a JavaScript number would not do.
 */
export type Digits = string;

/** The letter of a pre-release segment in normal form. */
export type PreReleaseLetter = 'a' | 'b' | 'rc';

/** The parts of a version, as read; see `Version` for their meaning. */
export interface VersionParts {
  readonly epoch: Digits;
  readonly release: readonly Digits[];
  readonly pre: readonly [PreReleaseLetter, Digits] | undefined;
  readonly post: Digits | undefined;
  readonly dev: Digits | undefined;
  readonly local: readonly string[] | undefined;
}

/** Where reading stopped, and why: a unit that does not fit, or a number too long for Python to read. */
export interface ScanStop {
  readonly stoppedAt: number;
  readonly tooLong: boolean;
}

/** CPython refuses to read longer decimal numbers (`sys.int_info.default_max_str_digits`); leading zeros count. */
export const MAX_DIGITS = 4300;

/** Letters that stand before a number, longest first where one begins another. */
const PRE_WORDS: readonly (readonly [string, PreReleaseLetter])[] = [
  ['alpha', 'a'],
  ['a', 'a'],
  ['beta', 'b'],
  ['b', 'b'],
  ['preview', 'rc'],
  ['pre', 'rc'],
  ['rc', 'rc'],
  ['c', 'rc'],
];
const POST_WORDS = ['post', 'rev', 'r'];

/**
 * Reads `text` from `start` to `end`, which must not be white space at either side, as a version.
 * Answers the parts, or where it had to stop.
 *
 * Every separator and number that PEP 440's expression makes optional is taken where it stands:
 * nothing after it could use it better, so one pass without going back is exact.
 */
export function scanVersion(text: string, start: number, end: number): VersionParts | ScanStop {
  return new Scanner(text, start, end).version();
}

class Scanner {
  readonly #text: string;
  readonly #end: number;
  #at: number;
  /** Where the first number of more than {@link MAX_DIGITS} digits starts. */
  #longAt: number | undefined;

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
  }

  version(): VersionParts | ScanStop {
    if ((this.#unit() | 0x20) === 0x76) this.#at++;
    let first = this.#digits();
    if (first === '') return this.#stop();
    let epoch: Digits = '0';
    if (this.#unit() === 0x21) {
      epoch = first;
      this.#at++;
      first = this.#digits();
      if (first === '') return this.#stop();
    }
    const release = [first];
    while (this.#unit() === 0x2e && isAsciiDigit(this.#unit(1))) {
      this.#at++;
      release.push(this.#digits());
    }
    const pre = this.#pre();
    const post = this.#post();
    const dev = this.#word('dev') ? this.#number() : undefined;
    const local = this.#unit() === 0x2b ? this.#local() : undefined;
    if (this.#at < this.#end || this.#longAt !== undefined) return this.#stop();
    return { epoch, release, pre, post, dev, local };
  }

  #stop(): ScanStop {
    const tooLong = this.#at === this.#end && this.#longAt !== undefined;
    return { stoppedAt: tooLong ? (this.#longAt ?? 0) : this.#at, tooLong };
  }

  /** The unit `ahead` of here; NaN behind the end. */
  #unit(ahead = 0): number {
    const at = this.#at + ahead;
    return at < this.#end ? this.#text.charCodeAt(at) : Number.NaN;
  }

  /** Takes ASCII digits and answers them without leading zeros; `''` when there are none. */
  #digits(): Digits {
    const start = this.#at;
    let at = start;
    while (at < this.#end && isAsciiDigit(this.#text.charCodeAt(at))) at++;
    this.#at = at;
    if (at === start) return '';
    if (at - start > MAX_DIGITS) this.#longAt ??= start;
    let nonZero = start;
    while (nonZero < at - 1 && this.#text.charCodeAt(nonZero) === 0x30) nonZero++;
    return this.#text.slice(nonZero, at);
  }

  /** The number after a letter: an optional separator, optional digits, 0 without. */
  #number(): Digits {
    if (isSeparator(this.#unit())) this.#at++;
    return this.#digits() || '0';
  }

  /** Takes an optional separator and a word, whatever its case; otherwise takes nothing. */
  #word(word: string): boolean {
    const start = isSeparator(this.#unit()) ? this.#at + 1 : this.#at;
    if (start + word.length > this.#end) return false;
    for (let i = 0; i < word.length; i++) {
      // The words are ASCII letters, so this folds `A` to `Z` and lets nothing else pass for one.
      if ((this.#text.charCodeAt(start + i) | 0x20) !== word.charCodeAt(i)) return false;
    }
    this.#at = start + word.length;
    return true;
  }

  #pre(): readonly [PreReleaseLetter, Digits] | undefined {
    if (this.#at === this.#end) return undefined;
    for (const [word, letter] of PRE_WORDS) if (this.#word(word)) return [letter, this.#number()];
    return undefined;
  }

  #post(): Digits | undefined {
    if (this.#at === this.#end) return undefined;
    if (this.#unit() === 0x2d && isAsciiDigit(this.#unit(1))) {
      this.#at++;
      return this.#digits();
    }
    for (const word of POST_WORDS) if (this.#word(word)) return this.#number();
    return undefined;
  }

  /** The segments behind `+`; stops before a segment that is empty. */
  #local(): string[] {
    const local: string[] = [];
    do {
      const start = this.#at + 1;
      let at = start;
      while (at < this.#end && isAlphanumeric(this.#text.charCodeAt(at))) at++;
      if (at === start) break;
      local.push(this.#localSegment(start, at));
    } while (isSeparator(this.#unit()));
    return local;
  }

  #localSegment(start: number, end: number): string {
    const longAt = this.#longAt;
    this.#at = start;
    const number = this.#digits();
    if (this.#at === end) return number;
    // Digits before letters are no number, however long.
    this.#longAt = longAt;
    this.#at = end;
    return this.#text.slice(start, end).toLowerCase();
  }
}

function isSeparator(unit: number): boolean {
  return unit === 0x2e || unit === 0x2d || unit === 0x5f;
}

function isAlphanumeric(unit: number): boolean {
  return isAsciiDigit(unit) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a);
}
