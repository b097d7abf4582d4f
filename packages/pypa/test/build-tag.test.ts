import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type BuildTag, compareBuildTags, formatBuildTag, parseBuildTag } from '../src/build-tag.ts';

function read(text: string): BuildTag {
  const parsed = parseBuildTag(text);
  return parsed.ok ? parsed.value : assert.fail(parsed.error.message);
}

describe('a build tag', () => {
  // PEP 427, "File name convention", build tag: it must start with a digit.
  it('starts with an ASCII digit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(parseBuildTag(text).ok, /^[0-9]/.test(text));
      }),
    );
    for (const text of ['', 'a1', '٣', '²', ' 1', '+1', '-1', '_1']) {
      const parsed = parseBuildTag(text);
      assert.equal(parsed.ok ? undefined : parsed.error.code, 'invalid-build-tag', text);
    }
  });

  // PEP 427: the first item is the initial digits as a number, the second the remainder.
  it('is the leading digits as a number, and all the rest', () => {
    assert.deepEqual(read('1000abc'), { number: '1000', rest: 'abc' });
    assert.deepEqual(read('007'), { number: '7', rest: '' });
    assert.deepEqual(read('000'), { number: '0', rest: '' });
    assert.deepEqual(read('1_2'), { number: '1', rest: '_2' });
    assert.deepEqual(read('2٣'), { number: '2', rest: '٣' });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n }), fc.stringMatching(/^(?:[^0-9].*)?$/s), (number, rest) => {
        assert.deepEqual(read(`00${number}${rest}`), { number: String(number), rest });
        assert.equal(formatBuildTag(read(`${number}${rest}`)), `${number}${rest}`);
      }),
    );
  });

  // The listed exception `build-tag-line-end`: Python's packaging drops the rest from a line feed on.
  it('keeps a rest after a line feed, so that two files are never the same build', () => {
    assert.deepEqual(read('1\nx'), { number: '1', rest: '\nx' });
    assert.notEqual(compareBuildTags(read('1\nx'), read('1\ny')), 0);
  });

  // PEP 427: it sorts as an empty tuple when absent, else as number then text.
  it('sorts after no build tag, by number, then by the rest', () => {
    const order = [
      undefined,
      '0',
      '0a',
      '1',
      '1\ue000',
      '1\u{10000}',
      '2',
      '10',
      '9007199254740993',
      '18446744073709551616',
    ];
    const tags = order.map((text) => (text === undefined ? undefined : read(text)));
    for (const [i, left] of tags.entries()) {
      for (const [j, right] of tags.entries()) {
        assert.equal(Math.sign(compareBuildTags(left, right)), Math.sign(i - j), `${order[i]} and ${order[j]}`);
      }
    }
    assert.equal(compareBuildTags(read('01a'), read('1a')), 0);
  });

  it('has no more digits than Python reads', () => {
    assert.equal(parseBuildTag('1'.repeat(4300)).ok, true);
    const parsed = parseBuildTag('1'.repeat(4301));
    assert.equal(parsed.ok ? undefined : parsed.error.code, 'number-too-long');
    assert.equal(parseBuildTag('0'.repeat(1_000_000)).ok, false);
    assert.equal(parseBuildTag(undefined as unknown as string).ok, false);
  });
});
