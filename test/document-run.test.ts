import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isShown, stepsOf } from './document-run.ts';

describe('what a document shows', () => {
  it('is compared line by line, but for lines that are left out', () => {
    assert.ok(isShown('a\nb', 'a\nb'));
    assert.ok(!isShown('a', 'a\nb'));
    assert.ok(isShown('a\n…\nd', 'a\nb\nc\nd'));
    assert.ok(isShown('…\nd', 'a\nd'));
    assert.ok(isShown('a\n…', 'a\nd'));
    assert.ok(isShown('…\nb\n…', 'a\nb\nc'));
    assert.ok(!isShown('…\nb\n…\nb\n…', 'a\nb\nc'));
    assert.ok(!isShown('a\n…\na', 'a'));
    assert.ok(!isShown('…\nx\n…', 'a\nb x\nc'));
  });

  it('are the commands of its consoles and the files that it names, in order', () => {
    const page =
      'x\n```sh\nno\n```\n```toml title=a/b.toml\nk = 1\n```\n```console\n$ one \\\n> more\nout\n> quoted\n$ two\n```\n';
    assert.deepEqual(stepsOf(page), [
      { path: 'a/b.toml', content: 'k = 1\n' },
      { line: 9, command: 'one \\\nmore', printed: 'out\n> quoted' },
      { line: 13, command: 'two', printed: '' },
    ]);
  });
});
