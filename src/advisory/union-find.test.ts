import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { UnionFind } from './union-find.ts';

describe('groups of ids', () => {
  it('are the ids that pairs connect, whatever the order of the pairs', () => {
    const id = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', '__proto__');
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 12 }), (pairs) => {
        const sets = new UnionFind();
        for (const [one, other] of pairs) sets.unite(one, other);
        const groups = [...sets.groups()];
        const named = new Set(pairs.flat());
        assert.deepEqual(groups.flat().sort(), [...named].sort());
        // Plainly: what is next to a member is a member.
        for (const group of groups) {
          const reached = new Set(group.slice(0, 1));
          for (let size = 0; size < reached.size; ) {
            size = reached.size;
            for (const [one, other] of pairs)
              if (reached.has(one) || reached.has(other)) {
                reached.add(one);
                reached.add(other);
              }
          }
          assert.deepEqual([...reached].sort(), [...group].sort());
          assert.equal(new Set(group.map((one) => sets.rootOf(one))).size, 1);
        }
      }),
    );
  });

  it('take a chain of 100,000 without a deep stack or quadratic time', () => {
    const sets = new UnionFind();
    for (let i = 0; i < 100_000; i++) sets.unite(`id-${i}`, `id-${i + 1}`);
    assert.equal([...sets.groups()].length, 1);
  });

  it('an id that was never named stands alone', () => assert.equal(new UnionFind().rootOf('A'), 'A'));
});
