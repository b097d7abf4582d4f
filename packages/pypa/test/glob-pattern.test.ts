import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { parseGlobPattern } from '../src/glob-pattern.ts';

const fault = (text: string) => {
  const parsed = parseGlobPattern(text);
  return parsed.ok ? undefined : `${parsed.error.code} ${parsed.error.offset}`;
};

// glob patterns, "Valid glob patterns": the examples, and each rule.
it('a pattern of literal characters, separators and wildcards is valid', () => {
  for (const text of [
    'LICEN[CS]E*',
    'AUTHORS*',
    'licenses/LICENSE.MIT',
    'a b',
    'licenses/**/*.txt',
    '[a-z0-9._ -]?',
    'é/𝒶_9',
    '.a',
    'a/',
  ]) {
    assert.equal(fault(text), undefined, text);
  }
  const part = fc.constantFrom('a', 'Z', '0', ' ', '_', '-', '*', '**', '?', '[a-z]', '[_ .]', '/', 'é', '.x');
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), (parts) => {
      const text = `x${parts.join('')}`;
      assert.equal(fault(text), undefined);
    }),
  );
});
it('any other character is refused where it stands', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('\\', '{', '}', '!', '"', ':', '\n', '\t', '\0', '€', '\u2028', '~', ','),
      fc.stringMatching(/^[a-z*]{0,5}$/),
      (bad, before) => {
        assert.equal(fault(before + bad + before), `invalid-pattern-character ${before.length}`);
      },
    ),
  );
  assert.equal(fault('𝒶{'), 'invalid-pattern-character 2');
});
it('a pattern is relative and does not go upwards', () => {
  assert.equal(fault('/LICENSE'), 'absolute-pattern 0');
  assert.equal(fault('../LICENSE'), 'parent-in-pattern 0');
  assert.equal(fault('a/../b'), 'parent-in-pattern 2');
  assert.equal(fault(''), 'empty-pattern 0');
});
it('brackets are closed, are not nested, and hold literal characters', () => {
  assert.equal(fault('a[b'), 'unbalanced-brackets 1');
  assert.equal(fault('a]'), 'unbalanced-brackets 1');
  assert.equal(fault('a[]'), 'unbalanced-brackets 2');
  assert.equal(fault('a[[b]]'), 'unbalanced-brackets 2');
  assert.equal(fault('[a/b]'), 'invalid-pattern-character 2');
  assert.equal(fault('[!a]'), 'invalid-pattern-character 1');
  assert.equal(fault('[a*]'), 'invalid-pattern-character 2');
});
