import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SourceTree } from './format.ts';
import { openToml } from './open-text.ts';

function tree(maxDepth: number): SourceTree {
  return { maxDepth, include: () => assert.fail('nothing is included') };
}

describe('a TOML file', () => {
  const file = { path: 'a.toml', text: 'a = [[1]]\n' };

  it('is read once, within the same limits', () => {
    const [first, again] = [openToml(file, tree(10)), openToml(file, tree(10))];
    assert.ok(first.ok && again.ok);
    assert.equal(first.value.document, again.value.document);
    assert.equal(openToml(file, tree(1)).ok, false);
    assert.equal(openToml(file, tree(10)).ok, true);
  });

  it('of the same path and another text is another', () => {
    const other = openToml({ ...file, text: 'b = 1\n' }, tree(10));
    assert.deepEqual(other.ok && Object.keys(other.value.document.root), ['b']);
  });
});
