/** A small seeded generator, so that every generated case can be made again from its seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next 32 random bits (mulberry32). */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from 0 to `below - 1`. */
  int(below: number): number {
    return this.bits() % below;
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.bits() / 2 ** 32 < probability;
  }

  /** One of the given values. */
  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    const value = values[this.int(values.length)];
    if (value === undefined) throw new Error('pick needs at least one value');
    return value;
  }

  /** `least` to `most` results of `make`. */
  list<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.int(most - least + 1) }, make);
  }

  /** A text with one to three random edits: deletions, doublings, swaps, insertions from `alphabet`. */
  mutate(text: string, alphabet: string): string {
    const units = [...text];
    for (let edits = 1 + this.int(3); edits > 0; edits--) {
      const at = this.int(units.length + 1);
      const edit = this.int(4);
      if (edit === 0) units.splice(at, 1);
      else if (edit === 1) units.splice(at, 0, ...units.slice(at, at + 1 + this.int(3)));
      else if (edit === 2) units.splice(at, 2, ...units.slice(at, at + 2).reverse());
      else units.splice(at, this.int(2), this.pick([...alphabet]));
    }
    return units.join('');
  }
}

/** Characters that parsers get wrong: Python's and JavaScript's differing white space, look-alikes, controls. */
export const AWKWARD =
  ' \t\n\r\u000b\u000c\u001c\u001f\u0085\u00a0\u2003\u2028\u3000\ufeff\u200b\u0000ıſÅ１٣"\'\\;,.*!+-_~=<>()[]{}@#$%&|aZ09';
