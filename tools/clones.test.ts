import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findClones } from './clones.ts';
import { tokensOf } from './source/tokens.ts';
import { parseSource } from './source/tree.ts';
import { Scratch } from './testing/scratch.ts';

/** `count` statements of five tokens each, told apart by a tag. */
const statements = (tag: string, count: number): string =>
  Array.from({ length: count }, (_, at) => `const ${tag}${at} = ${at};\n`).join('');

function clonesOf(files: Readonly<Record<string, string>>): ReturnType<typeof findClones> {
  using scratch = new Scratch().write(files);
  return findClones(scratch.root);
}

describe('clones', () => {
  it('a stretch of 60 tokens in two files is found, with both places', () => {
    const report = clonesOf({
      'a.ts': `${statements('a', 3)}${statements('same', 12)}`,
      'b.ts': `// a comment more\n${statements('same', 12)}${statements('b', 3)}`,
    });
    assert.deepEqual(report.clones, [{ tokens: 60, places: ['a.ts:4', 'b.ts:2'] }]);
    assert.equal(report.copied, 60);
    assert.equal(report.tokens, 150);
  });

  it('spacing, comments and line ends make no difference', () => {
    const copy = statements('same', 20).replaceAll('\n', ' /* told anew */\r\n\r\n');
    assert.equal(clonesOf({ 'a.ts': statements('same', 20), 'b.ts': copy }).clones.length, 1);
  });

  it('59 equal tokens are no clone', () => {
    const copy = `${statements('same', 11)}const same11 = 11`;
    assert.deepEqual(clonesOf({ 'a.ts': `${statements('same', 12)}`, 'b.ts': copy }).clones, []);
  });

  it('a stretch that repeats inside one file is found once for each copy, and never overlaps itself', () => {
    const thrice = statements('same', 12).repeat(3);
    assert.deepEqual(clonesOf({ 'a.ts': thrice }).clones, [
      { tokens: 60, places: ['a.ts:1', 'a.ts:13'] },
      { tokens: 60, places: ['a.ts:1', 'a.ts:25'] },
    ]);
  });

  it('a stretch in three files counts twice', () => {
    const text = statements('same', 12);
    assert.equal(clonesOf({ 'a.ts': text, 'b.ts': text, 'c.ts': text }).copied, 120);
  });

  it('tests, data, generated files and import lists are left out', () => {
    const text = statements('same', 30);
    const names = Array.from({ length: 80 }, (_, at) => `name${at}`).join(', ');
    const imports = `import { ${names} } from './x.ts';\nexport { ${names} } from './x.ts';\n`;
    const report = clonesOf({
      'a.test.ts': text,
      'a.data.ts': text,
      'a.generated.ts': text,
      'a.ts': text,
      'b.ts': imports,
      'c.ts': imports,
    });
    assert.deepEqual(report.clones, []);
    assert.equal(report.tokens, 150);
  });

  it('one token a million times over takes no more than linear time', () => {
    const started = performance.now();
    clonesOf({ 'a.ts': `export const x = [${'1,'.repeat(300_000)}];\n` });
    assert.ok(performance.now() - started < 20_000);
  });
});

describe('tokens', () => {
  const texts = (source: string): string[] => tokensOf(parseSource('x.ts', source)).map(({ text }) => text);

  it('strings, templates and regular expressions are whole', () => {
    assert.deepEqual(texts("f('// no', /[/'\"]+/g, 1 / 2 / 3)"), [
      ...['f', '(', "'// no'", ',', '/[/\'"]+/g', ',', '1', '/', '2', '/', '3', ')'],
    ]);
    const template = '`a $' + '{b /* c */} d`';
    assert.equal(texts(template).includes('b'), true);
    assert.equal(texts(template).includes('c'), false);
  });

  it('comments are no tokens', () => {
    assert.deepEqual(texts('/** a */ x; // b'), ['x', ';']);
  });
});
