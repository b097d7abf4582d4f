import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sabotage } from './saboteur/list.ts';
import { Scratch } from './testing/scratch.ts';

const TOOL = join(import.meta.dirname, 'saboteurs.ts');
const FILE = 'packages/pypa/src/sign.ts';
const SIGN = 'export const sign = (x: number): number => (x < 0 ? -1 : 1);\n';
const TEST = `import assert from 'node:assert';
import { it } from 'node:test';
import { sign } from '../src/sign.ts';
it('what is below nought is negative', () => assert.equal(sign(-2), -1));
`;

interface Entry {
  readonly find: string;
  readonly replace: string;
}

const entry = (find: string, replace: string) => ({ file: FILE, find, replace, why: 'a test' });

function house(entries: readonly (Entry & { file: string; why: string })[], test: string = TEST): Scratch {
  return new Scratch().write({
    'node_modules/.package-lock.json': '{}',
    'packages/pypa/package.json': '{"name":"@rind/pypa","type":"module"}',
    [FILE]: SIGN,
    'packages/pypa/test/sign.test.ts': test,
    'packages/pypa/saboteurs/sign.json': JSON.stringify(entries),
  });
}

function run(root: string, ...args: string[]): { status: number | null; output: string } {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, '--root', root, ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('saboteurs', () => {
  it('one that a test notices is caught, by that test, and the source is left as it was', () => {
    using scratch = house([entry('x < 0', 'x > 0')]);
    const { status, output } = run(scratch.root);
    assert.match(output, /caught +sign#1 .*by: what is below nought is negative/);
    assert.match(output, /1 of 1 caught/);
    assert.equal(status, 0);
    assert.equal(readFileSync(join(scratch.root, FILE), 'utf8'), SIGN);
  });

  it('one that no test notices survives, and that is a failure', () => {
    using scratch = house([entry('x < 0', 'x < -1'), entry('x < 0', 'x > 0')]);
    const { status, output } = run(scratch.root);
    assert.match(output, /survived +sign#1/);
    assert.match(output, /sign#1 survived: packages\/pypa\/src\/sign\.ts\n {2}- x < 0\n {2}\+ x < -1\n {2}why: a test/);
    assert.match(output, /1 of 2 caught/);
    assert.equal(status, 1);
  });

  it('`--only` and `--sample` choose', () => {
    using scratch = house([entry('x < 0', 'x < -1'), entry('x < 0', 'x > 0')]);
    assert.match(run(scratch.root, '--only', 'sign#2').output, /1 of 1 caught/);
    assert.match(run(scratch.root, '--only', 'sign').output, /1 of 2 caught/);
    assert.match(run(scratch.root, '--sample', '1', '--seed', '7').output, /of 1 caught/);
    assert.equal(run(scratch.root, '--only', 'nought').status, 1);
  });

  it('tests that fail before anything is broken prove nothing', () => {
    using scratch = house([entry('x < 0', 'x > 0')], TEST.replace('-1)', '-7)'));
    const { status, output } = run(scratch.root);
    assert.match(output, /the tests fail before anything is broken/);
    assert.equal(status, 1);
  });

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
