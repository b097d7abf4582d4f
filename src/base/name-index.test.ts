import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { NameIndex } from './name-index.ts';

function indexOf(names: readonly string[]) {
  const index = new NameIndex();
  for (const name of names) index.add(name);
  const nameAt = (place: number) => names[place];
  const hidden = index.close(nameAt);
  return { hidden, find: (name: string) => index.find(name, nameAt) };
}

describe('an index of names', () => {
  it('finds of each name the last place, and nothing else; the places before it are hidden', () => {
    const name = fc.oneof(fc.constantFrom('a', 'b', '__proto__', ''), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 40 }), fc.string({ maxLength: 2 }), (names, other) => {
        const { find, hidden } = indexOf(names);
        for (const one of [...names, other]) {
          const last = names.lastIndexOf(one);
          assert.equal(find(one), last < 0 ? undefined : last);
        }
        const earlier = names.flatMap((one, at) => (names.lastIndexOf(one) === at ? [] : [at]));
        assert.deepEqual(
          [...hidden].sort((a, b) => a - b),
          earlier,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('tells names apart whose digests begin alike', () => {
    // The first two of `n0`, `n1`, … whose SHA-256 begin with the same four bytes.
    const { find, hidden } = indexOf(['n18622', 'n41826', 'n1']);
    assert.deepEqual([find('n18622'), find('n41826'), find('n1'), hidden.size], [0, 1, 2, 0]);
  });

  it('of fifty thousand names is no quadratic work', () => {
    const names = Array.from({ length: 50_000 }, (_, at) => `demo-${at}.tar.gz`);
    const before = performance.now();
    const { find } = indexOf(names);
    assert.equal(find('demo-49999.tar.gz'), 49_999);
    assert.ok(performance.now() - before < 5000);
  });
});
