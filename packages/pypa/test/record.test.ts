import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatRecord, parseRecord, type RecordPlace } from '../src/record.ts';
import { cpuTime } from './cpu-time.ts';

const digest = (algorithm: string) => createHash(algorithm).update('x').digest('base64url');
const SHA256 = `sha256=${digest('sha256')}`;
const codes = (text: string, place?: RecordPlace) => parseRecord(text, place).faults.map(({ code }) => code);
const located = (text: string) => parseRecord(text).faults.map(({ code, offset }) => [code, offset]);
const path = (text: string, place?: RecordPlace) => codes(`${text},${SHA256},1\n`, place);

describe('RECORD', () => {
  // PEP 376, "RECORD": path, hash and size of each file; PEP 427: `digestname=urlsafe_b64encode_nopad(digest)`.
  it('lists path, hash and size of each file', () => {
    const text = `pkg/a.py,${SHA256},3144\n"a,b.txt",${SHA256},0\na-1.dist-info/RECORD,,\n`;
    const hash = { algorithm: 'sha256', digest: digest('sha256') };
    const { entries, faults } = parseRecord(text);
    assert.deepEqual(faults, []);
    assert.deepEqual(entries, [
      { path: 'pkg/a.py', hash, size: 3144, offset: 0 },
      { path: 'a,b.txt', hash, size: 0, offset: 65 },
      { path: 'a-1.dist-info/RECORD', hash: undefined, size: undefined, offset: 128 },
    ]);
    assert.equal(formatRecord(entries), text);
  });

  it('is written so that it reads back', () => {
    const entry = fc.record({
      path: fc.string({ minLength: 1 }),
      hash: fc.option(fc.constant({ algorithm: 'sha256', digest: digest('sha256') }), { nil: undefined }),
      size: fc.option(fc.maxSafeNat(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(entry), (made) => {
        const given = made.map(({ path, hash, size }) => ({ path, hash, size }));
        const read = parseRecord(formatRecord(given), 'installed').entries;
        assert.deepEqual(
          read.map(({ offset: _, ...rest }) => rest),
          given,
        );
      }),
    );
  });

  // PEP 427, "The .dist-info directory": sha256 or better; md5 and sha1 are not permitted.
  it('needs hashes at least as good as sha256', () => {
    for (const strong of ['sha256', 'sha384', 'sha512', 'sha3_256', 'sha3_384', 'sha3_512']) {
      assert.deepEqual(codes(`a,${strong}=${digest(strong.replace('_', '-'))},1\n`), [], strong);
    }
    assert.deepEqual(codes(`a,blake2b=${digest('blake2b512')},1\na2,blake2s=${digest('blake2s256')},1\n`), []);
    for (const weak of ['md5', 'sha1', 'sha224', 'sha3_224']) {
      assert.deepEqual(codes(`a,${weak}=${digest(weak.replace('_', '-'))},1\n`), ['weak-hash'], weak);
    }
    for (const unknown of ['SHA256', 'crc32', 'shake_128', 'sha-256']) {
      assert.deepEqual(codes(`a,${unknown}=${digest('sha256')},1\n`), ['unknown-hash'], unknown);
    }
  });

  // PEP 427, "Signed wheel files": URL-safe base64 without trailing `=`.
  it('needs digests of the right length in the right alphabet', () => {
    const good = 'AVTFPZpEKzuHr7OvQZmhaU3LvwKz06AJw8mT_pNh2yI';
    assert.deepEqual(codes(`a,sha256=${good},1\n`), []);
    for (const bad of [
      `${good}=`,
      good.slice(1),
      `${good}A`,
      good.replace('_', '/'),
      good.replace('_', '+'),
      `${good.slice(0, -1)}J`,
      `${good.slice(0, -1)} `,
      '',
    ]) {
      assert.deepEqual(codes(`a,sha256=${bad},1\n`), ['invalid-digest'], bad);
    }
    assert.deepEqual(codes(`a,sha512=${good},1\n`), ['invalid-digest']);
    assert.deepEqual(located(`a,md5=${good},1\n`), [
      ['weak-hash', 2],
      ['invalid-digest', 2],
    ]);
  });

  it('a hash without algorithm or sign is none', () => {
    for (const bad of ['sha256', '=x', 'sha256:x']) {
      const reading = parseRecord(`a,${bad},1\n`);
      assert.deepEqual(
        reading.faults.map(({ code, offset }) => [code, offset]),
        [['invalid-hash', 2]],
      );
      assert.equal(reading.entries[0]?.hash, undefined);
    }
  });

  // PEP 427, "The .dist-info directory": every file but RECORD has its hash, RECORD cannot.
  it('of a wheel has a hash for every file but RECORD', () => {
    assert.deepEqual(located('a,,\nb.pyc,,1\n'), [
      ['missing-hash', 0],
      ['missing-hash', 4],
    ]);
    assert.deepEqual(codes('a-1.dist-info/RECORD,,\n'), []);
    assert.deepEqual(path('a-1.dist-info/RECORD'), ['hashed-record']);
    assert.deepEqual(codes('x/a-1.dist-info/RECORD,,\n'), ['missing-hash']);
    assert.deepEqual(codes('.dist-info/RECORD,,\n'), ['missing-hash']);
    assert.deepEqual(codes('a-1.dist-info/RECORD2,,\n'), ['missing-hash']);
  });

  // PEP 427, "Signed wheel files": signatures are not mentioned in RECORD.
  it('of a wheel lists no signature of itself', () => {
    for (const signature of ['a-1.dist-info/RECORD.jws', 'a-1.dist-info/RECORD.p7s']) {
      assert.deepEqual(codes(`${signature},,\n`), ['listed-signature']);
      assert.deepEqual(path(signature), ['listed-signature']);
    }
  });

  it('of a wheel has plain relative paths', () => {
    for (const absolute of ['/etc/passwd', 'C:/x', 'c:x'])
      assert.deepEqual(path(absolute), ['absolute-path'], absolute);
    assert.deepEqual(path('\\x'), ['absolute-path', 'backslash-in-path']);
    assert.deepEqual(path('a\\b'), ['backslash-in-path']);
    for (const upwards of ['../x', 'a/../b', '..', 'a/..'])
      assert.deepEqual(path(upwards), ['parent-in-path'], upwards);
    assert.deepEqual(path('a\\..\\b'), ['backslash-in-path', 'parent-in-path']);
    for (const odd of ['./a', 'a/./b', 'a//b', 'a/', '.']) assert.deepEqual(path(odd), ['unnormalized-path'], odd);
    assert.deepEqual(path('..a/b..'), []);
    assert.deepEqual(path('a:b'), ['absolute-path']);
    assert.deepEqual(path('ab:c'), []);
  });

  // Recording installed projects, "The RECORD file": paths may be absolute, hashes and sizes absent.
  it('of an installed project may have absolute paths and lack hashes', () => {
    assert.deepEqual(codes('/usr/bin/x,,\n../../bin/y,,\na\\b.pyc,,\n', 'installed'), []);
    assert.deepEqual(path('a-1.dist-info/RECORD', 'installed'), []);
    assert.deepEqual(codes('a,md5=x,1\na,,\n', 'installed'), ['weak-hash', 'invalid-digest', 'duplicate-path']);
  });

  it('lists a path once, without line ends or control characters', () => {
    assert.deepEqual(located(`a,${SHA256},1\nb,${SHA256},1\na,${SHA256},2\n`), [
      ['duplicate-path', 2 * SHA256.length + 10],
    ]);
    for (const odd of ['"a\nb"', '"a\rb"', 'a\0b', 'a\x1bb', 'a\x7fb', 'a\u0085b', 'a\u2028b']) {
      assert.deepEqual(path(odd), ['control-character-in-path'], JSON.stringify(odd));
    }
    assert.deepEqual(path(''), ['empty-path']);
  });

  it('has three fields in a line and no empty line', () => {
    assert.deepEqual(located(`a,${SHA256}\n`), [['wrong-field-count', 0]]);
    assert.deepEqual(codes(`a,${SHA256},1,x\n`), ['wrong-field-count']);
    assert.deepEqual(codes('a\n'), ['wrong-field-count', 'missing-hash']);
    assert.deepEqual(located(`a,${SHA256},1\n\nb,${SHA256},1\n`), [['blank-line', SHA256.length + 5]]);
    assert.equal(parseRecord('a\n\n').entries.length, 1);
  });

  // Recording installed projects, "The RECORD file": a base 10 integer.
  it('has sizes in plain digits', () => {
    for (const bad of ['-1', '1e3', '٣', ' 5', '1_0', '0x1', '1.0', '9007199254740992']) {
      const reading = parseRecord(`a,${SHA256},${bad}\n`);
      assert.deepEqual(
        reading.faults.map(({ code, offset }) => [code, offset]),
        [['invalid-size', SHA256.length + 3]],
        bad,
      );
      assert.equal(reading.entries[0]?.size, undefined);
    }
    assert.equal(parseRecord(`a,${SHA256},007\n`).entries[0]?.size, 7);
    assert.deepEqual(codes(`a,${SHA256},\n`), []);
  });

  it('is read in linear time and never throws', () => {
    const started = cpuTime();
    for (const unit of ['"', ',', '\n', 'a', '/', '\\', '=', 'a\n', '../', '1', 'A', '""', '.dist-info/RECORD']) {
      const long = unit.repeat(200_000 / unit.length);
      for (const text of [long, `a,${long}`, `a,sha256=${long}`, `a,,${long}`]) parseRecord(text);
    }
    assert.ok(cpuTime() - started < 10_000);
    for (const odd of [undefined, null, 5, {}]) assert.deepEqual(parseRecord(odd as unknown as string).entries, []);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(parseRecord(text).faults)));
  });
});
