import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { normalizeName, parseVersion } from '@rind/pypa';
import { problem } from '../base/problem.ts';
import { type ByteSource, memorySource, SourceFailure } from './byte-source.ts';
import { inspectDistribution } from './inspect.ts';
import { DEFAULT_INSPECTION_LIMITS, isSound } from './inspection.ts';
import { makeSdist, makeWheel, makeZipSdist, type SdistDefect, type SdistSpec } from './testing/distributions.ts';
import { codesOf, inspected } from './testing/inspected.ts';
import { paxRecord, type TarPart } from './testing/tarball.ts';

const SPEC: SdistSpec = { name: 'demo', version: '1.0', files: { 'demo/__init__.py': 'x = 1\n' } };

function added(...parts: readonly TarPart[]): SdistDefect {
  return { members: (members) => members.push(...parts) };
}

function changed(name: string, content: string): SdistDefect {
  return {
    members(members, folder) {
      const at = members.findIndex((member) => member.name === `${folder}/${name}`);
      members[at] = { name: `${folder}/${name}`, content };
    },
  };
}

function removed(...names: readonly string[]): SdistDefect {
  return {
    members(members, folder) {
      for (const name of names)
        members.splice(
          members.findIndex((member) => member.name === `${folder}/${name}`),
          1,
        );
    },
  };
}

const pax = (key: string, value: string): TarPart => ({ name: 'pax', type: 'x', content: paxRecord(key, value) });

const ATTACKS: Readonly<Record<string, readonly [defect: SdistDefect, codes: readonly string[]]>> = {
  'nothing wrong': [{}, []],
  'two gzip members': [{ bytes: (bytes) => Buffer.concat([bytes, gzipSync('more')]) }, ['gzip-trailing']],
  'an archive in two gzip members': [
    {
      bytes: (bytes) =>
        Buffer.concat([gzipSync(gunzipSync(bytes).subarray(0, 1024)), gzipSync(gunzipSync(bytes).subarray(1024))]),
    },
    ['tar-end'],
  ],
  'garbage behind': [{ bytes: (bytes) => Buffer.concat([bytes, Buffer.from('garbage')]) }, ['gzip-trailing']],
  'garbage behind that is longer than a trailer': [
    { bytes: (bytes) => Buffer.concat([bytes, Buffer.alloc(5000, 'x')]) },
    ['gzip-trailing'],
  ],
  'a wrong checksum': [{ bytes: (bytes) => spoiled(bytes, -8) }, ['gzip-content']],
  'a wrong size': [{ bytes: (bytes) => spoiled(bytes, -4) }, ['gzip-content']],
  'damaged content': [{ bytes: (bytes) => spoiled(bytes, 20) }, ['gzip-content']],
  'a file cut in the middle': [{ bytes: (bytes) => bytes.subarray(0, bytes.length >> 1) }, ['gzip-content']],
  'no gzip': [{ bytes: (bytes) => gunzipSync(bytes) }, ['gzip-header']],
  nothing: [{ bytes: () => Buffer.alloc(0) }, ['gzip-header']],
  'something behind the end of the archive': [
    { archive: (archive) => Buffer.concat([archive, Buffer.from('hidden')]) },
    ['tar-trailing'],
  ],
  'an archive behind the archive': [{ archive: (archive) => Buffer.concat([archive, archive]) }, ['tar-trailing']],
  'no end': [{ archive: (archive) => archive.subarray(0, -1024) }, ['tar-end']],
  'something behind a content': [{ archive: (archive) => spoiled(archive, 512 + 500) }, ['tar-padding']],
  'tar slip': [added({ name: '../../evil.py' }), ['tar-name']],
  'an absolute name': [added({ name: '/etc/cron.d/evil' }), ['tar-name']],
  'a long name that leads out': [added(pax('path', '../../evil.py'), { name: 'demo-1.0/x' }), ['tar-name']],
  'a link to /etc/passwd': [added({ name: 'demo-1.0/link', type: '2', target: '/etc/passwd' }), ['tar-link']],
  'a link out of the folder': [added({ name: 'demo-1.0/link', type: '2', target: '../other' }), ['tar-link']],
  'a link in the folder': [added({ name: 'demo-1.0/link', type: '2', target: 'demo' }), []],
  'a file written through a link': [
    added({ name: 'demo-1.0/link', type: '2', target: 'demo' }, { name: 'demo-1.0/link/evil.py' }),
    ['tar-duplicate'],
  ],
  'a hard link to a file outside': [added({ name: 'demo-1.0/link', type: '1', target: '/etc/passwd' }), ['tar-link']],
  'a hard link to a file before it': [added({ name: 'demo-1.0/link', type: '1', target: 'demo-1.0/PKG-INFO' }), []],
  'a device': [added({ name: 'demo-1.0/null', type: '3' }), ['tar-type']],
  'a sparse file': [added({ name: 'demo-1.0/sparse', type: 'S' }), ['tar-type']],
  'a sparse file of pax': [added(pax('GNU.sparse.major', '1'), { name: 'demo-1.0/x' }), ['tar-type']],
  'a file twice': [added({ name: 'demo-1.0/demo/__init__.py', content: 'evil()' }), ['tar-duplicate']],
  'a second PKG-INFO': [added({ name: './demo-1.0/PKG-INFO', content: 'Name: evil' }), ['tar-duplicate']],
  'a size that only some read': [added(pax('size', '512'), { name: 'demo-1.0/x' }), ['tar-size']],
  'two names that differ by case': [added({ name: 'demo-1.0/DEMO/__init__.py' }), ['entry-name-folded']],
  'a device of Windows': [added({ name: 'demo-1.0/con.txt' }), ['entry-name-odd']],
  'two folders at the top': [added({ name: 'other-1.0/PKG-INFO' }), ['sdist-top-folder']],
  'an empty folder at the top': [added({ name: 'other-1.0/', type: '5' }), ['sdist-top-folder']],
  'a file at the top': [added({ name: 'setup.py', content: 'evil()' }), ['sdist-top-folder']],
  'a link at the top': [added({ name: 'demo', type: '1', target: 'demo-1.0/PKG-INFO' }), ['sdist-top-folder']],
  'the metadata of another project': [
    changed('PKG-INFO', 'Metadata-Version: 2.1\nName: other\nVersion: 1.0\n'),
    ['filename-mismatch'],
  ],
  'the metadata of another version': [
    changed('PKG-INFO', 'Metadata-Version: 2.1\nName: demo\nVersion: 2\n'),
    ['filename-mismatch'],
  ],
  'no metadata': [removed('PKG-INFO'), ['metadata-missing']],
  'metadata that is a link': [
    {
      members: (members) => {
        members[0] = { name: 'demo-1.0/PKG-INFO', type: '2', target: 'pyproject.toml' };
      },
    },
    ['metadata-missing'],
  ],
  'nothing that says how it is built': [removed('pyproject.toml'), ['sdist-no-build']],
  'a license file that is not there': [
    changed('PKG-INFO', 'Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nLicense-File: LICENSE\n'),
    ['license-file-missing'],
  ],
};

function spoiled(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ 0x55;
  return copy;
}

const WARNINGS = ['tar-padding', 'entry-name-folded', 'entry-name-odd', 'sdist-no-build', 'license-file-missing'];

describe('an attack with a source distribution', () => {
  for (const [what, [defect, expected]] of Object.entries(ATTACKS)) {
    it(`${what}: ${expected.join(', ') || 'sound'}`, async () => {
      const inspection = await inspected(makeSdist({ ...SPEC, defects: [defect] }));
      assert.deepEqual(codesOf(inspection), expected);
      assert.equal(
        isSound(inspection),
        expected.every((code) => WARNINGS.includes(code)),
      );
    });
  }

  it('a bomb: stopped at the limit', async () => {
    const zeros = makeSdist({ ...SPEC, files: { zeros: Buffer.alloc(80 << 20) } });
    assert.deepEqual(codesOf(await inspected(zeros)), ['gzip-too-large']);
    assert.deepEqual(codesOf(await inspected(zeros, { maxRatio: 10_000 })), []);
    assert.deepEqual(codesOf(await inspected(zeros, { maxRatio: 10_000, maxEntryBytes: 1 << 20 })), ['tar-too-large']);
  });

  it('a bomb of zeros behind the end', async () => {
    const zeros = makeSdist({
      ...SPEC,
      defects: [{ archive: (archive) => Buffer.concat([archive, Buffer.alloc(80 << 20)]) }],
    });
    assert.deepEqual(codesOf(await inspected(zeros)), ['gzip-too-large']);
  });

  it('more entries than the limit', async () => {
    assert.deepEqual(codesOf(await inspected(makeSdist(SPEC), { maxEntries: 2 })), ['tar-too-many']);
  });
});

describe('a source distribution', () => {
  it('says what it is made of', async () => {
    const files = {
      ...SPEC.files,
      'setup.py': '',
      LICENSE: 'free',
      'blob.txt': Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'),
    };
    for (const make of [makeSdist, makeZipSdist]) {
      const inspection = await inspected(
        make({ ...SPEC, files, fields: ['License-File: LICENSE'], requires: ['six'] }),
      );
      assert.deepEqual(codesOf(inspection), []);
      assert.equal(inspection.kind, 'sdist');
      assert.deepEqual(inspection.sdist, { folder: 'demo-1.0', hasPyproject: true, hasSetupPy: true });
      assert.equal(inspection.metadata?.path, 'demo-1.0/PKG-INFO');
      assert.deepEqual(inspection.licenseFiles, ['demo-1.0/LICENSE']);
      assert.deepEqual(inspection.nativeLibraries, [{ path: 'demo-1.0/blob.txt', format: 'elf', isNamed: false }]);
    }
  });

  it('may be a zip, by the same rules', async () => {
    assert.deepEqual(codesOf(await inspected(makeZipSdist({ ...SPEC, folder: 'other-2' }))), ['sdist-folder-name']);
    const two = makeZipSdist({ ...SPEC, files: { '../x/y': '' } });
    assert.deepEqual(codesOf(await inspected(two)), ['zip-name']);
  });

  it('of a kind that is not read is a problem that says so', async () => {
    for (const name of [
      'demo-1.0.tar.bz2',
      'demo-1.0.tgz',
      'demo-1.0-py2.7.egg',
      'demo.tar.gz',
      'demo-1.0.whl',
      'x',
      '',
    ]) {
      const refused = await inspectDistribution(name, memorySource(Buffer.alloc(0)), DEFAULT_INSPECTION_LIMITS);
      assert.equal(refused.ok ? 'ok' : refused.error.code, 'archive-unsupported', name);
    }
    const bz2 = await inspectDistribution('demo-1.0.tar.bz2', memorySource(Buffer.alloc(0)), DEFAULT_INSPECTION_LIMITS);
    assert.ok(!bz2.ok && /`\.tar\.bz2`/.test(bz2.error.hint ?? ''));
  });
});

describe('a distribution file', () => {
  it('that was asked for is of that release', async () => {
    const { filename, bytes } = makeWheel({ name: 'demo', version: '1.0' });
    const ask = async (name: string, text: string) => {
      const version = parseVersion(text);
      assert.ok(version.ok);
      const asked = { name: normalizeName(name), version: version.value };
      const inspection = await inspectDistribution(filename, memorySource(bytes), DEFAULT_INSPECTION_LIMITS, asked);
      assert.ok(inspection.ok);
      return codesOf(inspection.value);
    };
    assert.deepEqual(await ask('demo', '1'), []);
    assert.deepEqual(await ask('demo', '1.0.1'), ['name-asked']);
    assert.deepEqual(await ask('demo-2', '1.0'), ['name-asked']);
  });

  it('whose source fails is a problem of the source', async () => {
    for (const { filename, bytes } of [makeWheel(SPEC), makeSdist(SPEC)]) {
      for (let reads = 0; reads < 3; reads++) {
        let left = reads;
        const failing: ByteSource = {
          size: bytes.length,
          async read(offset, length) {
            if (left-- === 0) throw new SourceFailure(problem('file-unreadable', 'the disk is broken'));
            return bytes.subarray(offset, offset + length);
          },
        };
        const inspection = await inspectDistribution(filename, failing, DEFAULT_INSPECTION_LIMITS);
        if (!inspection.ok) assert.equal(inspection.error.code, 'file-unreadable');
        else assert.ok(left >= 0, 'it was never asked');
      }
    }
  });
});
