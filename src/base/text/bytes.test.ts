import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText } from './bytes.ts';

function decoded(...bytes: number[]): unknown {
  const result = decodeText(Uint8Array.from(bytes));
  return result.ok ? result.value.text : `${result.error.code} ${result.error.offset}`;
}

test('UTF-8 is decoded, and every character survives', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const result = decodeText(new TextEncoder().encode(text));
      if (text.includes('\0')) assert.equal(result.ok, false);
      else if (!text.startsWith('\ufeff'))
        assert.deepEqual(result, { ok: true, value: { text, hasByteOrderMark: false } });
    }),
  );
});

test('a byte order mark is told, not kept; a second one is text', () => {
  const bytes = new TextEncoder().encode('\ufeff\ufeffa');
  assert.deepEqual(decodeText(bytes), { ok: true, value: { text: '\ufeffa', hasByteOrderMark: true } });
});

test('the first byte that belongs to no character is the place of the problem', () => {
  assert.equal(decoded(0x61, 0xff), 'not-utf8 1');
  assert.equal(decoded(0x61, 0x80), 'not-utf8 1');
  assert.equal(decoded(0xc3, 0xa9, 0xc0, 0x80), 'not-utf8 2');
  assert.equal(decoded(0xe2, 0x82), 'not-utf8 0');
  assert.equal(decoded(0xed, 0xa0, 0x80), 'not-utf8 0');
  assert.equal(decoded(0xf4, 0x90, 0x80, 0x80), 'not-utf8 0');
  assert.equal(decoded(0xf0, 0x8f, 0xbf, 0xbf), 'not-utf8 0');
  assert.equal(decoded(0xe0, 0x9f, 0xbf), 'not-utf8 0');
  assert.equal(decoded(0xf0, 0x9f, 0x90, 0x8d), '🐍');
});

test('our own scan agrees with the platform on which bytes are UTF-8', () => {
  const byte = fc.constantFrom(
    0x41,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc0,
    0xc2,
    0xdf,
    0xe0,
    0xe1,
    0xed,
    0xef,
    0xf0,
    0xf1,
    0xf4,
    0xf5,
    0xff,
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 8 }), (bytes) => {
      const result = decodeText(Uint8Array.from(bytes));
      if (result.ok || result.error.code !== 'not-utf8' || result.error.message.includes('UTF-16')) return;
      const { offset } = result.error;
      assert.ok(offset < bytes.length, 'a refused text has a first bad byte');
      new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes.slice(0, offset)));
    }),
    { numRuns: 20_000 },
  );
});

test('NUL and UTF-16 are refused', () => {
  assert.equal(decoded(0x61, 0, 0x62), 'nul-character 1');
  assert.equal(decoded(0xff, 0xfe, 0x61, 0), 'not-utf8 0');
  assert.equal(decoded(0xfe, 0xff, 0, 0x61), 'not-utf8 0');
});

test('a file above the limit is a problem before it is decoded', () => {
  const result = decodeText(new Uint8Array(11), { maxBytes: 10 });
  assert.equal(result.ok ? '' : result.error.code, 'too-large');
  assert.equal(decodeText(new Uint8Array(10).fill(0x61), { maxBytes: 10 }).ok, true);
});
