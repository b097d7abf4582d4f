import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { packed } from './pack.ts';

/** A page: lines that are much alike, each with a hash of its own. */
const PAGE = Buffer.from(
  Array.from({ length: 20_000 }, (_, at) => `<a href="name-1.${at}.whl#sha256=${(at * 7919).toString(16)}">`).join(
    '\n',
  ),
);

/** How far a frame looks back. Unit: bytes. Source: RFC 8878 §3.1.1.1. */
function windowOf(frame: Buffer): number {
  const [descriptor = 0, window = 0] = frame.subarray(4);
  assert.equal(descriptor & 0x20, 0, 'a frame of one segment is as large as its content');
  const base = 2 ** (10 + (window >> 3));
  return base + (base / 8) * (window & 7);
}

test('what is packed is what it was, by each coding', async () => {
  assert.ok(gunzipSync(await packed(PAGE, 'gzip')).equals(PAGE));
  assert.ok(zstdDecompressSync(await packed(PAGE, 'zstd')).equals(PAGE));
  assert.equal(await packed(PAGE, 'identity'), PAGE);
});

test('memory: what is packed has just the memory that it needs, and leaves none behind', async () => {
  for (const content of [PAGE, PAGE.subarray(0, 5000), Buffer.concat(Array.from({ length: 12 }, () => PAGE))])
    for (const coding of ['gzip', 'zstd'] as const) {
      const before = process.memoryUsage().arrayBuffers;
      const body = await packed(content, coding);
      assert.equal(body.buffer.byteLength, body.length);
      const left = process.memoryUsage().arrayBuffers - before - body.length;
      assert.ok(left < 150_000, `${left}`);
    }
});

test('memory: a page is packed with 128 KiB to look back over, however long it is', async () => {
  assert.equal(windowOf(await packed(PAGE, 'zstd')), 128 * 1024);
});
