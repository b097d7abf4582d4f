import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareCodePoints, endOfDottedWord, isPythonIdentifier, isPythonWord } from '../src/python-identifier.ts';

describe('words and identifiers of Python', () => {
  it('a word character is a letter or number of any script, or an underscore', () => {
    for (const word of ['a', 'Z', '0', '_', 'é', '京', '٣', '½', '²', 'Ⅷ', '\u{10400}']) {
      assert.equal(isPythonWord(word.codePointAt(0) ?? 0), true, word);
    }
    for (const other of ['-', '.', ' ', '@', '[', '`', '{', '/', ':', '\u0301', '\u200d', '€', '\ud800']) {
      assert.equal(isPythonWord(other.codePointAt(0) ?? 0), false, other);
    }
  });

  it('an identifier starts with a letter or underscore and may go on with digits and marks', () => {
    for (const text of ['a', '_', 'A1', 'ünï', 'a\u0301', 'a٣', '京', '℘', 'class', '\u{10400}x']) {
      assert.equal(isPythonIdentifier(text), true, text);
    }
    for (const text of ['', '1', 'a-b', 'a b', 'a\n', '\u0301', '٣', 'p¹', 'a.b', '½']) {
      assert.equal(isPythonIdentifier(text), false, text);
    }
  });

  it('a dotted word ends at the first other character', () => {
    assert.equal(endOfDottedWord('a.b_c-d', 0), 5);
    assert.equal(endOfDottedWord('x é.京\u{10400} y', 2), 7);
    assert.equal(endOfDottedWord('-', 0), 0);
    assert.equal(endOfDottedWord('abc', 3), 3);
  });

  it('order of text is by code point, as in Python', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    const points = (value: string) => [...value].map((unit) => unit.codePointAt(0) ?? 0);
    const byPoints = (a: string, b: string) => {
      const [left, right] = [points(a), points(b)];
      for (const [i, point] of left.entries()) {
        const other = right[i];
        if (other === undefined) return 1;
        if (point !== other) return point - other;
      }
      return left.length - right.length;
    };
    const special = fc.array(
      fc.constantFrom('a', '\ue000', '\u{10000}', '\u{10001}', '\u{10ffff}', '\uffff', '\ud800', '\udc00'),
      { maxLength: 4 },
    );
    const either = fc.oneof(
      text,
      special.map((units) => units.join('')),
    );
    fc.assert(
      fc.property(either, either, (a, b) => {
        assert.equal(Math.sign(compareCodePoints(a, b)), Math.sign(byPoints(a, b)));
      }),
      { numRuns: 2000 },
    );
    assert.ok(compareCodePoints('\u{10000}', '\ue000') > 0);
    assert.ok(compareCodePoints('a', 'ab') < 0);
  });
});
