import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isNormalizedName, isValidName, normalizeName, parseName } from '../src/name.ts';
import { cpuTime } from './cpu-time.ts';

/** Names by the grammar, separators doubled now and then. */
const word = fc.stringMatching(/^[A-Za-z0-9]{1,4}$/);
const between = fc.constantFrom('-', '_', '.', '--', '-_.', '');
const name = fc
  .tuple(word, fc.array(fc.tuple(between, word), { maxLength: 3 }))
  .map(([first, rest]) => first + rest.flat().join(''));

describe('a name', () => {
  // Names and normalization, "Name format": these characters alone, and a letter or digit first and last.
  it('is letters, digits, `.`, `_` and `-`, a letter or digit at both ends', () => {
    fc.assert(fc.property(name, (text) => assert.ok(isValidName(text) && parseName(text).ok)));
    for (const text of ['a', 'A', '0', 'a.b', 'a-_.b', 'zope.interface']) assert.ok(isValidName(text), text);
    for (const text of [
      '',
      '-',
      '-a',
      'a-',
      '.a',
      'a.',
      '_a',
      'a_',
      'a b',
      'a\n',
      '\na',
      'é',
      'ı',
      '\u212a',
      'a/b',
      'a\u0000',
    ]) {
      assert.equal(isValidName(text), false, JSON.stringify(text));
    }
  });

  // Names and normalization, "Name format": ASCII letters, digits, `.`, `_` and `-` alone.
  it('holds no character but letters, digits, `.`, `_` and `-`', () => {
    const unit = fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(name, name, unit, (first, last, odd) => {
        const allowed = /^[A-Za-z0-9._-]$/.test(odd);
        assert.equal(isValidName(first + odd + last), allowed, JSON.stringify(odd));
        assert.equal(parseName(first + odd + last).ok, allowed);
      }),
      { numRuns: 500 },
    );
  });

  // Names and normalization, "Name format": a letter or digit at both ends.
  it('neither begins nor ends with a separator or a line end', () => {
    fc.assert(
      fc.property(name, fc.constantFrom('-', '_', '.', '\n', '\r', '-.'), (text, odd) => {
        assert.deepEqual([odd + text, text + odd].map(isValidName), [false, false]);
      }),
    );
  });

  it('that is no name is refused where it stops to be one', () => {
    for (const [text, offset] of [
      ['a b', 1],
      ['', 0],
      ['é', 0],
      ['a\n', 1],
    ] as const) {
      const parsed = parseName(text);
      assert.deepEqual(parsed.ok || [parsed.error.code, parsed.error.offset], ['invalid-name', offset]);
    }
    for (const value of [null, undefined, 5, ['a'], {}]) assert.equal(parseName(value as unknown as string).ok, false);
  });
});

describe('the normal form of a name', () => {
  // PEP 503, "Normalized Names".
  const TABLE = [
    ['Foo', 'foo'],
    ['foo__bar', 'foo-bar'],
    ['foo.-_bar', 'foo-bar'],
    ['zope.interface', 'zope-interface'],
    ['A', 'a'],
    ['_foo_', '-foo-'],
    ['', ''],
  ] as const;
  for (const [text, wanted] of TABLE)
    it(`of ${text || 'nothing'} is ${wanted || 'nothing'}`, () => assert.equal(normalizeName(text), wanted));

  // PEP 503, "Normalized Names": in lower case.
  // Names and normalization, "Name normalization": in lower case.
  it('is in lower case', () => {
    fc.assert(
      fc.property(name, (text) => {
        assert.doesNotMatch(normalizeName(text), /[A-Z]/);
        assert.equal(normalizeName(text.toUpperCase()), normalizeName(text));
      }),
    );
  });

  // PEP 503, "Normalized Names": a run of separators becomes one `-`.
  // Names and normalization, "Name normalization": each run becomes one `-`.
  it('has one `-` for each run of separators', () => {
    const run = fc.stringMatching(/^[-_.]{1,4}$/);
    fc.assert(
      fc.property(word, fc.array(fc.tuple(run, word), { maxLength: 4 }), (first, rest) => {
        const [written, wanted] = [rest.flat().join(''), rest.map(([, part]) => `-${part}`).join('')];
        assert.equal(normalizeName(first + written), (first + wanted).toLowerCase());
      }),
    );
  });

  it('is its own normal form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) =>
        assert.equal(normalizeName(normalizeName(text)), normalizeName(text)),
      ),
    );
  });

  it('is what isNormalizedName says of valid names', () => {
    fc.assert(
      fc.property(name, (text) => {
        assert.equal(isNormalizedName(text), normalizeName(text) === text);
        assert.ok(isNormalizedName(normalizeName(text)));
        assert.deepEqual(parseName(text), { ok: true, value: normalizeName(text) });
      }),
    );
    for (const text of ['', '-', 'a-', '-a', 'a--b', 'A', 'a_b', 'a.b', 'a\n'])
      assert.equal(isNormalizedName(text), false, text);
  });

  // Names and normalization, "Name normalization": names with one normal form are equivalent.
  it('is the same for two names exactly if they mean one project', () => {
    fc.assert(
      fc.property(name, fc.constantFrom('-', '_', '.', '-_.', '__'), (text, separator) => {
        assert.equal(normalizeName(text.replace(/[-_.]+/g, separator).toUpperCase()), normalizeName(text));
      }),
    );
  });

  it('takes linear time', () => {
    const started = cpuTime();
    for (const unit of ['-', 'a', 'a-', '-_.', 'A']) {
      const text = unit.repeat(1_000_000 / unit.length);
      for (const given of [text, `${text}!`, `a${text}`]) {
        normalizeName(given);
        parseName(given);
        isNormalizedName(given);
      }
    }
    assert.ok(cpuTime() - started < 10_000);
  });
});
