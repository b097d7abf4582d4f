import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1, decodeUtf8, encodeLatin1 } from '../src/utf8.ts';

function reference(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

describe('UTF-8', () => {
  it('reads back every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        assert.equal(decodeUtf8(new TextEncoder().encode(text)), text);
      }),
    );
  });

  it('agrees with the platform on any bytes', () => {
    const byte = fc.oneof(
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xe0, 0x9f, 0xa0, 0xed, 0xef, 0xf0, 0x8f, 0x90, 0xf4, 0xf5),
      fc.nat(255),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), fc.array(byte, { maxLength: 6 }), (random, awkward) => {
        for (const bytes of [random, Uint8Array.from(awkward)]) assert.equal(decodeUtf8(bytes), reference(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  it('refuses overlong forms, surrogates, numbers above U+10FFFF and cut-off sequences', () => {
    for (const bytes of [
      [0xc0, 0x80],
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x80, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x98],
    ]) {
      assert.equal(decodeUtf8(Uint8Array.from(bytes)), undefined, String(bytes));
    }
  });

  it('keeps a byte order mark, and reads a part when asked to', () => {
    assert.equal(decodeUtf8(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61])), '\ufeffa');
    assert.equal(decodeUtf8(new TextEncoder().encode('xäöy'), 1, 3), 'ä');
    assert.equal(decodeUtf8(new TextEncoder().encode('xä'), 1, 2), undefined);
  });

  it('reads long texts with pairs across its chunks', () => {
    const text = `a${'🐍'.repeat(20_000)}`;
    assert.equal(decodeUtf8(new TextEncoder().encode(text)), text);
  });
});

describe('Latin-1', () => {
  it('keeps each byte as one character', () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i % 256);
    const text = decodeLatin1(bytes);
    assert.equal(text.length, bytes.length);
    assert.equal(text.charCodeAt(255), 255);
    assert.deepEqual(encodeLatin1(text), bytes);
  });
});
