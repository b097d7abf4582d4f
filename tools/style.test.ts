import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { measureStyle } from './style.ts';
import { Scratch } from './testing/scratch.ts';

/** The budgets that a text breaks, with what is said of each place. */
function broken(text: string, path = 'src/base/x.ts'): Record<string, string[]> {
  using scratch = new Scratch().write({ [path]: text });
  const budgets = measureStyle(scratch.root).filter(({ kept }) => !kept);
  return Object.fromEntries(budgets.map(({ name, spots }) => [name, spots.map(({ line, what }) => `${line} ${what}`)]));
}

describe('style', () => {
  it('a file in order breaks no budget', () => {
    const text =
      '/** Nought. */\nexport const nought = 0 as const;\n// biome-ignore lint/x: the table is easier to read so\n';
    assert.deepEqual(broken(text), {});
  });

  it('a function of 61 lines is long', () => {
    const long = (lines: number): string => `function f(): void {${'\n'.repeat(lines - 1)}}\n`;
    assert.deepEqual(broken(long(60)), {});
    assert.deepEqual(broken(long(61)), { 'functions over 60 lines': ['1 a function of 61 lines'] });
    assert.deepEqual(broken(long(61), 'src/base/x.test.ts'), {});
    assert.deepEqual(broken(`${'const f = () => 1;\n'.repeat(100)}${long(61)}`), {});
  });

  it('casts are counted by the 1,000 lines; `as const` and `satisfies` are none', () => {
    assert.deepEqual(broken('const x = 1 as const satisfies 1;\n'), {});
    assert.deepEqual(broken('const x = y as unknown;\n'), { casts: ['1 a cast to `unknown`'] });
    assert.deepEqual(broken('const x = <unknown>y;\n'), { casts: ['1 a cast to `unknown`'] });
    assert.deepEqual(broken(`const x = y as unknown;\n${'\n'.repeat(2000)}`), {});
  });

  it('`any` and `!` are not allowed, in tests neither', () => {
    assert.deepEqual(Object.keys(broken('const x: any = 1;\n', 'test/x.test.ts')), ['`any`']);
    assert.deepEqual(Object.keys(broken('const x = y!;\n', 'test/x.test.ts')), ['`!`']);
    assert.deepEqual(Object.keys(broken('let x!: string;\n')), ['`!`']);
  });

  it('a suppression needs a reason; some have none that is good enough', () => {
    const silent = ['@ts-ignore', '@ts-nocheck for old times sake', '@ts-expect-error', 'biome-ignore lint/x: why not'];
    for (const comment of silent)
      assert.deepEqual(Object.keys(broken(`// ${comment}\n`)), ['suppressions without a reason'], comment);
    assert.deepEqual(broken('// @ts-expect-error the parser must refuse numbers\n'), {});
  });

  it('unfinished work is not left in comments', () => {
    const word = ['TO', 'DO'].join('');
    assert.deepEqual(Object.keys(broken(`// ${word} later\n`)), ['unfinished work']);
    assert.deepEqual(broken(`const x = '${word}';\n`), {});
  });

  it('every export of the kernel and of a rule has a doc comment, and four of five elsewhere', () => {
    const four = '/** D. */\nexport const a = 1;\n'.repeat(4);
    const bare = 'export const b = 1;\n';
    assert.deepEqual(broken(four + bare), {});
    assert.equal(Object.keys(broken(four + bare + bare)).length, 1);
    for (const path of ['packages/pypa/src/x.ts', 'src/policy/rules/x.ts'])
      assert.deepEqual(Object.values(broken(four + bare, path)), [['9 an export without a doc comment']]);
  });

  it('a plain comment, or one apart from the export, is no doc comment; overloads share one', () => {
    const path = 'packages/pypa/src/x.ts';
    assert.equal(Object.keys(broken('// D.\nexport const a = 1;\n', path)).length, 1);
    assert.equal(Object.keys(broken('/** D. */\nconst a = 1;\nexport const b = a;\n', path)).length, 1);
    const overloads =
      '/** D. */\nexport function f(x: 1): 1;\nexport function f(x: 2): 2;\nexport function f(x: 1 | 2): 1 | 2 { return x; }\n';
    assert.deepEqual(broken(overloads, path), {});
  });
});
