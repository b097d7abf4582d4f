import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { asciiLower, isAsciiDigit, isPythonSpace, pythonSplitLines, pythonStrip } from '../src/python-text.ts';

/** All that `str.isspace` takes, from the Unicode properties that Python's reference names: WS, B, S and Zs. */
const SPACES = '\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000'.concat(
  ...Array.from({ length: 11 }, (_, i) => String.fromCharCode(0x2000 + i)),
);

/** Every UTF-16 unit that a test of units takes. */
function unitsWhere(takes: (unit: number) => boolean): string[] {
  return Array.from({ length: 0x10000 }, (_, unit) => unit)
    .filter(takes)
    .map((unit) => String.fromCharCode(unit));
}

describe("Python's white space", () => {
  it('is its own list: with FS to US and NEL, without the byte order mark', () => {
    assert.deepEqual(unitsWhere(isPythonSpace), [...SPACES].sort());
    assert.equal(isPythonSpace(Number.NaN), false);
  });

  it('is stripped from both ends and nowhere else', () => {
    assert.equal(pythonStrip('\u001c\u0085 a b\u3000\n'), 'a b');
    assert.equal(pythonStrip('\ufeffa\ufeff'), '\ufeffa\ufeff');
    assert.equal(pythonStrip(SPACES), '');
    assert.equal(pythonStrip(''), '');
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: fc.constantFrom(...SPACES) }), (text, spaces) => {
        assert.equal(pythonStrip(spaces + text + spaces), pythonStrip(text));
        assert.equal(pythonStrip(`${spaces}x${text}x${spaces}`), `x${text}x`);
      }),
    );
  });
});

describe("Python's lines", () => {
  it('end at CR LF, LF, CR, VT, FF, FS, GS, RS, NEL, LS and PS', () => {
    for (const end of ['\r\n', '\n', '\r', '\v', '\f', '\u001c', '\u001d', '\u001e', '\u0085', '\u2028', '\u2029']) {
      assert.deepEqual(pythonSplitLines(`a${end}b${end}`), ['a', 'b'], JSON.stringify(end));
      assert.deepEqual(pythonSplitLines(`${end}${end}a`), ['', '', 'a'], JSON.stringify(end));
    }
    for (const text of ['a\u001fb', 'a b', 'a\u0000b', 'a\ufeffb', 'a\tb'])
      assert.deepEqual(pythonSplitLines(text), [text]);
    assert.deepEqual(pythonSplitLines('a\n\rb'), ['a', '', 'b']);
  });

  it('are none in no text, and no empty one is behind the last end', () => {
    assert.deepEqual(pythonSplitLines(''), []);
    assert.deepEqual(pythonSplitLines('\n'), ['']);
    assert.deepEqual(pythonSplitLines('a\n'), ['a']);
    assert.deepEqual(pythonSplitLines('a\n\n'), ['a', '']);
  });
});

describe('ASCII', () => {
  it('digits are 0 to 9', () => {
    assert.deepEqual(unitsWhere(isAsciiDigit), [...'0123456789']);
  });

  it('letters alone are lower-cased', () => {
    assert.equal(asciiLower('AZaz09-É\u0130\u212aΣ'), 'azaz09-É\u0130\u212aΣ');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const wanted = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
        assert.equal(asciiLower(text), wanted);
      }),
    );
  });
});
