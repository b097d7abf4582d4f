import fc from 'fast-check';

/**
 * A run of random choices that a generator of texts reads from: fast-check makes it, prints its seed
 * and shrinks it, so that a failing text comes out small.
 */
export class Tape {
  private readonly choices: readonly number[];
  private at = 0;

  constructor(choices: readonly number[]) {
    this.choices = choices;
  }

  /** A whole number from 0 to `below - 1`; 0 once the tape has ended. */
  int(below: number): number {
    return (this.choices[this.at++] ?? 0) % below;
  }

  /** True one time in `times`. */
  oneIn(times: number): boolean {
    return this.int(times) === times - 1;
  }

  /** One of the given texts. */
  pick(values: readonly string[]): string {
    return values[this.int(values.length)] ?? '';
  }

  /** Up to `most` texts, fewer when the tape ends. */
  list(most: number, make: () => string): string[] {
    const count = this.int(most + 1);
    const texts: string[] = [];
    while (texts.length < count && this.at <= this.choices.length) texts.push(make());
    return texts;
  }

  /** The text with a few edits: deletions, doublings, swaps, insertions of pieces. */
  mutate(text: string, pieces: readonly string[]): string {
    let result = text;
    for (let edits = 1 + this.int(3); edits > 0; edits--) {
      const at = this.int(result.length + 1);
      const length = this.int(4);
      const cut = result.slice(at, at + length);
      const kind = this.int(4);
      const middle =
        kind === 0 ? '' : kind === 1 ? cut + cut : kind === 2 ? [...cut].reverse().join('') : this.pick(pieces);
      result = result.slice(0, at) + middle + result.slice(at + (kind === 3 ? this.int(2) : length));
    }
    return result;
  }
}

/** Tapes for fast-check. */
export function tapes(most: number = 120): fc.Arbitrary<Tape> {
  return fc.array(fc.nat(0xffff), { maxLength: most, size: 'max' }).map((choices) => new Tape(choices));
}
