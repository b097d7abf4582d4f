import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Oracle, oracleMissing } from './oracle.ts';
import { loadKinds } from './registry.ts';
import { runKind } from './run.ts';

const skip = oracleMissing() ?? false;
const QUICK = 20_000;
const seed = Number(process.env['RIND_FUZZ_SEED'] ?? (process.env['CI'] ? 20_261_122 : Date.now() % 2 ** 32));

describe(`answers equal those of Python's packaging (seed ${seed})`, { skip }, async () => {
  const oracle = skip ? undefined : new Oracle();
  after(() => oracle?.close());
  for (const kind of await loadKinds()) {
    it(kind.name, async () => {
      if (!oracle) return;
      const report = await runKind(kind, oracle, kind.quick ?? QUICK, seed);
      assert.deepEqual(report.shown, [], `${report.mismatches} of ${report.cases} differ; seed ${seed}`);
    });
  }
});
