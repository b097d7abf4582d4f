/** `fuzz.ts [--kind NAME] [--count N] [--seed S]`: the full differential run of the kernel; `npm run fuzz` runs it beside others. */
import { parseArgs } from 'node:util';
import { Oracle, oracleMissing } from './oracle.ts';
import { loadKinds } from './registry.ts';
import { runKind } from './run.ts';

const { values } = parseArgs({
  options: { kind: { type: 'string' }, count: { type: 'string' }, seed: { type: 'string' } },
});
const missing = oracleMissing();
if (missing) {
  console.error(missing);
  process.exit(3);
}
const kinds = (await loadKinds()).filter(({ name }) => values.kind === undefined || values.kind === name);
if (kinds.length === 0) {
  console.error(`fuzz: there is no kind \`${values.kind}\``);
  process.exit(2);
}
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
const oracle = new Oracle();
let failed = false;
for (const kind of kinds) {
  const started = performance.now();
  const report = await runKind(kind, oracle, values.count === undefined ? kind.full : Number(values.count), seed);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const exceptions = Object.entries(report.exceptions).map(([id, times]) => `, ${times} × ${id}`);
  console.log(
    `${report.kind}: ${report.cases} cases, ${report.mismatches} mismatches${exceptions.join('')}, seed ${seed}, ${seconds} s`,
  );
  for (const { input, ours, theirs } of report.shown) console.log(JSON.stringify({ input, ours, theirs }));
  failed ||= report.mismatches > 0;
}
oracle.close();
if (failed) process.exitCode = 1;
