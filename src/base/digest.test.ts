import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  digestFromHex,
  formatDigest,
  formatRecordDigest,
  isStrongDigest,
  parseDigest,
  parseRecordDigest,
  sameDigest,
} from './digest.ts';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test('lock files, URL fragments and RECORD spell the same digest', () => {
  const lock = parseDigest(`sha256:${EMPTY}`);
  const fragment = parseDigest(`sha256=${EMPTY.toUpperCase()}`);
  const record = parseRecordDigest('sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
  assert.ok(lock.ok && fragment.ok && record.ok);
  assert.ok(sameDigest(lock.value, fragment.value) && sameDigest(lock.value, record.value));
  assert.equal(formatDigest(record.value), `sha256:${EMPTY}`);
});

test('the RECORD form is URL-safe base64 without padding, for every algorithm', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.constantFrom('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'),
      (bytes, algorithm) => {
        const hash = createHash(algorithm).update(bytes);
        const hex = hash.copy().digest('hex');
        const record = `${algorithm}=${hash.digest('base64url')}`;
        assert.deepEqual(parseRecordDigest(record), { ok: true, value: { algorithm, hex } });
        assert.equal(formatRecordDigest({ algorithm, hex }), record);
      },
    ),
  );
});

test('a wrong length, digit, alphabet or algorithm is refused', () => {
  const code = (result: ReturnType<typeof parseDigest>) =>
    result.ok ? 'ok' : `${result.error.code} ${result.error.offset}`;
  assert.equal(code(parseDigest('sha256:abc')), 'invalid-digest 7');
  assert.equal(code(parseDigest(`sha256:${EMPTY.slice(1)}g`)), 'invalid-digest 70');
  assert.equal(code(parseDigest(`sha257:${EMPTY}`)), 'unknown-hash 0');
  assert.equal(code(parseDigest(`constructor:${EMPTY}`)), 'unknown-hash 0');
  assert.equal(code(parseDigest(EMPTY)), 'invalid-digest 0');
  assert.equal(code(parseRecordDigest('sha256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU')), 'invalid-digest 19');
  assert.equal(code(parseRecordDigest('sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=')), 'invalid-digest 7');
  // The last character carries two spare bits, which must be zero: one digest has one spelling.
  assert.equal(code(parseRecordDigest('sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV')), 'invalid-digest 49');
  assert.equal(code(digestFromHex('md5', 'zz')), 'invalid-digest 0');
});

test('MD5 and SHA-1 prove nothing', () => {
  assert.equal(isStrongDigest({ algorithm: 'sha1', hex: '' }), false);
  assert.equal(isStrongDigest({ algorithm: 'md5', hex: '' }), false);
  assert.equal(isStrongDigest({ algorithm: 'sha256', hex: EMPTY }), true);
});
