import { excerpt } from './excerpt.ts';
import type { TreeFault, TreePath } from './result.ts';

/** Typed reading of parsed JSON objects. Not part of the public surface. */

type JsonObject = Readonly<Record<string, unknown>>;
type TypeName = 'a string' | 'an object' | 'a boolean';

/** Whether parsed JSON is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads one JSON object's keys; absent and null are the same. What is wrong is added to `faults`. */
export class JsonReader {
  readonly object: JsonObject;
  readonly path: TreePath;
  readonly faults: TreeFault[];

  constructor(object: JsonObject, path: TreePath, faults: TreeFault[]) {
    this.object = object;
    this.path = path;
    this.faults = faults;
  }

  fault(code: string, message: string, ...below: string[]): undefined {
    this.faults.push({ code, message, path: [...this.path, ...below] });
  }

  #get<T>(key: string, type: TypeName, is: (value: unknown) => value is T): T | undefined {
    const value = Object.hasOwn(this.object, key) ? this.object[key] : undefined;
    if (value === undefined || value === null) return undefined;
    return is(value) ? value : this.fault('wrong-type', `\`${key}\` must be ${type}`, key);
  }

  string(key: string): string | undefined {
    return this.#get(key, 'a string', (value) => typeof value === 'string');
  }

  boolean(key: string): boolean | undefined {
    return this.#get(key, 'a boolean', (value) => typeof value === 'boolean');
  }

  child(key: string): JsonReader | undefined {
    const object = this.#get(key, 'an object', isJsonObject);
    return object && new JsonReader(object, [...this.path, key], this.faults);
  }

  /** A string that must be there. */
  required(key: string): string {
    const before = this.faults.length;
    const value = this.string(key);
    if (value === undefined && this.faults.length === before) {
      this.fault('missing-key', `the key \`${key}\` is required`, key);
    }
    return value ?? '';
  }

  /** An object of strings, such as `hashes`. */
  strings(key: string): Map<string, string> | undefined {
    const child = this.child(key);
    if (!child) return undefined;
    const map = new Map<string, string>();
    for (const name of Object.keys(child.object)) {
      const value = child.object[name];
      if (typeof value === 'string') map.set(name, value);
      else child.fault('wrong-type', `\`${excerpt(name)}\` must be a string`, name);
    }
    return map;
  }
}
