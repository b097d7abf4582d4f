import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { zip } from '../../src/artifact/testing/crafted-zip.ts';
import { readZip } from '../../src/artifact/zip.ts';
import { osv } from '../rind.ts';
import { permanentTree } from './folder.ts';
import { assertCivil, auditReport, measured } from './measured.ts';

const LIMITS = { maxEntryBytes: 1 << 20, maxTotalBytes: 1 << 22 };
const a = { name: 'a.json', content: '{"a": 1}' };
const b = { name: 'b.json', content: '{"b": 2}' };
const whole = zip([a, b]);
const ELSEWHERE = 0xffffffff;
const crc = crc32(Buffer.from(a.content));

function descriptor(sum: number): Buffer {
  const facts = Buffer.alloc(16);
  facts.writeUInt32LE(0x08074b50, 0);
  facts.writeUInt32LE(sum, 4);
  facts.writeUInt32LE(deflateRawSync(Buffer.from(a.content)).length, 8);
  facts.writeUInt32LE(a.content.length, 12);
  return facts;
}
const follows = { central: { flags: 8 }, local: { flags: 8, crc: 0, packed: 0, size: 0 } };

/** The fault of an archive, of itself or of the first entry that has one when it is read. */
function faultOf(archive: Uint8Array): string {
  const read = readZip(archive, LIMITS);
  if (!read.ok) return read.error.code;
  for (const entry of read.value) {
    const content = entry.read();
    if (!content.ok) return content.error.code;
  }
  return 'none';
}

const ARCHIVES: Readonly<Record<string, readonly [archive: Uint8Array, fault: string]>> = {
  'a good one': [whole, 'none'],
  'a good one with a comment': [zip([a], { comment: 'hello' }), 'none'],
  'one whose checksum and sizes follow the content': [zip([{ ...a, ...follows, after: descriptor(crc) }, b]), 'none'],
  'the same, and what follows lies': [zip([{ ...a, ...follows, after: descriptor(1) }, b]), 'zip-disagreement'],
  'the same, and nothing follows': [zip([{ ...a, ...follows }, b]), 'zip-disagreement'],
  nothing: [new Uint8Array(), 'zip-no-directory'],
  'a text': [Buffer.from('hello'), 'zip-no-directory'],
  'an archive without entries': [zip([]), 'none'],
  'an archive cut before its end': [whole.subarray(0, -1), 'zip-no-directory'],
  'an archive cut in the middle': [whole.subarray(0, 60), 'zip-no-directory'],
  'garbage behind': [Buffer.concat([whole, Buffer.from('x')]), 'zip-no-directory'],
  'garbage before': [Buffer.concat([Buffer.from('#!/bin/sh\n'), whole]), 'zip-gap'],
  'garbage before, and offsets that know of it': [zip([{ ...a, before: Buffer.from('#!/bin/sh\n') }, b]), 'zip-gap'],
  'something hidden between two entries': [zip([a, { ...b, before: Buffer.from('hidden') }]), 'zip-gap'],
  'something hidden before the directory': [zip([a, { ...b, after: Buffer.from('hidden') }]), 'zip-gap'],
  'a second archive behind the first': [Buffer.concat([zip([a]), zip([b])]), 'zip-gap'],
  'two entries of one name': [zip([a, a]), 'zip-duplicate'],
  'two entries over the same bytes': [zip([a, { ...b, central: { offset: 0 } }]), 'zip-overlap'],
  'another name in the header': [zip([{ ...a, localName: 'c.json' }]), 'zip-disagreement'],
  'another size in the header': [zip([{ ...a, local: { size: 1 } }]), 'zip-disagreement'],
  'another packed size in the header': [zip([{ ...a, local: { packed: 1 } }]), 'zip-disagreement'],
  'another checksum in the header': [zip([{ ...a, local: { crc: 1 } }]), 'zip-disagreement'],
  'another method in the header': [zip([{ ...a, local: { method: 0 } }]), 'zip-disagreement'],
  'other flags in the header': [zip([{ ...a, local: { flags: 0x800 } }]), 'zip-disagreement'],
  'a wrong checksum in both places': [zip([{ ...a, central: { crc: 1 }, local: { crc: 1 } }]), 'zip-content'],
  'a size too small in both places': [zip([{ ...a, central: { size: 1 }, local: { size: 1 } }]), 'zip-content'],
  'a size too large in both places': [zip([{ ...a, central: { size: 99 }, local: { size: 99 } }]), 'zip-content'],
  'a method that nobody knows': [zip([{ ...a, central: { method: 99 }, local: { method: 99 } }]), 'zip-content'],
  'an encrypted entry': [zip([{ ...a, central: { flags: 1 }, local: { flags: 1 } }]), 'zip-encrypted'],
  'content that is no deflate': [zip([{ ...a, packed: Buffer.from('ÿÿÿÿ') }]), 'zip-content'],
  'an entry beyond the limit': [zip([{ name: 'x', content: '0'.repeat(2 << 20) }]), 'zip-entry-too-large'],
  'a bomb that says what it is': [
    zip(Array.from({ length: 9 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(1 << 19) }))),
    'zip-too-large',
  ],
  'a bomb that says it is small': [
    zip([{ name: 'x', content: 'x', packed: deflateRawSync(Buffer.alloc(1 << 24)) }]),
    'zip-content',
  ],
  'ZIP64 in the end record': [zip([a], { start: ELSEWHERE }), 'zip-64'],
  'ZIP64 in the count': [zip([a], { count: 0xffff }), 'zip-64'],
  'ZIP64 in the size of the directory': [zip([a], { size: ELSEWHERE }), 'zip-64'],
  'ZIP64 in an entry': [zip([{ ...a, central: { size: ELSEWHERE }, local: { size: ELSEWHERE } }]), 'zip-64'],
  'several disks': [zip([a], { disk: 1 }), 'zip-disks'],
  'a count too small': [zip([a, b], { count: 1 }), 'zip-directory'],
  'a count too large': [zip([a], { count: 2 }), 'zip-directory'],
  'a directory that starts elsewhere': [zip([a], { start: 1 }), 'zip-gap'],
  'an offset beyond the archive': [zip([{ ...a, central: { offset: 9999 } }]), 'zip-gap'],
  'a packed size beyond the archive': [
    zip([{ ...a, central: { packed: 9999 }, local: { packed: 9999 } }]),
    'zip-entry',
  ],
  'a name that goes up': [zip([{ ...a, name: '../../etc/passwd' }]), 'zip-name'],
  'a name that goes up in the middle': [zip([{ ...a, name: 'x/../../y' }]), 'zip-name'],
  'an absolute name': [zip([{ ...a, name: '/etc/passwd' }]), 'zip-name'],
  'a name with a drive': [zip([{ ...a, name: 'C:x' }]), 'zip-name'],
  'a name with backslashes': [zip([{ ...a, name: '..\\x' }]), 'zip-name'],
  'a name with a NUL': [zip([{ ...a, name: 'a\0.json' }]), 'zip-name'],
  'an empty name': [zip([{ ...a, name: '' }]), 'zip-name'],
};

describe('a hostile archive', () => {
  for (const [what, [archive, fault]] of Object.entries(ARCHIVES)) {
    it(`${what}: ${fault}`, () => assert.equal(faultOf(archive), fault));
  }

  it('cut or changed at any byte, it is refused or read, and never throws', () => {
    for (let at = 0; at < whole.length; at++) {
      faultOf(whole.subarray(0, at));
      for (const bit of [1, 0x80]) {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ bit;
        faultOf(changed);
      }
    }
  });

  it('as a source of advisories, one entry too large is one problem, and the rest counts', () => {
    const record = osv('T-1', 'demo', [{ introduced: '0' }]);
    const archive = zip([
      { name: 'large.json', content: '0'.repeat(17 << 20) },
      { name: 'T-1.json', content: record },
    ]);
    const root = permanentTree({
      'all.zip': archive,
      'bad.zip': zip([{ name: 'T.json', content: record, local: { crc: 1 } }]),
      'bomb.zip': zip(Array.from({ length: 40 }, (_, i) => ({ name: `${i}.json`, content: Buffer.alloc(15 << 20) }))),
      'rind.toml': '[advisories]\nsources = ["all.zip", "bad.zip", "bomb.zip"]\n',
      'requirements.txt': 'demo==1\n',
    });
    const report = auditReport(root);
    assert.deepEqual(
      report.problems.map(({ code }) => code),
      ['archive-invalid', 'archive-invalid', 'file-too-large'],
    );
    // What the sources that cannot be read would have said of malware stays open.
    assert.deepEqual(
      report.findings.map(({ rule, outcome }) => `${rule} ${outcome}`),
      ['known-malware unknown', 'known-vulnerability fail'],
    );
    const ran = measured(root, ['sync', '--from', 'all.zip', '--max-entry-size', '18M']);
    assertCivil(ran);
  });
});
