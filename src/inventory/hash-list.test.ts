import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isHashList, sortedHashes } from './hash-list.ts';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;

/** What the list is by its description alone. */
function plainly(hashes: readonly (string | undefined)[]): string[] {
  const lower = hashes.flatMap((one) => one?.toLowerCase() ?? []);
  return [...new Set(lower.filter((one) => /^[a-z][a-z0-9_-]{0,40}:[a-z0-9+=_-]{1,512}$/.test(one)))].sort();
}

test('hashes are listed once, in order and in lower case; what is none counts as missing', () => {
  assert.deepEqual(sortedHashes([B, A.toUpperCase(), undefined, 'no hash', A]), [A, B]);
  assert.deepEqual(sortedHashes([]), []);
  assert.deepEqual(sortedHashes([undefined]), []);
});

test('a list that was met before gives the same object, and one that differs in anything its own', () => {
  const first = sortedHashes([A, B]);
  assert.equal(sortedHashes([A, B]), first);
  assert.deepEqual(sortedHashes([A]), [A]);
  assert.deepEqual(sortedHashes([A, B, `sha256:${'c'.repeat(64)}`]).length, 3);
  assert.deepEqual(sortedHashes([A, `md5:${'b'.repeat(32)}`]), [`md5:${'b'.repeat(32)}`, A]);
});

test('a list with an address in it is never taken for one that holds none', () => {
  assert.equal(isHashList(sortedHashes([A, 'https://user:password@host/'])), true);
  assert.deepEqual(sortedHashes([A, 'https://user:password@host/']), [A]);
  assert.equal(isHashList(['https://user:password@host/']), false);
});

test('many lists that begin alike are each their own', () => {
  for (let round = 0; round < 2; round++)
    for (let at = 0; at < 60; at++) assert.deepEqual(sortedHashes([B, `md5:${at}`]), [`md5:${at}`, B]);
});

test('what is remembered changes no answer', () => {
  const text = fc.option(fc.constantFrom(A, B, A.toUpperCase(), 'sha256:', 'x', 'md5:0', 'md5:1'), { nil: undefined });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (hashes) => {
      assert.deepEqual(sortedHashes(hashes), plainly(hashes));
      assert.deepEqual(sortedHashes(hashes), plainly(hashes));
    }),
    { numRuns: 300 },
  );
});
