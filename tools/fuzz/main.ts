/**
 * `npm run fuzz [-- --kind NAME] [--count N] [--seed S]`: everything that is generated and tried out.
 *
 * - `kernel`, or one of its kinds: the same cases to the kernel and to Python's `packaging`
 * - `inventory`, or one such as `format:uv.lock`: mutations of the files and folders that are read
 * - `gateway`, or one such as `gateway:multipart`: what the gateway's door reads of strangers
 * - `records`: mutations of advisory records, against a plain evaluation
 * - `artifact`: mutations of wheels and source distributions
 *
 * N is a kind's cases; without it, each has its own number. Exit: 0 nothing found · 1 something was · 2 usage ·
 * 3 something could not be run.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gatewayKinds } from './gateway.ts';
import type { FuzzKind } from './kind.ts';
import { inventoryKinds } from './kinds.ts';
import { runKind } from './run-kind.ts';

/** Cases of all kinds of the inventory together, and of advisory records. */
const INVENTORY_CASES = 102_000;
const RECORD_CASES = 100_000;
/** Cases of all kinds of the gateway together. */
const GATEWAY_CASES = 100_000;
const ROOT = join(import.meta.dirname, '../..');

const { values } = parseArgs({
  options: { kind: { type: 'string' }, count: { type: 'string' }, seed: { type: 'string' } },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
const count = values.count === undefined ? undefined : Number(values.count);
if (!Number.isSafeInteger(seed) || (count !== undefined && !(Number.isSafeInteger(count) && count > 0))) {
  console.error('fuzz: `--seed` and `--count` are whole numbers');
  process.exit(2);
}

/** Runs mutations of files and folders; how many kinds there were, and whether one had a fault. */
function runKinds(
  all: readonly FuzzKind[],
  total: number,
  only: string | undefined,
): { readonly kinds: number; readonly failed: boolean } {
  const chosen = all.filter(({ name }) => only === undefined || name === only);
  let failed = false;
  for (const kind of chosen) {
    const started = performance.now();
    const { name, cases, faulty, shown } = runKind(kind, count ?? Math.ceil(total / all.length), seed);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${name}: ${cases} cases, ${faulty} with faults, seed ${seed}, ${seconds} s`);
    for (const one of shown) console.log(JSON.stringify(one));
    failed ||= faulty > 0;
  }
  return { kinds: chosen.length, failed };
}

function runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  const { status } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status ?? 1;
}

function runRecords(): number {
  const tests = ['test/hostile/advisory-fuzz.test.ts', 'src/advisory/cvss.differential.test.ts'];
  const env = { RIND_FUZZ: String(count ?? RECORD_CASES), RIND_FUZZ_SEED: String(seed) };
  return runNode(['--test', ...tests], env) === 0 ? 0 : 1;
}

function runArtifact(): number {
  const options = values.count === undefined ? [] : [`--count=${values.count}`];
  return runNode(['tools/fuzz/artifact.ts', `--seed=${seed}`, ...options]);
}

function runKernel(only: string | undefined): number {
  const options = { kind: only, count: values.count, seed: String(seed) };
  const args = Object.entries(options).flatMap(([key, value]) => (value === undefined ? [] : [`--${key}`, value]));
  return runNode(['packages/pypa/differential/fuzz.ts', ...args]);
}

const { kind } = values;
const codes: number[] = [];
if (kind === undefined || kind === 'inventory')
  codes.push(runKinds(inventoryKinds(), INVENTORY_CASES, undefined).failed ? 1 : 0);
else if (kind.includes(':') && !kind.startsWith('gateway:')) {
  const { kinds, failed } = runKinds(inventoryKinds(), INVENTORY_CASES, kind);
  if (kinds === 0) console.error(`fuzz: there is no kind \`${kind}\``);
  codes.push(kinds === 0 ? 2 : failed ? 1 : 0);
}
if (kind === undefined || kind === 'gateway' || kind.startsWith('gateway:')) {
  const only = kind?.startsWith('gateway:') ? kind : undefined;
  const { kinds, failed } = runKinds(gatewayKinds(), GATEWAY_CASES, only);
  if (kinds === 0) console.error(`fuzz: there is no kind \`${kind}\``);
  codes.push(kinds === 0 ? 2 : failed ? 1 : 0);
}
if (kind === undefined || kind === 'records') codes.push(runRecords());
if (kind === undefined || kind === 'artifact') codes.push(runArtifact());
if (kind === undefined || kind === 'kernel') codes.push(runKernel(undefined));
else if (codes.length === 0) codes.push(runKernel(kind));
process.exitCode = [2, 1, 3].find((code) => codes.includes(code)) ?? 0;
