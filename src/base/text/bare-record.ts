/**
 * A record for keys from outside: it inherits nothing, so `__proto__`, `constructor` and `toString`
 * are keys like any other. Unlike `Object.create(null)`, which starts as a hash table, its instances
 * share hidden classes: reading a lock file of equal rows is several times faster this way.
 */
export class BareRecord<V> {
  [key: string]: V;
}

Reflect.setPrototypeOf(BareRecord.prototype, null);
Reflect.deleteProperty(BareRecord.prototype, 'constructor');
Object.freeze(BareRecord.prototype);
