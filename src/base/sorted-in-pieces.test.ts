import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sortedInPieces } from './sorted-in-pieces.ts';

function driven<T>(work: Generator<void, T, void>): { value: T; pauses: number } {
  for (let pauses = 0; ; pauses++) {
    const step = work.next();
    if (step.done === true) return { value: step.value, pauses };
  }
}

describe('sorting in pieces', () => {
  it('gives what sorting at once gives, equal entries as they stood', () => {
    const entry = fc.record({ key: fc.integer({ min: 0, max: 50 }), name: fc.nat() });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 3000, size: 'max' }), (list) => {
        const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
        const sorted = list.toSorted(compare);
        const { value } = driven(sortedInPieces(list, compare));
        assert.ok(value.length === sorted.length && value.every((one, at) => one === sorted[at]));
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('sorts no list itself, and pauses while it sorts ten thousand', () => {
    const list = Array.from({ length: 10_000 }, (_, at) => (at * 7919) % 10_000);
    const before = [...list];
    const { value, pauses } = driven(sortedInPieces(list, (a, b) => a - b));
    assert.deepEqual(list, before);
    assert.deepEqual(
      value,
      before.toSorted((a, b) => a - b),
    );
    assert.ok(pauses > 50, `${pauses} pauses`);
  });

  it('of nothing is nothing', () => {
    assert.deepEqual(driven(sortedInPieces<number>([], () => 0)).value, []);
  });
});
