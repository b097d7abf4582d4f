import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inventoryKinds } from '../../tools/fuzz/kinds.ts';
import { runKind } from '../../tools/fuzz/run-kind.ts';

// The dearer run is `npm run fuzz`; with others: `RIND_FUZZ_SEED=7 node --test test/hostile/inventory-fuzz.test.ts`.
const CASES = 3000;
const SEED = Number(process.env['RIND_FUZZ_SEED'] ?? 3);

describe(`mutated files and folders, seed ${SEED}`, () => {
  const kinds = inventoryKinds();
  const share = Math.ceil(CASES / kinds.length);
  for (const kind of kinds) {
    it(`${kind.name}: ${share} are read without a throw, at places that exist, and told harmlessly`, () => {
      const { faulty, shown } = runKind(kind, share, SEED);
      assert.equal(faulty, 0, JSON.stringify(shown, null, 1));
    });
  }
});
