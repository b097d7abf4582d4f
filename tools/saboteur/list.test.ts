import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readSaboteurs, sabotage } from './list.ts';

const ROOT = path.join(import.meta.dirname, '../..');

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

  // Only a sample is tried on each run: one that proves nothing would be found by chance, and late.
  it('every one of the lists finds its text once, changes something, and names tests that are there', () => {
    const tests = new Map<string, number>();
    const found = (pattern: string): number => {
      const known = tests.get(pattern) ?? globSync(pattern, { cwd: ROOT }).length;
      tests.set(pattern, known);
      return known;
    };
    const wrong = readSaboteurs(ROOT).flatMap((saboteur) => {
      const file = path.join(ROOT, saboteur.file);
      if (!existsSync(file)) return [`${saboteur.id}: no ${saboteur.file}`];
      const outcome = sabotage(readFileSync(file, 'utf8'), saboteur);
      if ('fault' in outcome) return [`${saboteur.id}: ${outcome.fault}`];
      return saboteur.tests.some((pattern) => found(pattern) > 0) ? [] : [`${saboteur.id}: no test of it is there`];
    });
    assert.deepEqual(wrong, []);
  });
});
