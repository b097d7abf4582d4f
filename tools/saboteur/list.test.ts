import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sabotage } from './list.ts';

const SIGN = 'export const sign = (x: number): number => (x < 0 ? -1 : 1);\n';

const entry = (find: string, replace: string) => ({ file: 'src/sign.ts', find, replace, why: 'a test' });

describe('a saboteur', () => {
  it('one whose text is not there exactly once, that changes nothing, or that does not parse proves nothing', () => {
    const saboteur = { id: 'sign#1', list: 'sign', tests: [] };
    const outcome = (find: string, replace: string) => sabotage(SIGN, { ...saboteur, ...entry(find, replace) });
    assert.deepEqual(outcome('x < 0', 'x > 0'), { text: SIGN.replace('x < 0', 'x > 0') });
    assert.match(JSON.stringify(outcome('number', 'string')), /stands 2 times/);
    assert.match(JSON.stringify(outcome('y', 'z')), /stands 0 times/);
    assert.match(JSON.stringify(outcome('x < 0', 'x < 0')), /changes nothing/);
    assert.match(JSON.stringify(outcome('x < 0', 'x <')), /does not parse/);
  });

  it('the replacement is taken as it is written', () => {
    const outcome = sabotage('const a = 1;', { id: '', list: '', tests: [], ...entry('1', "'$&'") });
    assert.deepEqual(outcome, { text: "const a = '$&';" });
  });
});
