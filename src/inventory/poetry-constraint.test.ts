import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatSpecifierSet } from '@rind/pypa';
import { parsePoetryConstraint } from './poetry-constraint.ts';

function set(text: string): string {
  const parsed = parsePoetryConstraint(text);
  if (!parsed.ok) return `! ${parsed.error.offset}`;
  const { specifiers, alternatives } = parsed.value;
  return specifiers === undefined ? alternatives.map(formatSpecifierSet).join(' | ') : formatSpecifierSet(specifiers);
}

describe('a constraint of Poetry\u2019s', () => {
  /** What each lets in was compared with poetry-core 2.5.0, as were 1,352 made-up ones. */
  const MEANINGS: Readonly<Record<string, string>> = {
    '^1.2.3': '<2.0.0,>=1.2.3',
    '^1.2': '<2.0,>=1.2',
    '^1': '<2,>=1',
    '^0.2.3': '<0.3.0,>=0.2.3',
    '^0.0.3': '<0.0.4,>=0.0.3',
    '^0.0': '<0.1,>=0.0',
    '^0': '<1,>=0',
    '^1.0a1': '<2.0,>=1.0a1',
    '^1!2.3': '<1!3.0,>=1!2.3',
    '^1.2.3.4': '<2.0.0.0,>=1.2.3.4',
    '~1.2.3': '<1.3.0,>=1.2.3',
    '~1.2': '<1.3,>=1.2',
    '~1': '<2,>=1',
    '~=1.2.3': '~=1.2.3',
    '~=1': '<2,>=1',
    '*': '',
    x: '',
    '1.*': '==1.*',
    '1.2.*.*': '==1.2.*',
    '!=1.2.*': '!=1.2.*',
    '1.2.3': '==1.2.3',
    '=1.2.3': '==1.2.3',
    '==1.2.3': '==1.2.3',
    '>=1,<2': '<2,>=1',
    '>=1 <2': '<2,>=1',
    '>= 1 , < 2,': '<2,>=1',
    '>=1.*': '>=1',
    '>=1 || ^2': '>=1',
    '^1 | *': '',
    // The pre-releases of 2 are in neither.
    '^1 || ^2': '<2,>=1 | <3,>=2',
  };

  for (const [text, meaning] of Object.entries(MEANINGS)) {
    it(`\`${text}\` is \`${meaning}\``, () => assert.equal(set(text), meaning));
  }

  it('of alternatives that PEP 440 cannot write is told by them', () => {
    assert.equal(set('1.0 || 2.0'), '==1.0 | ==2.0');
  });

  it('that is none is said, with its place', () => {
    for (const [text, at] of Object.entries({
      '': 0,
      '^^1': 0,
      '^': 0,
      'a b': 0,
      '>=1,nonsense': 4,
      '===1': 0,
      '<>1': 0,
      '^1 ||': 5,
      '|| ^1': 0,
      '^1.*': 0,
      '>=1 || ^x': 7,
    }))
      assert.equal(set(text), `! ${at}`, text);
  });

  it('without end is read in no time', () => {
    for (const text of [
      '^1||'.repeat(20_000),
      `1${'.*'.repeat(500_000)}x`,
      '>'.repeat(500_000),
      `${' '.repeat(500_000)}x y`,
      `^${'9'.repeat(4000)}`,
    ])
      set(text);
  });
});
