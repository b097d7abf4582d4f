import { hash } from 'node:crypto';

/** Names in one index: what is beyond cannot be told apart from a hash. */
const MOST = 2 ** 21;

/**
 * Finds where a name stands in a list that keeps the names itself: eight bytes for each, and no object. Whoever
 * chooses the names cannot make it slow: they are sorted by a digest.
 */
export class NameIndex {
  /** The digest of a name and, in the lowest digits, where it stands. */
  #keys = new Float64Array(16);
  #count = 0;

  get bytes(): number {
    return this.#keys.byteLength;
  }

  /** Adds a name, which stands behind those before it. */
  add(name: string): void {
    if (this.#count >= MOST) throw new RangeError(`more than ${MOST} names`);
    if (this.#count === this.#keys.length) this.#resize(2 * this.#count);
    this.#keys[this.#count] = digestOf(name) * MOST + this.#count;
    this.#count++;
  }

  /**
   * Sorts the names; nothing is found before. Where those stand of which a later one is the same.
   *
   * @param nameAt the name that stands somewhere
   */
  close(nameAt: (place: number) => string | undefined): ReadonlySet<number> {
    this.#resize(this.#count);
    this.#keys.sort();
    const hidden = new Set<number>();
    for (let at = 1; at < this.#count; at++) {
      const digest = Math.floor((this.#keys[at] ?? 0) / MOST);
      for (let before = at - 1; before >= 0 && Math.floor((this.#keys[before] ?? 0) / MOST) === digest; before--)
        if (nameAt(this.#placeAt(before)) === nameAt(this.#placeAt(at))) hidden.add(this.#placeAt(before));
    }
    return hidden;
  }

  /** Where a name stands, of several the last; undefined where it is not there. */
  find(name: string, nameAt: (place: number) => string | undefined): number | undefined {
    const digest = digestOf(name);
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] ?? 0) < (digest + 1) * MOST) low = middle + 1;
      else high = middle;
    }
    for (let at = low - 1; at >= 0 && (this.#keys[at] ?? 0) >= digest * MOST; at--)
      if (nameAt(this.#placeAt(at)) === name) return this.#placeAt(at);
    return undefined;
  }

  #placeAt(at: number): number {
    return (this.#keys[at] ?? 0) % MOST;
  }

  #resize(length: number): void {
    const keys = new Float64Array(length);
    keys.set(this.#keys.subarray(0, this.#count));
    this.#keys = keys;
  }
}

function digestOf(name: string): number {
  // A buffer for each of ten thousand names is memory beside the heap, and the engine looks after every single one.
  return Number.parseInt(hash('sha256', name).slice(0, 8), 16);
}
