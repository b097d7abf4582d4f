import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
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

  it('a test of another noun may catch it too', () => {
    using scratch = house([{ ...entry('x < 0', 'x > 0') }]);
    renameSync(
      join(scratch.root, 'packages/pypa/test/sign.test.ts'),
      join(scratch.root, 'packages/pypa/test/other.test.ts'),
    );
    assert.match(run(scratch.root).output, /1 of 1 caught/);
  });

  it('a loop without end is caught', () => {
    using scratch = house([entry('(x < 0', '((() => { for (;;); })() || x < 0')]);
    assert.match(run(scratch.root, '--patience', '1').output, /caught +sign#1 .*by: a test that hangs/);
  });

  it('a saboteur of a file that is not there, or that no test looks at, proves nothing', () => {
    using scratch = house([{ ...entry('x', 'y'), file: 'packages/pypa/src/nought.ts' }]);
    assert.match(run(scratch.root).output, /nought\.ts is not there/);
    rmSync(join(scratch.root, 'packages/pypa/test'), { recursive: true });
    scratch.write({ 'packages/pypa/saboteurs/sign.json': JSON.stringify([entry('x < 0', 'x > 0')]) });
    assert.match(run(scratch.root).output, /no test file matches/);
  });

  it('one of the rest of the house names its own tests, and breaks workspace packages as the house sees them', () => {
    using scratch = house([]).write({
      'src/use.test.ts': TEST.replace("'../src/sign.ts'", "'@rind/pypa'"),
      'packages/pypa/package.json': '{"name":"@rind/pypa","type":"module","exports":{".":"./src/sign.ts"}}',
      'tools/saboteurs/house.json': JSON.stringify([{ ...entry('x < 0', 'x > 0'), tests: ['src/**/*.test.ts'] }]),
    });
    mkdirSync(join(scratch.root, 'node_modules/@rind'));
    symlinkSync('../../packages/pypa', join(scratch.root, 'node_modules/@rind/pypa'));
    assert.match(run(scratch.root).output, /caught +house#1/);
  });

  it('a test that fails before anything is broken proves nothing, and hides no other that does', () => {
    using scratch = house([entry('x < 0', 'x > 0')], TEST.replace('-1)', '-7)'));
    const { status, output } = run(scratch.root);
    assert.match(output, /sign#1 survived/);
    assert.equal(status, 1);
    const more = "it('what is above nought is positive', () => assert.equal(sign(2), 1));\n";
    scratch.write({ 'packages/pypa/test/sign.test.ts': TEST.replace('-1)', '-7)') + more });
    assert.match(run(scratch.root).output, /caught +sign#1 .*by: what is above nought is positive/);
  });
});
