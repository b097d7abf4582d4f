import type { Scanner } from './scanner.ts';

/** Longer stretches, with comments in them, are not worth remembering. */
const LONGEST = 64;

/**
 * What an inline table has between two values, such as `, hash = `, and what came after it last time.
 *
 * The rows of a lock file repeat the same few stretches ten thousand times. A stretch that was read
 * once means the same wherever it stands between two values, so one native comparison passes over it:
 * that matters most in the first milliseconds, before the compiler has warmed up.
 */
export class TomlGlue {
  readonly text: string;
  readonly key: string;
  /** Where in the text the key starts. */
  readonly keyAt: number;
  /** What to expect after the next value. */
  private next: TomlGlue | undefined;

  constructor(text: string = '', key: string = '', keyAt: number = 0) {
    this.text = text;
    this.key = key;
    this.keyAt = keyAt;
  }

  /** The expected stretch, if the scanner stands before just that. */
  following(scanner: Scanner): TomlGlue | undefined {
    const { next } = this;
    return next !== undefined && scanner.text.startsWith(next.text, scanner.pos) ? next : undefined;
  }

  /** Remembers the stretch from `from` to where the scanner stands, with a bare key in it, as what follows this one. */
  learn(scanner: Scanner, from: number, key: string, keyStart: number): TomlGlue {
    const isShort = scanner.pos - from <= LONGEST;
    const glue = isShort ? new TomlGlue(scanner.text.slice(from, scanner.pos), key, keyStart - from) : new TomlGlue();
    if (isShort) this.next = glue;
    return glue;
  }
}
