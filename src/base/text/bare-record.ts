/**
 * A record for keys from outside: it inherits nothing, so `__proto__`, `constructor` and `toString`
 * are keys like any other. Unlike `Object.create(null)`, which starts as a hash table, its instances
 * share hidden classes: reading a lock file of equal rows is several times faster this way.
 */
export class BareRecord<V> {
  [key: string]: V;

  /** Where a span store keeps the places of this record's entries: hidden, and quicker than a map. */
  #place = -1;

  /** The place noted by {@link BareRecord.note}, -1 when the object is no bare record or has none. */
  static placeOf(record: object): number {
    return #place in record ? record.#place : -1;
  }

  /** Notes a place; false when the object is no bare record. */
  static note(record: object, place: number): boolean {
    if (!(#place in record)) return false;
    record.#place = place;
    return true;
  }
}

Reflect.setPrototypeOf(BareRecord.prototype, null);
Reflect.deleteProperty(BareRecord.prototype, 'constructor');
Object.freeze(BareRecord.prototype);
