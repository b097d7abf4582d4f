import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseProvenanceUrl } from '../src/provenance-url.ts';

function faults(json: unknown): string[] {
  const parsed = parseProvenanceUrl(json);
  return parsed.ok ? [] : parsed.error.map(({ code, path }) => [code, ...path].join(' '));
}
const url = 'https://files.example.org/x-1.0-py3-none-any.whl';
const archive_info = { hashes: { sha256: '00ff' } };

describe('provenance_url.json', () => {
  // PEP 710, "Specification": `url` and `archive_info` with at least one hash are required.
  it('needs a URL and a hash', () => {
    const parsed = parseProvenanceUrl({ url, archive_info });
    assert.deepEqual(parsed.ok && parsed.value, { url, hashes: new Map([['sha256', '00ff']]) });
    assert.deepEqual(faults({ archive_info }), ['missing-key url']);
    assert.deepEqual(faults({ url }), ['missing-key archive_info']);
    assert.deepEqual(faults({ url, archive_info: {} }), ['missing-key archive_info hashes']);
    assert.deepEqual(faults({ url, archive_info: { hashes: {} } }), ['invalid-hash archive_info hashes']);
    assert.deepEqual(faults({ url, archive_info: { hash: 'sha256=00' } }), [
      'missing-key archive_info hashes',
      'unknown-key archive_info hash',
    ]);
  });

  // Ibid.: exactly two keys, and `archive_info` with a single one.
  it('holds no other key', () => {
    assert.deepEqual(faults({ url, archive_info, other: 1 }), ['unknown-key other']);
    assert.deepEqual(faults({ url, archive_info: { ...archive_info, hash: 'x' } }), ['unknown-key archive_info hash']);
  });

  // Ibid.: algorithms that Python guarantees, never `md5` or `sha1`, in lower case.
  it('takes strong algorithms by their canonical names only', () => {
    for (const name of ['md5', 'sha1', 'SHA256', 'shake_128', 'crc32']) {
      assert.deepEqual(faults({ url, archive_info: { hashes: { [name]: '00ff' } } }), [
        `invalid-hash archive_info hashes ${name}`,
      ]);
    }
    for (const name of ['sha256', 'sha3_512', 'blake2b']) {
      assert.deepEqual(faults({ url, archive_info: { hashes: { [name]: '00ff' } } }), []);
    }
  });

  it('digests are hexadecimal', () => {
    for (const digest of ['', 'xy', '0', '00 ']) {
      assert.deepEqual(faults({ url, archive_info: { hashes: { sha512: digest } } }), [
        'invalid-hash archive_info hashes sha512',
      ]);
    }
    assert.deepEqual(faults({ url, archive_info: { hashes: { sha512: 1 } } }), [
      'wrong-type archive_info hashes sha512',
    ]);
  });

  // Ibid.: the URL is stripped of credentials, as PEP 610 says.
  it('the URL is absolute and holds no credentials', () => {
    for (const bad of ['https://u:p@h/x', '/x', 'x', 'https://[/x']) {
      assert.deepEqual(faults({ url: bad, archive_info }), ['invalid-url url'], bad);
    }
    assert.deepEqual(faults({ url: 'https://\u0024{TOKEN}@h/x', archive_info }), []);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (json) => void parseProvenanceUrl(json)));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => void parseProvenanceUrl({ url: a, archive_info: b })),
    );
  });
});
