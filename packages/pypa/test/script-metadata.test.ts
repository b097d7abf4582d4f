import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findScriptBlocks, parseScriptBlock, readScriptMetadata, scriptSourceOffset } from '../src/script-metadata.ts';
import { cpuTime } from './cpu-time.ts';

function script(source: string): string | undefined {
  const parsed = parseScriptBlock(source);
  return parsed.ok ? parsed.value?.text : `${parsed.error.code}@${parsed.error.offset}`;
}

describe('blocks of inline metadata', () => {
  // Inline script metadata: `# /// TYPE`, then lines that are `#` or start with `# `, then `# ///`.
  it('comment marks are taken off', () => {
    assert.equal(script('x = 1\n# /// script\n# a = 1\n#\n#  b = 2\n# ///\ny = 2\n'), 'a = 1\n\n b = 2\n');
    assert.equal(script('# /// script\n# a\n# ///'), 'a\n');
  });

  it('the opening and closing lines are exact', () => {
    for (const source of [
      '# /// script \n# a\n# ///',
      '#/// script\n# a\n# ///',
      ' # /// script\n# a\n# ///',
      '# /// script\n# a\n# /// ',
      '# /// scr_ipt\n# a\n# ///',
      '# ///script\n# a\n# ///',
    ]) {
      assert.equal(script(source), undefined, source);
    }
    assert.equal(findScriptBlocks('# /// scr_ipt\n# a\n# ///').length, 0);
    assert.deepEqual(
      findScriptBlocks('# /// x-Y1\n# a\n# ///').map(({ type }) => type),
      ['x-Y1'],
    );
  });

  // Ibid.: a line that is no comment ends the search; a block that is not closed is none.
  it('a block that is not closed is none', () => {
    for (const source of [
      '# /// script\n# a\n',
      '# /// script\n# a\n\n# ///',
      '# /// script\n#a\n# ///',
      '# /// script\n# ///\n',
      '# /// script',
    ]) {
      assert.equal(script(source), undefined, source);
    }
  });

  // Ibid.: "the last such line" closes the block where several could.
  it('the last closing line of a run of comments counts', () => {
    assert.equal(script('# /// script\n# a\n# ///\n# b\n# ///\n# c\n'), 'a\n///\nb\n');
    assert.equal(script('# /// script\n# ///\n# ///\n'), '///\n');
  });

  // Ibid.: several blocks of one type are an error.
  it('two script blocks are an error at the second; other types do not count', () => {
    const block = (type: string) => `# /// ${type}\n# a = 1\n# ///\n\n`;
    assert.equal(script(block('script') + block('script')), 'duplicate-script-block@28');
    assert.equal(script(block('other') + block('script') + block('other')), 'a = 1\n');
  });

  it('all line ends of text files count, and become line feeds', () => {
    assert.equal(script('# /// script\r\n# a\r# b\n# ///\r\n'), 'a\nb\n');
  });

  it('other line ends cut a line as the reference implementation cuts it', () => {
    assert.equal(script('# /// script\n# a\u2028# b\u000cxc\n# d\u0085\n# ///'), 'a\u2028b\u000cc\nd\u0085');
    // The mark that is taken off is a character, not half of one.
    assert.equal(script('# /// script\n# a\u0085\u{1f40d}b\n# ///'), 'a\u0085b\n');
  });

  it('places in the text lead back to the source', () => {
    const source = '#!x\r\n# /// script\r\n# requires-python = "é"\r\n#\r\n# dependencies = []\r\n# ///\r\n';
    const parsed = parseScriptBlock(source);
    assert.ok(parsed.ok && parsed.value);
    const { text } = parsed.value;
    for (const word of ['requires', '"é"', 'dependencies', ']']) {
      assert.equal(scriptSourceOffset(parsed.value, text.indexOf(word)), source.indexOf(word), word);
    }
    assert.equal(source.slice(parsed.value.offset, parsed.value.end).endsWith('# ///'), true);
    assert.equal(scriptSourceOffset(parsed.value, 10_000), parsed.value.end);
  });

  it('any content survives the comment marks', () => {
    const line = fc
      .string({ unit: fc.constantFrom('a', ' ', '#', '/', '=', 'é', '"') })
      .filter((text) => text !== '///');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const comments = lines.map((text) => (text === '' ? '#' : `# ${text}`)).join('\n');
        assert.equal(script(`import x\n# /// script\n${comments}\n# ///\n`), `${lines.join('\n')}\n`);
      }),
    );
  });

  it('takes linear time', () => {
    const started = cpuTime();
    for (const unit of ['# /// script\n', '# ///\n', '#\n', '# ', '\n', '\r', '# \u2028', '# /// a\n# b\n']) {
      findScriptBlocks(unit.repeat(1_000_000 / unit.length));
      findScriptBlocks(`# /// script\n${unit.repeat(1_000_000 / unit.length)}\n# ///`);
    }
    assert.ok(cpuTime() - started < 10_000);
  });
});

describe('the table of a script', () => {
  function faults(table: unknown): string[] {
    const read = readScriptMetadata(table);
    return read.ok ? [] : read.error.map(({ code, path }) => [code, ...path].join(' '));
  }

  it('has requirements, a range of Python versions and settings of tools', () => {
    const read = readScriptMetadata({
      'requires-python': '>=3.11',
      dependencies: ['requests<3', 'rich'],
      tool: { x: { y: 1 } },
      other: 1,
    });
    assert.ok(read.ok);
    assert.deepEqual(
      read.value.dependencies.map(({ name }) => name),
      ['requests', 'rich'],
    );
    assert.deepEqual(read.value.tool, { x: { y: 1 } });
    const empty = readScriptMetadata({});
    assert.deepEqual(empty.ok && empty.value, { requiresPython: undefined, dependencies: [], tool: undefined });
  });

  it('every wrong value is told with its place', () => {
    assert.deepEqual(faults({ 'requires-python': '3', dependencies: ['a b', 'c', 1], tool: [] }), [
      'invalid-specifier requires-python',
      'wrong-type dependencies 2',
      'wrong-type tool',
    ]);
    assert.equal(faults({ dependencies: ['a', 'a b'] })[0]?.endsWith('dependencies 1'), true);
    assert.deepEqual(faults(null), ['wrong-type']);
  });
});
