import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { readZip } from './zip.ts';
import { ZipPieces } from './zip-write.ts';

const LIMITS = { maxEntryBytes: 1 << 20, maxTotalBytes: 1 << 24 };

describe('ZipPieces', () => {
  for (const count of [0, 1, 3, 700])
    it(`makes an archive of ${count} entries that the strict reader takes`, () => {
      const texts = Array.from({ length: count }, (_, index) => Buffer.from(`${index}: ${'x'.repeat(index * 7)}`));
      const zip = new ZipPieces();
      const pieces = texts.flatMap((text, index) =>
        zip.entry({ name: `${index}.json`, packed: deflateRawSync(text), size: text.length, crc: crc32(text) }),
      );
      const read = readZip(Buffer.concat([...pieces, zip.end()]), LIMITS);
      assert.ok(read.ok, JSON.stringify(read));
      assert.deepEqual(
        read.value.map((entry) => entry.name),
        texts.map((_, index) => `${index}.json`),
      );
      for (const [index, entry] of read.value.entries()) {
        const content = entry.read();
        assert.ok(content.ok);
        assert.deepEqual(Buffer.from(content.value), texts[index]);
      }
    });
});
