/** What a cache counts: something of so many bytes. */
export interface Sized {
  readonly bytes: number;
}

interface Slot<V> {
  readonly value: V;
  /** Whether it was asked for since the sweeper last came by. */
  used: boolean;
}

/**
 * Values up to so many bytes together, the least asked for let go first. Approximately: a value that was asked
 * for gets a second chance, which costs nothing when it is found. Source: the clock algorithm.
 */
export class ByteCache<K, V extends Sized> {
  readonly #limit: number;
  readonly #slots = new Map<K, Slot<V>>();
  readonly #dropped: ((key: K) => void) | undefined;
  #bytes = 0;

  constructor(limit: number, dropped?: (key: K) => void) {
    this.#limit = limit;
    this.#dropped = dropped;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: K): V | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    slot.used = true;
    return slot.value;
  }

  /** Keeps a value; one that is larger than a quarter of all is not kept. Whether it was. */
  set(key: K, value: V): boolean {
    this.delete(key);
    if (value.bytes * 4 > this.#limit) return false;
    this.#slots.set(key, { value, used: false });
    this.#bytes += value.bytes;
    for (const [oldKey, slot] of this.#slots) {
      if (this.#bytes <= this.#limit) break;
      this.#slots.delete(oldKey);
      if (slot.used && oldKey !== key) {
        slot.used = false;
        this.#slots.set(oldKey, slot);
      } else if (oldKey === key) this.#slots.set(oldKey, slot);
      else {
        this.#bytes -= slot.value.bytes;
        this.#dropped?.(oldKey);
      }
    }
    return true;
  }

  delete(key: K): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#bytes -= slot.value.bytes;
    this.#dropped?.(key);
  }
}
