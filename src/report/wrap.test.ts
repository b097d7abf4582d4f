import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { displayWidth } from './display-width.ts';
import { wrap } from './wrap.ts';

describe('the width of a text on a terminal', () => {
  it('counts wide characters and emoji as two columns, marks and colors as none', () => {
    for (const [text, width] of [
      ['', 0],
      ['abc', 3],
      ['é', 1],
      ['e\u0301', 1],
      ['漢字', 4],
      ['ｶ한', 3],
      ['👩', 2],
      ['→ …', 3],
      ['\u001b[31mred\u001b[39m', 3],
      ['\u001b[1m漢\u001b[22m', 2],
    ] as const) {
      assert.equal(displayWidth(text), width, JSON.stringify(text));
    }
  });
});

describe('wrapping', () => {
  it('breaks at blanks, and indents the first line and the others as asked', () => {
    assert.equal(wrap('one two three', { width: 9, first: '- ', rest: '  ' }), '- one two\n  three');
    assert.equal(wrap('a', { width: 1, first: '    ' }), '    a');
    assert.equal(wrap('', { width: 10, first: '  ' }), '');
  });

  it('keeps a word that is too long whole', () => {
    assert.equal(wrap('a https://example.org/x b', { width: 10 }), 'a\nhttps://example.org/x\nb');
  });

  it('keeps a short literal in backticks on one line, so that it can be copied', () => {
    assert.equal(wrap('now run `rind sync --from PATH` once', { width: 20 }), 'now run\n`rind sync --from PATH`\nonce');
    assert.equal(wrap('an odd ` alone in a line', { width: 8 }).includes('`'), true);
  });

  it('counts wide characters as two', () => {
    assert.equal(wrap('漢字 漢字 漢字', { width: 9 }), '漢字 漢字\n漢字');
  });

  it('shows at most as many lines as asked, and marks that something is left out', () => {
    assert.equal(wrap('aa bb cc dd', { width: 5, lines: 1 }), 'aa …');
    assert.equal(wrap('aa bb cc dd', { width: 7, lines: 1 }), 'aa bb …');
    assert.equal(wrap('aa bb', { width: 5, lines: 1 }), 'aa bb');
  });

  it('loses and adds no word, and goes beyond the width for single words only', () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((word) => !/[\s`\p{C}]/u.test(word)),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (words, width) => {
        const lines = wrap(words.join(' '), { width }).split('\n');
        assert.deepEqual(lines.join(' ').split(' ').filter(Boolean), words);
        for (const line of lines) assert.ok(displayWidth(line) <= width || !line.includes(' '), line);
      }),
    );
  });

  it('is linear in texts that an attacker wrote', () => {
    const start = process.cpuUsage();
    for (const unit of ['` ', '`', ' ', 'a ', '`a ', '漢']) wrap(unit.repeat(200_000), { width: 40 });
    assert.ok(process.cpuUsage(start).user < 5_000_000);
  });
});
