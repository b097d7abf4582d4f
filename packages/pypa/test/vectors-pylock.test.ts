import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isPylockFileName } from '../src/pylock.ts';
import { parsePylock } from '../src/pylock-parse.ts';
import { HASHES, lockDocument, lockFaults, readLock, type Table } from './lock-document.ts';
import { sharedData } from './shared-data.ts';

/** Lists of rows, one for each `parametrize`. */
type Groups = readonly (readonly [string | readonly string[], readonly unknown[]])[];

const file = sharedData('pypa-packaging/vectors.json');
const vectors = file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Groups>);

/** `PackageWheel(name='a.whl', …)` as Python prints it: which kind, and the texts of its keys. */
function fromPython(text: string): { kind: 'sdist' | 'wheel'; keys: Table } {
  const keys: Table = {};
  for (const [, key = '', value = ''] of text.matchAll(/(name|url|path)='([^']*)'/g))
    keys[key] = value.replaceAll('\\\\', '\\');
  return { kind: text.startsWith('PackageWheel(') ? 'wheel' : 'sdist', keys };
}

function namesFile([text, expected]: [string, string]): void {
  const { kind, keys } = fromPython(text);
  // Rows without a place are no valid lock: the place does not matter to them.
  const item = { ...keys, hashes: HASHES, ...(keys['url'] || keys['path'] ? {} : { url: 'https://example.com/' }) };
  const lock = readLock(
    lockDocument([{ name: 'example', ...(kind === 'wheel' ? { wheels: [item] } : { sdist: item }) }]),
  );
  const [entry] = lock.packages;
  assert.equal(kind === 'wheel' ? entry?.wheels?.[0]?.fileName : entry?.sdist?.fileName, expected, text);
}

const CHECKS: Readonly<Record<string, (row: never) => void>> = {
  'test_pylock.test_pylock_file_name': ([name, valid]: [string, boolean]) =>
    assert.equal(isPylockFileName(name), valid, name),
  'test_pylock.test_pylock_version': (version: string) => void readLock(lockDocument([], { 'lock-version': version })),
  'test_pylock.test_pylock_unsupported_version': (version: string) =>
    assert.deepEqual(lockFaults(lockDocument([], { 'lock-version': version })), [
      'unsupported-lock-version at lock-version',
    ]),
  'test_pylock.test_dist_filename': namesFile,
  'test_pylock.test_hash_validation': ([hashes]: [unknown, string]) =>
    assert.equal(parsePylock(lockDocument([{ name: 'a', archive: { url: 'x', hashes } }])).ok, false),
};

/** Rows that only a Python object could answer: none. */
const UNASKED: Readonly<Record<string, string>> = {};

describe("rows of packaging's own tests about lock files", { skip: file === undefined && 'no shared data' }, () => {
  for (const name of Object.keys(vectors).filter((id) => id.startsWith('test_pylock.'))) {
    const check = CHECKS[name];
    const groups = vectors[name] ?? [];
    it(`${name}: ${groups.reduce((sum, [, rows]) => sum + rows.length, 0)} rows`, () => {
      assert.ok(check ?? UNASKED[name], 'a test without an answer must be listed');
      for (const [, rows] of groups) for (const row of rows) check?.(row as never);
    });
  }
});
