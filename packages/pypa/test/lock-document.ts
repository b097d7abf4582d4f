import assert from 'node:assert/strict';
import type { Pylock } from '../src/pylock.ts';
import { parsePylock } from '../src/pylock-parse.ts';
import type { TreeFault } from '../src/result.ts';

/** Small lock documents for tests, to be changed at will. */
export type Table = { [key: string]: unknown };

export const HASHES = { sha256: 'c75a69e28a550a7e93789579c22aa26b0f5b83b75dc4e08fe092980051e1090a' };

export function wheel(fileName: string, more: Table = {}): Table {
  return { name: fileName, url: `https://files.example.org/${fileName}`, hashes: HASHES, ...more };
}

/** An entry with one pure wheel, unless `more` says otherwise. */
export function entry(name: string, version: string, more: Table = {}): Table {
  return { name, version, wheels: [wheel(`${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`)], ...more };
}

export function lockDocument(packages: unknown, more: Table = {}): Table {
  return { 'lock-version': '1.0', 'created-by': 'rind', packages, ...more };
}

export function readLock(document: unknown): Pylock {
  const parsed = parsePylock(document);
  assert.ok(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.error));
  return parsed.value;
}

/** `code at path`, sorted. */
export function shown(faults: readonly TreeFault[]): string[] {
  return faults.map(({ code, path }) => `${code} at ${path.join('.')}`).sort();
}

export function lockFaults(document: unknown): string[] {
  const parsed = parsePylock(document);
  return parsed.ok ? [] : shown(parsed.error);
}
