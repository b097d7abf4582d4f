import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cpuTime } from '../base/text/testing/cpu-time.ts';
import { readTar } from './tar.ts';
import { paxRecord, type TarPart, tar, tarPart } from './testing/tarball.ts';

const LIMITS = { maxEntries: 100 };

function read(parts: readonly TarPart[]) {
  return readTar(tar(parts), LIMITS);
}

function names(parts: readonly TarPart[]): string[] | string {
  const entries = read(parts);
  return entries.ok
    ? entries.value.map(({ name, kind }) => (kind === 'link' ? `${name} ->` : name))
    : entries.error.code;
}

function pax(...records: readonly [string, string][]): TarPart {
  return { name: 'pax', type: 'x', content: records.map(([key, value]) => paxRecord(key, value)).join('') };
}

const LONG = `demo-1/${'x'.repeat(200)}/file.py`;

describe('a tar archive', () => {
  it('gives back what was packed', () => {
    const file = fc.record({
      name: fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', 'b', 'é', '-', '.py') }),
      content: fc.uint8Array({ maxLength: 1500 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(file, { maxLength: 8, selector: ({ name }) => name }), (files) => {
        const entries = read(files.map(({ name, content }) => ({ name: `top/${name}`, content })));
        assert.ok(entries.ok);
        assert.deepEqual(
          entries.value.map(({ name, content }) => [name, new Uint8Array(content)]),
          files.map(({ name, content }) => [`top/${name}`, content]),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('lists files and links, folders not', () => {
    const parts = [
      { name: 'demo-1/', type: '5' },
      { name: './demo-1/a' },
      { name: 'demo-1/old/' },
      { name: 'demo-1/b', type: '2', target: 'a' },
      { name: 'demo-1/c', type: '1', size: '00000001000\0', target: 'demo-1/a' },
      { name: 'demo-1/d', type: '\0' },
    ];
    assert.deepEqual(names(parts), ['demo-1/a', 'demo-1/b ->', 'demo-1/c ->', 'demo-1/d']);
  });

  it('has long names in each of the three ways', () => {
    assert.deepEqual(names([{ name: 'file.py', prefix: 'demo-1/deep' }]), ['demo-1/deep/file.py']);
    assert.deepEqual(names([{ name: 'link', type: 'L', content: `${LONG}\0` }, { name: 'cut' }]), [LONG]);
    assert.deepEqual(names([pax(['mtime', '1.5'], ['path', LONG]), { name: 'cut' }]), [LONG]);
    const old = { name: 'file.py', prefix: '1234567', magic: 'ustar  \0' };
    assert.deepEqual(names([old]), ['file.py'], "GNU's old header has times where others have the prefix");
  });

  it('says the same name to everybody: what readers could take differently is refused', () => {
    const named = pax(['path', 'a']);
    const cases: [string, readonly TarPart[], string][] = [
      ['two entries', [{ name: 'a' }, { name: 'a' }], 'tar-duplicate'],
      ['two spellings', [{ name: 'a' }, { name: './a' }], 'tar-duplicate'],
      ['file and folder', [{ name: 'a' }, { name: 'a/', type: '5' }], 'tar-duplicate'],
      ['pax and GNU', [named, { name: 'l', type: 'L', content: 'b\0' }, { name: 'c' }], 'tar-extension'],
      ['GNU and pax', [{ name: 'l', type: 'L', content: 'b\0' }, named, { name: 'c' }], 'tar-extension'],
      ['twice in one', [pax(['path', 'a'], ['path', 'b']), { name: 'c' }], 'tar-extension'],
      ['for all', [{ ...named, type: 'g' }, { name: 'c' }], 'tar-extension'],
      ['NUL', [pax(['path', 'a\0b']), { name: 'c' }], 'tar-name'],
      ['no entry', [{ name: 'b' }, named], 'tar-extension'],
      ['sparse', [pax(['GNU.sparse.name', 'a']), { name: 'c' }], 'tar-type'],
    ];
    for (const [what, parts, code] of cases) assert.equal(names(parts), code, what);
  });

  it('leads nowhere else', () => {
    for (const name of ['../a', 'a/../../b', '/etc/passwd', 'C:/a', 'a\\b', ''])
      assert.equal(names([pax(['path', name]), { name: 'x' }]), 'tar-name', name);
    assert.equal(names([{ name: '../a' }]), 'tar-name');
  });

  it('holds no device, pipe, sparse file or type that nobody knows', () => {
    for (const type of ['3', '4', '6', '7', 'S', 'V', '\x07'])
      assert.equal(names([{ name: 'a', type }]), 'tar-type', type);
  });

  it('has sizes that fit', () => {
    assert.equal(names([{ name: 'a', size: '00000020000\0' }]), 'tar-size');
    assert.equal(names([{ name: 'a', size: 'none' }]), 'tar-size');
    assert.equal(names([{ name: 'a', size: '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' }]), 'tar-size');
    assert.equal(names([pax(['size', '-1']), { name: 'a' }]), 'tar-size');
    assert.equal(names([pax(['size', '99999999']), { name: 'a' }]), 'tar-size');
    const binary = `\x80${'\0'.repeat(9)}\x02\0`;
    const entries = read([{ name: 'a', content: 'y'.repeat(512), size: binary }]);
    assert.ok(entries.ok);
    assert.equal(entries.value[0]?.content.length, 512);
  });

  it('takes a size of a pax header where every reader takes the same', () => {
    const entries = read([pax(['size', '6']), { name: 'a', content: 'abcdef' }, { name: 'b' }]);
    assert.ok(entries.ok);
    assert.equal(Buffer.from(entries.value[0]?.content ?? []).toString(), 'abcdef');
    const hidden = tarPart({ name: 'hidden' });
    const cases: readonly TarPart[] = [
      { name: 'a', content: 'abcdef' },
      { name: 'a', content: hidden, size: '00000000000\0' },
    ];
    for (const part of cases) assert.equal(names([pax(['size', '3']), part, { name: 'b' }]), 'tar-size');
  });

  it('has links that stay in its folder, and that lead to a file before them where they are hard', () => {
    const link = (target: string, type: string, name = 'demo-1/in/link') =>
      names([{ name: 'demo-1/a' }, { name, type, target }, { name: 'demo-1/b' }]);
    for (const target of ['x', './x', 'x/y', '../a', '../in/x', 'gone'])
      assert.notEqual(link(target, '2'), 'tar-link', target);
    for (const target of ['', '/etc/passwd', '../..', '../../x', '../../demo-1/a', 'x/../../..', 'x/..', 'C:x', 'a\\b'])
      assert.equal(link(target, '2'), 'tar-link', target);
    for (const target of ['..', '../x', '.././x']) assert.equal(link(target, '2', 'demo-1/link'), 'tar-link', target);
    assert.equal(link('..', '2', 'link'), 'tar-link');
    assert.notEqual(link('demo-1/a', '1'), 'tar-link');
    for (const target of ['demo-1/b', 'demo-1', '/demo-1/a', '../demo-1/a', ''])
      assert.equal(link(target, '1'), 'tar-link', target);
    const long = { name: 'l', type: 'K', content: '/etc/passwd\0' };
    assert.equal(names([long, { name: 'demo-1/a', type: '2', target: 'x' }]), 'tar-link');
    assert.equal(names([pax(['linkpath', '/etc/passwd']), { name: 'd/a', type: '2', target: 'x' }]), 'tar-link');
    assert.equal(names([long, pax(['linkpath', 'x']), { name: 'd/a', type: '2' }]), 'tar-extension');
  });

  it('has nothing below a link', () => {
    const link = { name: 'demo-1/in', type: '2', target: 'out' };
    assert.equal(names([link, { name: 'demo-1/in/a' }]), 'tar-duplicate');
    assert.equal(names([{ name: 'demo-1/in/a' }, link]), 'tar-duplicate');
  });

  it('has a checksum in every header', () => {
    assert.equal(names([{ name: 'a', wrong: 1 }]), 'tar-header');
  });

  it('ends where its end is', () => {
    const whole = tar([{ name: 'a', content: 'x' }]);
    for (let length = 0; length < whole.length; length += 256)
      assert.equal(readTar(whole.subarray(0, length), LIMITS).ok, false, String(length));
    const trailing = readTar(Buffer.concat([whole, tarPart({ name: 'hidden' })]), LIMITS);
    assert.equal(trailing.ok ? 'ok' : trailing.error.code, 'tar-trailing');
    assert.ok(readTar(Buffer.concat([whole, Buffer.alloc(8192)]), LIMITS).ok, 'padding');
  });

  it('has no more entries than the limit, folders counted', () => {
    const parts = Array.from({ length: 101 }, (_, i) => ({ name: `${i}/`, type: '5' }));
    assert.equal(names(parts), 'tar-too-many');
  });

  it('has records that are whole', () => {
    const malformed = [
      '5 a=b',
      '6 a=b\n7',
      '99 a=b\n',
      '06 a=b\n',
      '4 ab\n',
      '1 a=b\n',
      ' a=b\n',
      '999999999999 a=b\n',
    ];
    for (const content of malformed)
      assert.equal(names([{ name: 'p', type: 'x', content }, { name: 'a' }]), 'tar-extension', content);
  });

  it('that is spoiled anywhere never throws, and never lists a name that leads out', () => {
    const whole = tar([
      pax(['path', LONG]),
      { name: 'cut', content: 'x' },
      { name: 'l', type: 'L', content: 'b' },
      { name: 'c' },
    ]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }), (edits) => {
        const copy = Buffer.from(whole);
        for (const [at, byte] of edits) copy[at] = byte;
        const entries = readTar(copy, LIMITS);
        if (entries.ok)
          for (const { name } of entries.value) assert.ok(!name.startsWith('/') && !name.split('/').includes('..'));
      }),
      { numRuns: 300 },
    );
  });

  it('that is made of small records takes linear time', () => {
    const content = Array.from({ length: 60_000 }, (_, i) => paxRecord(`k${i}`, 'v')).join('');
    assert.ok(cpuTime(() => read([{ name: 'p', type: 'x', content }, { name: 'a' }])) < 1000);
  });
});
