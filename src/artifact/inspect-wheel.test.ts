import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { isSound } from './inspection.ts';
import { type CraftedEntry, zip64Field } from './testing/crafted-zip.ts';
import { makeWheel, recordHash, type WheelDefect, type WheelSpec } from './testing/distributions.ts';
import { codesOf, inspected } from './testing/inspected.ts';

const CODE = 'print("hello")\n';
const SPEC: WheelSpec = {
  name: 'demo',
  version: '1.0',
  files: { 'demo/__init__.py': CODE, 'demo/core.py': 'x = 1\n' },
};
const ELSEWHERE = 0xffffffff;

async function codes(...defects: readonly WheelDefect[]): Promise<string[]> {
  return codesOf(await inspected(makeWheel({ ...SPEC, defects })));
}

/** Changes the first entry, `demo/__init__.py`. */
function first(change: Partial<CraftedEntry>): WheelDefect {
  return {
    entries(entries) {
      entries[0] = { ...entries[0], name: 'demo/__init__.py', ...change };
    },
  };
}

/** Changes the line of RECORD of the first file. */
function line(change: (line: string[]) => string[]): WheelDefect {
  return {
    record(lines) {
      lines[0] = change(lines[0] ?? []);
    },
  };
}

function added(name: string, content = ''): WheelDefect {
  return {
    entries(entries) {
      entries.unshift({ name, content });
    },
  };
}

/** A file that RECORD lists, whatever its name. */
function listed(name: string, content: string | Uint8Array = ''): WheelDefect {
  return { files: (files) => files.set(name, Buffer.from(content)) };
}

function replaced(file: string, content: string): WheelDefect {
  return { files: (files, info) => files.set(`${info}/${file}`, Buffer.from(content)) };
}

function removed(file: string): WheelDefect {
  return { files: (files, info) => files.delete(`${info}/${file}`) };
}

const packed = deflateRawSync(Buffer.from(CODE));
const size = CODE.length;
const md5 = (content: string) => `md5=${createHash('md5').update(content).digest('base64url')}`;
const unicodePath = (name: string) => {
  const field = Buffer.concat([Buffer.from([0x75, 0x70, 5 + name.length, 0, 1, 0, 0, 0, 0]), Buffer.from(name)]);
  return { centralExtra: field };
};
const wide = { packed: ELSEWHERE, size: ELSEWHERE };

const ATTACKS: Readonly<Record<string, readonly [defect: WheelDefect, codes: readonly string[]]>> = {
  'nothing wrong': [{}, []],
  // What is in the wheel, against RECORD.
  'a file that RECORD does not list': [added('demo/hidden.py'), ['record-unlisted']],
  'a file that is listed and not there': [
    { record: (lines) => lines.push(['gone.py', '', '']) },
    ['record-missing-file'],
  ],
  'a file changed after RECORD was written': [first({ content: 'evil()\n       \n' }), ['record-hash']],
  'a file longer than RECORD says': [first({ content: `${CODE}evil()` }), ['record-hash', 'record-size']],
  'a file with an md5 hash only': [
    line(([path = '', , length = '']) => [path, md5(CODE), length]),
    ['record-weak-hash'],
  ],
  'a file without a hash': [line(([path = '']) => [path, '', '']), ['record-weak-hash']],
  'a hash that nobody knows': [
    line(([path = '', , length = '']) => [path, 'crc32=AAAA', length]),
    ['record-malformed', 'record-weak-hash'],
  ],
  'a file listed twice, alike': [{ record: (lines) => lines.push([...(lines[0] ?? [])]) }, ['record-odd']],
  'a file listed twice, differently': [
    { record: (lines) => lines.push(['demo/__init__.py', recordHash(Buffer.from('x')), '1']) },
    ['record-hash', 'record-listed-twice', 'record-size'],
  ],
  'a path in RECORD that goes up': [
    { record: (lines) => lines.push(['../x', recordHash(Buffer.from('x')), '1']) },
    ['record-malformed', 'record-missing-file'],
  ],
  'RECORD that does not list itself': [{ record: (lines) => lines.pop() }, []],
  'signatures beside RECORD': [
    { entries: (entries, info) => entries.push({ name: `${info}/RECORD.jws` }, { name: `${info}/RECORD.p7s` }) },
    [],
  ],
  'a signature elsewhere': [added('RECORD.jws'), ['record-unlisted']],
  'another hash as good': [
    line(([path = '', , length = '']) => [path, recordHash(Buffer.from(CODE), 'sha512'), length]),
    [],
  ],
  'no RECORD': [{ entries: (entries) => entries.pop() }, ['record-missing']],
  // Metadata.
  'the metadata of another project': [
    replaced('METADATA', 'Metadata-Version: 2.1\nName: other\nVersion: 1.0\n'),
    ['filename-mismatch'],
  ],
  'the metadata of another version': [
    replaced('METADATA', 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0.1\n'),
    ['filename-mismatch'],
  ],
  'the same version, written otherwise': [
    replaced('METADATA', 'Metadata-Version: 2.1\nName: DEMO\nVersion: 1.0.0\n'),
    [],
  ],
  'metadata without a name': [replaced('METADATA', 'Version: 1.0\n'), ['filename-mismatch']],
  'two names in the metadata': [
    replaced('METADATA', 'Metadata-Version: 2.1\nName: demo\nName: other\nVersion: 1.0\n'),
    ['filename-mismatch'],
  ],
  'a requirement that is none': [
    replaced('METADATA', 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nRequires-Dist: a b c\n'),
    ['metadata-malformed'],
  ],
  'no metadata': [removed('METADATA'), ['metadata-missing']],
  'two metadata folders': [listed('other-1.0.dist-info/METADATA', 'Name: other\n'), ['wheel-dist-info']],
  'no WHEEL': [removed('WHEEL'), ['wheel-file']],
  'a later major version of the format': [
    replaced('WHEEL', 'Wheel-Version: 2.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n'),
    ['wheel-file'],
  ],
  'tags of another platform': [
    replaced('WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: cp313-cp313-win_amd64\n'),
    ['wheel-tags'],
  ],
  'WHEEL that does not say where its root goes': [
    replaced('WHEEL', 'Wheel-Version: 1.0\nTag: py3-none-any\n'),
    ['wheel-file-odd'],
  ],
  'a build that the name does not have': [
    replaced('WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nBuild: 7\nTag: py3-none-any\n'),
    ['wheel-file-odd'],
  ],
  'entry points that readers take differently': [
    replaced('entry_points.txt', '[console_scripts]\ndemo\n'),
    ['entry-points-malformed'],
  ],
  'a license file that is not there': [
    replaced('METADATA', 'Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nLicense-File: LICENSE\n'),
    ['license-file-missing'],
  ],
  // Names.
  'zip slip': [listed('../../evil.py'), ['record-malformed', 'zip-name']],
  'an absolute name': [listed('/etc/cron.d/evil'), ['record-malformed', 'zip-name']],
  'a name with a drive': [listed('C:/evil.py'), ['record-malformed', 'zip-name']],
  'a name with a backslash': [added('demo\\..\\..\\evil.py'), ['zip-name']],
  'a name with a line feed': [added('demo/a\nb.py'), ['zip-name']],
  'a name with a terminal escape': [added('demo/\u001b[31m.py'), ['zip-name']],
  'a name with a NUL': [added('demo/a.py\0.txt'), ['zip-name']],
  'dots and spaces that Windows takes for `..`': [added('demo/.. ./evil.py'), ['zip-name']],
  'an endless name': [added(`demo/${'x'.repeat(2000)}`), ['zip-name']],
  'a name of many folders': [added(`${'d/'.repeat(80)}x`), ['zip-name']],
  'a name of many dots': [added(`${'. '.repeat(16_000)}x`), ['zip-name']],
  'a device of Windows': [listed('demo/aux.py'), ['entry-name-odd']],
  'a name that ends in a dot': [listed('demo/readme.'), ['entry-name-odd']],
  'text turned around': [listed('demo/\u202egpj.py'), ['entry-name-odd', 'zip-name-encoding']],
  'two names of one file on macOS': [listed('demo/CORE.py'), ['entry-name-folded']],
  'two names of one Unicode form': [
    {
      ...listed('demo/\u00e9.py'),
      record: (lines) => lines.push(['demo/e\u0301.py', recordHash(Buffer.alloc(0)), '0']),
      entries: (entries) => entries.unshift({ name: 'demo/e\u0301.py' }),
    },
    ['entry-name-folded', 'zip-name-encoding'],
  ],
  'a name that is UTF-8 by its flag only': [
    first({ name: 'demo/\u00e9', packed, central: { flags: 0x800 }, local: { flags: 0x800 } }),
    ['record-missing-file', 'record-unlisted'],
  ],
  'a file below a file': [added('demo/core.py/x.py'), ['record-unlisted', 'zip-duplicate']],
  'the same path written twice': [added('demo/./core.py'), ['record-unlisted', 'zip-duplicate']],
  'a file twice': [added('demo/core.py', 'evil()'), ['record-hash', 'zip-duplicate']],
  // The archive.
  'another name in the header of the entry': [first({ localName: 'demo/__evil__.py' }), ['zip-disagreement']],
  'another name in an extra field': [first(unicodePath('demo/__evil__.py')), ['zip-disagreement']],
  'extra fields that do not fill their place': [first({ localExtra: Buffer.from([1, 2, 3]) }), ['zip-extra']],
  'a ZIP64 field twice': [
    first({ centralExtra: Buffer.concat([zip64Field(size, packed.length), zip64Field(1, 2)]) }),
    ['zip-extra'],
  ],
  'ZIP64 sizes that hold': [
    first({
      central: wide,
      local: wide,
      centralExtra: zip64Field(size, packed.length),
      localExtra: zip64Field(size, packed.length),
    }),
    [],
  ],
  'ZIP64 sizes that nobody needs, and hold': [
    first({ centralExtra: zip64Field(size, packed.length, 0), localExtra: zip64Field(size, packed.length) }),
    [],
  ],
  'ZIP64 sizes that say something else': [
    first({ centralExtra: zip64Field(size, 1), localExtra: zip64Field(size, packed.length) }),
    ['zip-64'],
  ],
  'ZIP64 sizes that say something else in the entry': [first({ localExtra: zip64Field(size, 1) }), ['zip-64']],
  'ZIP64 sizes that are missing': [first({ central: wide, local: wide }), ['zip-64']],
  'ZIP64 sizes that are half there': [first({ central: wide, centralExtra: zip64Field(size) }), ['zip-64']],
  'a ZIP64 end that holds': [{ end: { zip64: {} } }, []],
  'a ZIP64 end that counts otherwise': [{ end: { zip64: { count: 1 } } }, ['zip-64']],
  'a ZIP64 end with another directory': [{ end: { zip64: { start: 1 } } }, ['zip-64']],
  'a ZIP64 end elsewhere': [{ end: { zip64: { at: 4 } } }, ['zip-64']],
  'a second end in the comment': [{ end: { comment: `PK\x05\x06${'\0'.repeat(18)}` } }, ['zip-several-ends']],
  'the mark of an end in the comment': [{ end: { comment: 'PK\x05\x06 and more' } }, ['zip-several-ends']],
  'a comment': [{ end: { comment: 'made by hand' } }, []],
  'a comment on an entry': [first({ comment: 'x' }), ['zip-comment']],
  'bytes behind the archive': [{ bytes: (bytes) => Buffer.concat([bytes, Buffer.from('x')]) }, ['zip-no-directory']],
  'a script before the archive': [
    { bytes: (bytes) => Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes]) },
    ['zip-gap'],
  ],
  'an archive behind the archive': [{ bytes: (bytes) => Buffer.concat([bytes, bytes]) }, ['zip-gap']],
  'hidden bytes between entries': [first({ after: Buffer.from('hidden') }), ['zip-gap']],
  'hidden bytes behind the content of an entry': [
    first({ packed: Buffer.concat([packed, Buffer.from('hidden')]) }),
    ['zip-content'],
  ],
  'overlapping entries': [
    {
      entries: (entries) =>
        entries.push({ ...(entries[1] ?? { name: '' }), name: 'demo/again.py', central: { offset: 0 } }),
    },
    ['zip-overlap'],
  ],
  'a wrong checksum': [first({ central: { crc: 1 }, local: { crc: 1 } }), ['zip-content']],
  'an entry that is encrypted': [first({ central: { flags: 1 }, local: { flags: 1 } }), ['zip-encrypted']],
  'an entry packed by bzip2': [first({ central: { method: 12 }, local: { method: 12 } }), ['zip-content']],
  'a symbolic link': [
    { entries: (entries) => entries.unshift({ name: 'demo/link', content: '/etc/passwd', mode: 0o120777 }) },
    ['zip-link'],
  ],
  'a device': [{ entries: (entries) => entries.unshift({ name: 'demo/null', mode: 0o020666 }) }, ['zip-type']],
  'a folder with content': [added('demo/in/', 'x'), ['zip-type']],
  'a folder': [
    {
      entries: (entries) =>
        entries.unshift({
          name: 'demo/',
          mode: 0o040755,
          packed: Buffer.alloc(0),
          central: { method: 0 },
          local: { method: 0 },
        }),
    },
    [],
  ],
  'a wheel cut in the middle': [{ bytes: (bytes) => bytes.subarray(0, 200) }, ['zip-no-directory']],
  'a wheel of nothing': [{ bytes: () => Buffer.alloc(0) }, ['zip-no-directory']],
};

const WARNINGS: ReadonlySet<string> = new Set([
  'record-odd',
  'metadata-malformed',
  'wheel-tags',
  'wheel-file-odd',
  'entry-points-malformed',
  'license-file-missing',
  'entry-name-odd',
  'entry-name-folded',
  'zip-name-encoding',
  'zip-comment',
  'zip-descriptor',
]);

describe('an attack with a wheel', () => {
  for (const [what, [defect, expected]] of Object.entries(ATTACKS)) {
    it(`${what}: ${expected.join(', ') || 'sound'}`, async () => {
      const inspection = await inspected(makeWheel({ ...SPEC, defects: [defect] }));
      assert.deepEqual(codesOf(inspection), expected);
      assert.equal(
        isSound(inspection),
        expected.every((code) => WARNINGS.has(code)),
      );
    });
  }

  it('a bomb: stopped by its size before it is unpacked, and by its ratio', async () => {
    const zeros = makeWheel({ ...SPEC, defects: [listed('demo/zeros', Buffer.alloc(80 << 20))] });
    assert.deepEqual(codesOf(await inspected(zeros)), ['zip-too-large']);
    assert.deepEqual(codesOf(await inspected(zeros, { maxRatio: 10_000 })), []);
    assert.deepEqual(codesOf(await inspected(zeros, { maxRatio: 10_000, maxEntryBytes: 1 << 20 })), [
      'zip-entry-too-large',
    ]);
    const lying = first({ packed: deflateRawSync(Buffer.alloc(64 << 20)) });
    assert.deepEqual(await codes(lying), ['zip-content']);
  });

  it('more entries than the limit', async () => {
    assert.deepEqual(codesOf(await inspected(makeWheel(SPEC), { maxEntries: 3 })), ['zip-too-many']);
  });

  it('metadata larger than the limit', async () => {
    const large = makeWheel({ ...SPEC, fields: [`Summary: ${'x'.repeat(5000)}`] });
    assert.deepEqual(codesOf(await inspected(large, { maxTextBytes: 1000 })), [
      'metadata-missing',
      'zip-entry-too-large',
    ]);
  });

  it('more faults than anybody reads: so many of each kind, and how many more', async () => {
    const files = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`demo/${i}.py`, '']));
    const wheel = makeWheel({ ...SPEC, files, defects: [{ record: (lines) => lines.splice(0, 500) }] });
    const { faults } = await inspected(wheel);
    assert.equal(faults.length, 21);
    assert.equal(faults.at(-1)?.message, '480 more of this kind');
  });
});
