import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sdist, tar } from '../../artifact/testing/tarball.ts';
import { zipFile } from '../../artifact/testing/zip-file.ts';
import type { Reading } from '../format.ts';
import { memoryFolder } from '../testing/memory-folder.ts';
import { format, readDistribution } from './distributions.ts';

function metadata(name: string, version: string, ...headers: readonly string[]): string {
  return ['Metadata-Version: 2.4', `Name: ${name}`, `Version: ${version}`, ...headers, '', ''].join('\n');
}

function wheel(name: string, version: string, ...headers: readonly string[]): Buffer {
  return zipFile({ [`${name}-${version}.dist-info/METADATA`]: metadata(name, version, ...headers), 'a.py': '' });
}

function read(files: Record<string, Uint8Array | string>): Reading {
  return format.read(memoryFolder(files, { path: 'wheels' }));
}

function told({ components, problems }: Reading): [string[], string[]] {
  return [
    components.map(({ name, version, reasons }) => `${name} ${version} ${reasons.join()}`.trim()),
    problems.map(({ code, at }) => `${code} ${at?.path}:${at?.line}`),
  ];
}

describe('a folder of distributions', () => {
  it('is one that holds a wheel or a source distribution', () => {
    for (const name of ['a-1-py3-none-any.whl', 'a-1.tar.gz']) assert.ok(format.matches(new Set(['x', name])), name);
    for (const name of ['a.whl', 'a.tar.gz', 'photos-2024.zip', 'a-1.tgz'])
      assert.ok(!format.matches(new Set([name])), name);
  });

  it('lists what their metadata says, with the hash of the file', () => {
    const bytes = wheel('Demo_Lib', '1.0', 'License-Expression: MIT', 'Requires-Python: >=3.9', 'Requires-Dist: other');
    const reading = read({
      'Demo_Lib-1.0-py3-none-any.whl': bytes,
      'other-2.tar.gz': sdist('other-2', { 'PKG-INFO': metadata('other', '2') }),
    });
    assert.deepEqual(reading.components[0], {
      name: 'demo-lib',
      version: '1.0',
      source: { kind: 'path', url: 'wheels' },
      requiresPython: '>=3.9',
      license: 'MIT',
      extras: [],
      groups: [''],
      hashes: [`sha256:${createHash('sha256').update(bytes).digest('hex')}`],
      locations: [{ path: 'wheels/Demo_Lib-1.0-py3-none-any.whl', line: 1, column: 1 }],
      reasons: [],
      requires: ['other'],
    });
    assert.deepEqual(told(reading), [['demo-lib 1.0', 'other 2'], []]);
    assert.deepEqual(reading.roots.get(''), ['demo-lib']);
  });

  it('reads source distributions packed as ZIP too, and one file alone', () => {
    const old = zipFile({ 'old-1/PKG-INFO': metadata('old', '1'), 'old-1/setup.py': '' });
    const folder = memoryFolder({ 'old-1.zip': old, 'b-1-py3-none-any.whl': wheel('b', '1') });
    const reading = readDistribution(folder, 'old-1.zip');
    assert.ok(reading);
    assert.deepEqual(told(reading), [['old 1'], []]);
    assert.equal(readDistribution(folder, 'notes.txt'), undefined);
  });

  it('keeps to the metadata where the name says something else, undetermined', () => {
    const reading = read({
      'good-1-py3-none-any.whl': wheel('evil', '1'),
      'a-1.0-py3-none-any.whl': wheel('a', '1'),
      'b-2.tar.gz': sdist('b-2', { 'PKG-INFO': metadata('b', '3') }),
      'c-1.tar.gz': sdist('c-1', { 'PKG-INFO': 'Metadata-Version: 2.1\n' }),
    });
    assert.deepEqual(told(reading), [
      ['a 1', 'b 3 unknown-version', 'c null unknown-version', 'evil 1 unknown-version'],
      [
        'archive-mismatch wheels/b-2.tar.gz:1',
        'archive-mismatch wheels/c-1.tar.gz:1',
        'archive-mismatch wheels/good-1-py3-none-any.whl:1',
      ],
    ]);
  });

  it('keeps to the name where the archive cannot be read, and says why', () => {
    const two = zipFile({ 'a-1.dist-info/METADATA': metadata('a', '1'), 'b-1.dist-info/METADATA': metadata('b', '1') });
    const link = gzipSync(tar([{ name: 'l-1/PKG-INFO', type: '2' }]));
    const files: Record<string, Uint8Array | string> = {
      'bomb-1.tar.gz': gzipSync(Buffer.alloc(300 * 1024 * 1024)),
      'empty-1.tar.gz': '',
      'flat-1.tar.gz': gzipSync(tar([{ name: 'PKG-INFO', content: metadata('flat', '1') }])),
      'l-1.tar.gz': link,
      'none-1-py3-none-any.whl': zipFile({ 'a.py': '' }),
      'text-1-py3-none-any.whl': 'no archive',
      'twice-1.tar.gz': gzipSync(tar([{ name: 'twice-1/PKG-INFO' }, { name: 'twice-1/PKG-INFO' }])),
      'two-1-py3-none-any.whl': two,
      'up-1.tar.gz': sdist('up-1', { '../../PKG-INFO': '' }),
    };
    const names = Object.keys(files);
    assert.deepEqual(told(read(files)), [
      names.map((file) => file.replace(/^([^-]+)-1.*$/, '$1 1')),
      names.map((file) => `archive-invalid wheels/${file}:1`),
    ]);
  });
});
