import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Advisory } from './advisory.ts';
import { disagreementsOf, type Statement } from './disagreement.ts';

function statement(id: string, affected: boolean | undefined, ...fixed: string[]): Statement {
  const advisory: Advisory = {
    id,
    aliases: [],
    upstream: [],
    modified: '',
    affected: [],
    repositories: [],
    hashes: [],
    source: 's',
  };
  return { advisory, affected, fixed };
}

describe('records of one flaw', () => {
  it('that say the same do not disagree', () => {
    assert.deepEqual(disagreementsOf('1', [statement('A', true, '2.0', '3'), statement('B', true, '2')]), []);
    assert.deepEqual(disagreementsOf('1', [statement('A', false), statement('B', false)]), []);
  });

  it('disagree when one calls the release affected and another does not', () => {
    assert.deepEqual(disagreementsOf('1', [statement('B', false), statement('A', true)]), [
      '`A` of `s` calls `1` affected, `B` of `s` does not',
    ]);
    assert.deepEqual(disagreementsOf('1', [statement('B', true), statement('A', true), statement('C', false)]), [
      '`A` of `s`, `B` of `s` call `1` affected, `C` of `s` does not',
    ]);
  });

  it('disagree when their first fixes differ', () => {
    assert.deepEqual(disagreementsOf('1', [statement('A', true, '2.1'), statement('B', true, '2.0', '2.1')]), [
      'the first fix after `1` is `2.0` (`B` of `s`), `2.1` (`A` of `s`): its records differ',
    ]);
  });

  it('do not disagree by saying nothing: no fix, or not to be told', () => {
    const all = [statement('A', true, '2'), statement('B', true), statement('C', undefined, '3')];
    assert.deepEqual(disagreementsOf('1', all), []);
  });

  it('are counted beyond three', () => {
    const many = Array.from({ length: 500 }, (_, i) => statement(`A-${1000 + i}`, true, `2.${i}`));
    const [sentence = ''] = disagreementsOf('1', many);
    assert.match(sentence, /`2\.0`.*`2\.1`.*`2\.2`.* and 497 more: its records differ$/);
    const [call = ''] = disagreementsOf('1', [...many.map((one) => ({ ...one, fixed: [] })), statement('B', false)]);
    assert.match(call, / and 497 more call `1` affected/);
  });
});
