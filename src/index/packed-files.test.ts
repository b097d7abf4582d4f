import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProjectFile } from '@rind/pypa';
import fc from 'fast-check';
import { type PackedFile, packFile, unpackFile } from './packed-files.ts';
import { readPage } from './page.ts';
import { named } from './testing/index-server.ts';
import { upstreamOf } from './upstream.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const hashes = fc
  .array(fc.tuple(fc.constantFrom('sha256', 'md5', '__proto__', 'constructor'), text), { maxLength: 3 })
  .map((pairs) => new Map(pairs));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const file: fc.Arbitrary<ProjectFile> = fc.record({
  filename: text,
  url: text,
  hashes,
  requiresPython: maybe(text),
  yanked: fc.oneof(fc.boolean(), text),
  size: maybe(fc.nat()),
  uploadTime: maybe(fc.tuple(text, fc.integer()).map(([said, at]) => ({ text: said, epochMilliseconds: at }))),
  coreMetadata: maybe(fc.oneof(fc.boolean(), hashes)),
  gpgSig: maybe(fc.boolean()),
  provenance: maybe(text),
});

describe('a packed file', () => {
  it('is what it was, whatever its index wrote', () => {
    fc.assert(
      fc.property(file, (made) => {
        const one = { ...made };
        const kept: PackedFile = JSON.parse(JSON.stringify(packFile(one)));
        assert.deepEqual({ ...unpackFile(kept) }, one);
      }),
      { numRuns: 500 },
    );
  });
});

function read(files: readonly object[], packs: boolean) {
  const upstream = upstreamOf({ name: 'x', url: 'https://x.example/simple/', trusted: false });
  assert.ok(upstream.ok);
  const bytes = Buffer.from(JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'demo', files, versions: ['1.0'] }));
  const source = { bytes, contentType: 'application/vnd.pypi.simple.v1+json', url: 'https://x.example/simple/demo/' };
  const reading = readPage(source, named('demo'), upstream.value, { packs });
  for (;;) {
    const step = reading.next();
    if (step.done !== true) continue;
    assert.ok(step.value.ok);
    const { files: found, ...page } = step.value.page;
    return { ...page, files: Array.from(found, (one) => ({ ...one, distribution: one.distribution })) };
  }
}

describe('a page that is read into little room', () => {
  it('is the page that it is otherwise: files of others, disputed ones and those that nobody takes are left out', () => {
    const name = fc.constantFrom(
      'demo-1.0.tar.gz',
      'demo-1.0-py3-none-any.whl',
      'demo-2.0.zip',
      'other-1.0.tar.gz',
      'demo.exe',
      'demo-3.0.tar.gz',
    );
    const entry = fc.record({
      filename: name,
      url: fc.constantFrom('demo.tar.gz', 'https://evil.example/demo.tar.gz', '../x/demo.tar.gz#sha256=ab'),
      hashes: fc.constantFrom({ sha256: 'a'.repeat(64) }, { sha256: 'b'.repeat(64) }, {}),
      yanked: fc.constantFrom(false, true, 'why'),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (files) => {
        assert.deepEqual(read(files, true), read(files, false));
      }),
      { numRuns: 200 },
    );
  });
});
