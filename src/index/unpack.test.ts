import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { letGo } from '../base/let-go.ts';
import { unpacked } from './unpack.ts';

const MOST = 8 * 1024 * 1024;

/** The same content with another length stated at its end: that is no gzip any more. */
function lying(packed: Buffer, length: number): Buffer {
  const copy = Buffer.from(packed);
  copy.writeUInt32LE(length, copy.length - 4);
  return copy;
}

describe('unpacking', () => {
  it('gives what was packed, of any length', async () => {
    for (const length of [0, 1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 100_000, 5 * 1024 * 1024]) {
      const content = randomBytes(length);
      const got = await unpacked(gzipSync(content), 'gzip', MOST);
      assert.ok(got instanceof Uint8Array && content.equals(got), `${length}`);
    }
  });

  it('memory: a page comes in one piece that has its memory to itself, and can be let go of', async () => {
    const packed = gzipSync(Buffer.alloc(3_000_000, 'a line of a page\n'));
    const before = process.memoryUsage().arrayBuffers;
    const got = await unpacked(packed, 'gzip', MOST);
    const taken = process.memoryUsage().arrayBuffers - before;
    assert.ok(got instanceof Uint8Array && taken < 4_000_000, `${taken}`);
    letGo(got);
    assert.equal(got.length, 0);
  });

  it('a length that is a lie is damage, and takes no memory', async () => {
    const packed = gzipSync(Buffer.alloc(100_000, 'a'));
    const before = process.memoryUsage().arrayBuffers;
    for (const length of [0, 1, 99_999, 100_001, 0xffff_ffff]) {
      assert.equal(await unpacked(lying(packed, length), 'gzip', MOST), 'damaged');
      assert.ok(process.memoryUsage().arrayBuffers - before < 3_000_000);
    }
  });

  it('a bomb is unpacked as far as allowed and no further', async () => {
    assert.equal(await unpacked(gzipSync(Buffer.alloc(MOST + 1)), 'gzip', MOST), 'too-large');
    assert.equal(await unpacked(Buffer.from('no gzip'), 'gzip', MOST), 'damaged');
  });
});
