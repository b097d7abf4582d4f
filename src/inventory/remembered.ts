/** UTF-16 units of the keys that one memory holds; beyond it everything is forgotten. */
const MAX_UNITS = 1_000_000;

/**
 * What a function of a text answered, as long as there is room. For functions of what they are given and of
 * nothing else: the locks of a folder say the same few things thousands of times, and what is remembered
 * changes no answer.
 */
export class Remembered<Value> {
  readonly #known = new Map<string, { readonly value: Value }>();
  #units = 0;

  of(key: string, make: () => Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known.value;
    const value = make();
    this.#units += key.length;
    if (this.#units > MAX_UNITS) {
      this.#known.clear();
      this.#units = key.length;
    }
    this.#known.set(key, { value });
    return value;
  }
}
