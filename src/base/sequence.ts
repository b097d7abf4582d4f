/** A list whose entries may be made when they are asked for. Arrays are sequences. */
export interface Sequence<T> extends Iterable<T> {
  readonly length: number;
  /** Undefined where there is none. */
  at(index: number): T | undefined;
}

/** Each entry of a sequence as something else, made when it is asked for. */
export function mapped<T, U>(sequence: Sequence<T>, change: (entry: T) => U): Sequence<U> {
  return {
    length: sequence.length,
    at(index) {
      const entry = sequence.at(index);
      return entry === undefined ? undefined : change(entry);
    },
    *[Symbol.iterator]() {
      for (const entry of sequence) yield change(entry);
    },
  };
}

/** Some entries of a sequence, by where they stand in it. */
export function picked<T>(sequence: Sequence<T>, places: Sequence<number>): Sequence<T> {
  const at = (index: number): T | undefined => {
    const place = places.at(index);
    return place === undefined ? undefined : sequence.at(place);
  };
  return {
    length: places.length,
    at,
    *[Symbol.iterator]() {
      for (const place of places) {
        const entry = sequence.at(place);
        if (entry !== undefined) yield entry;
      }
    },
  };
}
