import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Parsed } from '@rind/pypa';
import fc from 'fast-check';
import { type DistributionMetadata, readSdistMetadata, readWheelMetadata } from './distribution-metadata.ts';
import { sdist } from './testing/tarball.ts';
import { zipFile } from './testing/zip-file.ts';

function told(read: Parsed<DistributionMetadata>): string {
  return read.ok ? `${read.value.path}: ${Buffer.from(read.value.bytes).toString()}` : read.error.code;
}

describe('the metadata in an archive', () => {
  it('of a wheel stands in its only .dist-info', () => {
    assert.equal(
      told(readWheelMetadata(zipFile({ 'a.py': '', 'a-1.dist-info/METADATA': 'x' }))),
      'a-1.dist-info/METADATA: x',
    );
    assert.equal(told(readWheelMetadata(zipFile({ 'a-1.dist-info/RECORD': '' }))), 'wheel-metadata');
    assert.equal(told(readWheelMetadata(zipFile({ 'in/a-1.dist-info/METADATA': 'x' }))), 'wheel-metadata');
    assert.equal(
      told(readWheelMetadata(zipFile({ 'a-1.dist-info/METADATA': 'x', 'b-1.dist-info/LICENSE': '' }))),
      'wheel-metadata',
    );
  });

  it('of a wheel names its SBOMs', () => {
    const read = readWheelMetadata(
      zipFile({
        'a-1.dist-info/METADATA': '',
        'a-1.dist-info/sboms/z.cdx.json': '{}',
        'a-1.dist-info/sboms/b.spdx.json': '',
      }),
    );
    assert.ok(read.ok);
    assert.deepEqual(read.value.sboms, ['a-1.dist-info/sboms/b.spdx.json', 'a-1.dist-info/sboms/z.cdx.json']);
  });

  it('of a source distribution stands in its only top folder', () => {
    assert.equal(
      told(readSdistMetadata(sdist('a-1', { 'PKG-INFO': 'x', 'a.egg-info/PKG-INFO': 'y' }), false)),
      'a-1/PKG-INFO: x',
    );
    assert.equal(told(readSdistMetadata(zipFile({ 'a-1/PKG-INFO': 'x' }), true)), 'a-1/PKG-INFO: x');
    assert.equal(told(readSdistMetadata(sdist('a-1', { 'setup.py': '' }), false)), 'sdist-metadata');
    assert.equal(
      told(readSdistMetadata(zipFile({ 'a-1/PKG-INFO': 'x', 'b-1/PKG-INFO': 'y' }), true)),
      'sdist-metadata',
    );
    assert.equal(told(readSdistMetadata(zipFile({ 'PKG-INFO': 'x' }), true)), 'sdist-metadata');
  });

  it('of spoiled archives is a fault, and never thrown', () => {
    const whole = [sdist('a-1', { 'PKG-INFO': 'x' }), zipFile({ 'a-1.dist-info/METADATA': 'x' })];
    fc.assert(
      fc.property(fc.nat(1), fc.nat(), fc.nat(255), (which, at, byte) => {
        const copy = Buffer.from(whole[which] ?? []);
        copy[at % copy.length] = byte;
        readSdistMetadata(copy, false);
        readSdistMetadata(copy, true);
        readWheelMetadata(copy);
      }),
      { numRuns: 200 },
    );
  });
});
