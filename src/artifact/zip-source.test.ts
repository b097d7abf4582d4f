import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { openFileSource } from './byte-source.fs.ts';
import { type ByteSource, memorySource, SourceFailure } from './byte-source.ts';
import { zip } from './testing/crafted-zip.ts';
import { makeWheel } from './testing/distributions.ts';
import { openZip, readZipDirectory, walkZip } from './zip-source.ts';

const LIMITS = { maxEntries: 1000, maxEntryBytes: 1 << 20 };
const WALK = { maxEntryBytes: 1 << 24, maxTotalBytes: 1 << 26 };
const scratch = mkdtempSync(path.join(tmpdir(), 'rind-source-'));
after(() => rmSync(scratch, { recursive: true }));

/** Counts reads, and gives each time the same memory: what is kept of it is overwritten. */
function stingy(bytes: Uint8Array): ByteSource & { reads: number; bytes: number } {
  const pool = Buffer.alloc(bytes.length);
  return {
    size: bytes.length,
    reads: 0,
    bytes: 0,
    async read(offset, length) {
      this.reads++;
      this.bytes += length;
      pool.fill(0xee);
      Buffer.from(bytes).copy(pool, 0, offset, offset + length);
      return pool.subarray(0, length);
    },
  };
}

describe('a ZIP archive that is read by its directory', () => {
  it('costs two reads, and one more for an entry', async () => {
    const { bytes } = makeWheel({
      name: 'demo',
      version: '1',
      files: { 'demo/large': Buffer.alloc(900_000, 'abcdefg') },
    });
    const stored = zip([
      {
        name: 'pad',
        content: Buffer.alloc(400_000),
        packed: Buffer.alloc(400_000),
        central: { method: 0 },
        local: { method: 0 },
      },
      { name: 'a', content: 'text' },
    ]);
    for (const [archive, name, text] of [
      [bytes, 'demo-1.dist-info/METADATA', 'Metadata-Version'],
      [stored, 'a', 'text'],
    ] as const) {
      const source = stingy(archive);
      const entries = await readZipDirectory(source, LIMITS);
      assert.ok(entries.ok);
      assert.equal(source.reads, 2);
      const content = await entries.value.find((entry) => entry.name === name)?.read();
      assert.ok(content?.ok === true && Buffer.from(content.value).toString().startsWith(text));
      assert.equal(source.reads, 3);
      assert.ok(source.bytes < 70_000);
    }
  });

  it('keeps the content of an entry that it gave, stored ones as well', async () => {
    const stored = { central: { method: 0 }, local: { method: 0 } };
    const archive = zip(
      ['first', 'other'].map((name) => ({ name, content: name, packed: Buffer.from(name), ...stored })),
    );
    const entries = await readZipDirectory(stingy(archive), LIMITS);
    assert.ok(entries.ok);
    const contents = [];
    for (const entry of entries.value) contents.push(await entry.read());
    assert.deepEqual(
      contents.map((content) => content.ok && Buffer.from(content.value).toString()),
      ['first', 'other'],
    );
  });

  it('is held to its limits', async () => {
    const archive = zip([{ name: 'a', content: 'x'.repeat(100) }, { name: 'b' }]);
    const few = await readZipDirectory(memorySource(archive), { ...LIMITS, maxEntries: 1 });
    assert.equal(few.ok ? 'ok' : few.error.code, 'zip-too-many');
    const entries = await readZipDirectory(memorySource(archive), { ...LIMITS, maxEntryBytes: 99 });
    const content = entries.ok ? await entries.value[0]?.read() : undefined;
    assert.equal(content?.ok === false && content.error.code, 'zip-entry-too-large');
  });
});

describe('a ZIP archive that is read whole', () => {
  it('gives back what was packed, however large the pieces are', async () => {
    const content = fc.uint8Array({ maxLength: 2000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { maxLength: 5 }),
        fc.integer({ min: 1, max: 400 }),
        async (contents, times) => {
          const wanted = contents.map((bytes) => Buffer.concat(Array.from({ length: times }, () => bytes)));
          const archive = zip(wanted.map((bytes, index) => ({ name: `${index}`, content: bytes })));
          const source = stingy(archive);
          const opened = await openZip(source, LIMITS);
          assert.ok(opened.ok);
          const seen: Buffer[] = [];
          const walked = await walkZip(source, opened.value, WALK, () => {
            const pieces: Buffer[] = [];
            return (piece) => {
              if (piece === undefined) seen.push(Buffer.concat(pieces));
              else pieces.push(Buffer.from(piece));
            };
          });
          assert.ok(walked.ok);
          assert.deepEqual(seen, wanted);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a file as a source', () => {
  it('gives the bytes at their places, and nothing beyond', async () => {
    const file = path.join(scratch, 'a');
    writeFileSync(file, Buffer.alloc(6 << 20, '0123456789'));
    const opened = await openFileSource(file);
    assert.ok(opened.ok);
    await using source = opened.value;
    assert.equal(source.size, 6 << 20);
    assert.equal(Buffer.from(await source.read(10, 5)).toString(), '01234');
    assert.equal((await source.read(1, 5 << 20)).length, 5 << 20);
    assert.equal((await source.read(source.size, 0)).length, 0);
    for (const [offset, length] of [
      [-1, 1],
      [0, -1],
      [source.size, 1],
      [0.5, 1],
      [0, Number.NaN],
    ] as const)
      await assert.rejects(source.read(offset, length), RangeError);
    truncateSync(file, 100);
    await assert.rejects(source.read(50, 100), SourceFailure);
  });

  it('is a regular file', async () => {
    for (const [file, code] of [
      [scratch, 'file-not-regular'],
      ['/dev/null', 'file-not-regular'],
      [path.join(scratch, 'none'), 'file-unreadable'],
    ] as const) {
      const opened = await openFileSource(file);
      assert.equal(opened.ok ? 'ok' : opened.error.code, code, file);
    }
  });
});

describe('memory: an archive that is read whole', () => {
  it('leaves nothing of what was unpacked behind, whether its files are large or small', async () => {
    const large = zip([{ name: 'a', content: Buffer.alloc(15_000_000, 'abcdefg') }]);
    const many = Array.from({ length: 80 }, (_, at) => ({ name: `b${at}`, content: Buffer.alloc(100_000, 'xyz') }));
    for (const bytes of [large, zip(many)]) {
      const source = memorySource(bytes);
      const opened = await openZip(source, LIMITS);
      assert.ok(opened.ok);
      const before = process.memoryUsage().arrayBuffers;
      let most = before;
      let seen = 0;
      const walked = await walkZip(source, opened.value, WALK, () => (piece) => {
        seen += piece?.length ?? 0;
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      });
      assert.ok(walked.ok && seen >= 8_000_000);
      assert.ok(most - before < 3_000_000, `${most - before}`);
    }
  });
});
