import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readGzip } from './gzip.ts';

const MOST = 1 << 20;

function code(bytes: Uint8Array, most = MOST): string {
  const read = readGzip(bytes, most);
  return read.ok ? 'ok' : read.error.code;
}

function changed(bytes: Buffer, at: number, to: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at < 0 ? copy.length + at : at] = to;
  return copy;
}

describe('a gzip file', () => {
  it('gives back what was packed, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 9 }), (content, level) => {
        const read = readGzip(gzipSync(content, { level }), MOST);
        assert.ok(read.ok);
        assert.deepEqual(new Uint8Array(read.value), content);
      }),
      { numRuns: 60 },
    );
  });

  it('may state a name, a comment, extra bytes and a checksum of its header', () => {
    const plain = gzipSync('content');
    const extras: [number, Buffer][] = [
      [0x08, Buffer.from('name\0')],
      [0x10, Buffer.from('comment\0')],
      [0x04, Buffer.from('\x03\0abc')],
      [0x02, Buffer.from('xx')],
    ];
    for (const [flag, bytes] of extras) {
      const head = changed(plain, 3, flag);
      assert.equal(code(Buffer.concat([head.subarray(0, 10), bytes, head.subarray(10)])), 'ok', String(flag));
    }
  });

  it('that is cut off anywhere is refused', () => {
    const packed = gzipSync(Buffer.alloc(5000, 'abc'));
    for (let length = 0; length < packed.length; length++)
      assert.notEqual(code(packed.subarray(0, length)), 'ok', String(length));
  });

  it('that is cut off says so, whatever stands at its end then', () => {
    const content = Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i * 31) % 251));
    const packed = gzipSync(content);
    const reasons = new Set<string>();
    for (let length = 40; length < packed.length - 8; length += 7) {
      const read = readGzip(packed.subarray(0, length), 128 * 1024 * 1024);
      reasons.add(read.ok ? 'ok' : read.error.message);
    }
    for (const reason of reasons) assert.match(reason, /cut off/);
    const damaged = readGzip(changed(packed, 14, 0xff), 100_000);
    assert.match(damaged.ok ? 'ok' : damaged.error.message, /damaged/);
  });

  it('hides nothing behind its first member', () => {
    const one = gzipSync('one');
    assert.equal(code(Buffer.concat([one, gzipSync('two')])), 'gzip-trailing');
    assert.equal(code(Buffer.concat([one, Buffer.from('trailing bytes, more than a trailer')])), 'gzip-content');
    assert.notEqual(code(Buffer.concat([one, Buffer.alloc(1)])), 'ok');
    assert.equal(code(Buffer.concat([one, Buffer.alloc(64)])), 'gzip-content');
  });

  it('that is a bomb is refused before it is unpacked, be its size stated or not', () => {
    const bomb = gzipSync(Buffer.alloc(8 * MOST));
    assert.equal(code(bomb), 'gzip-too-large');
    const lying = Buffer.from(bomb);
    lying.writeUInt32LE(10, lying.length - 4);
    assert.equal(code(lying), 'gzip-content');
  });

  it('has the checksum and the size that it states', () => {
    const packed = gzipSync('some content of a file');
    assert.equal(code(changed(packed, -8, 0)), 'gzip-content');
    assert.equal(code(changed(packed, -4, 99)), 'gzip-content');
  });

  it('starts as one does', () => {
    const packed = gzipSync('x');
    for (const [at, to] of [
      [0, 0],
      [1, 0],
      [2, 7],
      [3, 0x80],
    ] as const)
      assert.equal(code(changed(packed, at, to)), 'gzip-header');
    assert.equal(code(changed(packed, 3, 0x08).subarray(0, 12)), 'gzip-header');
  });
});
