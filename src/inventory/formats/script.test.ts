import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaints, readManifest, told } from '../testing/read-manifest.ts';
import { format } from './script.ts';

const read = (text: string) => readManifest(format, 'tool.py', text);
const block = (...lines: string[]) =>
  `#!/usr/bin/env python\n# /// script\n${lines.map((line) => `# ${line}\n`).join('')}# ///\nprint()\n`;

describe('a script with a block of metadata', () => {
  it('gives its dependencies, its Pythons, and uv\u2019s settings', () => {
    const reading = read(
      block(
        'requires-python = ">=3.11"',
        'dependencies = [',
        '  "a==1",',
        '  "b",',
        ']',
        '[tool.uv]',
        'exclude-newer = "2026-01-01"',
        '[tool.uv.sources]',
        'b = { git = "https://h/b" }',
      ),
    );
    assert.deepEqual(reading.components.map(told), ['a==1', 'b from vcs:git+https://h/b']);
    assert.deepEqual(reading.components[0]?.locations, [{ path: 'tool.py', line: 5, column: 5 }]);
    assert.equal(reading.requiresPython, '>=3.11');
    assert.deepEqual(
      reading.settings?.map(({ kind, at }) => [kind, at.line]),
      [['cooldown', 9]],
    );
  });

  it('is none where several blocks stand in literals only, as in tests of such tools', () => {
    const literal = `A = '''\n${block('dependencies = ["a"]')}'''\n`;
    const both = read(literal + literal);
    assert.deepEqual([both.components, complaints(both)], [[], []]);
    assert.deepEqual(complaints(read(literal + block('x = 1'))), ['text-invalid 9:1']);
    assert.deepEqual(read(literal).components.map(told), ['a']);
  });

  it('says mistakes at their place in the script', () => {
    assert.deepEqual(complaints(read(block('dependencies = ["a ??"]'))), ['requirement-invalid 3:22']);
    assert.deepEqual(complaints(read(block('dependencies = 3'))), ['manifest-invalid 3:18']);
    assert.deepEqual(complaints(read(block('dependencies = ['))), ['text-invalid 4:1']);
    assert.deepEqual(complaints(read(block('x = 1') + block('y = 1'))), ['text-invalid 7:1']);
  });

  it('that has none, or one that is not closed, says so when it is named', () => {
    for (const text of ['print()', '# /// script\n# dependencies = ["a"]\n', '"""\n  # /// script\n"""'])
      assert.deepEqual(complaints(read(text)), ['nothing-found 1:1'], text);
  });

  it('is known by its block, and setup.py is none', () => {
    assert.ok(format.matches('a.py', ''));
    assert.ok(!format.matches('setup.py', ''));
    assert.ok(!format.matches('a.txt', ''));
    assert.ok(format.isPartial?.('a.py'));
    assert.ok(format.sniff?.('#!x\n# /// script\n# ///'));
    for (const head of ['', '# /// scripts\n', ' # /// script\n', '#/// script', 'x # /// script'])
      assert.ok(!format.sniff?.(head), head);
  });
});
