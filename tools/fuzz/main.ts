/**
 * `npm run fuzz [-- --kind NAME] [--count N] [--seed S] [--minutes M]`: everything that is generated and tried out.
 *
 * - `kernel`, or one of its kinds: the same cases to the kernel and to Python's `packaging`
 * - `inventory`, or one such as `format:uv.lock`: mutations of the files and folders that are read
 * - `gateway`, or one such as `gateway:multipart`: what the gateway's door reads of strangers
 * - `records`: mutations of advisory records, against a plain evaluation
 * - `artifact`: mutations of wheels and source distributions
 *
 * N is a kind's cases; without it, each has its own number, which together take about a quarter of an hour of an idle
 * machine. M bounds the kinds of the inventory and the gateway: each may take its share, and says how many cases it
 * came to. Exit: 0 nothing found · 1 something was · 2 usage ·
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
  options: {
    kind: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
  },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
const count = values.count === undefined ? undefined : Number(values.count);
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
if (minutes !== undefined && !(minutes > 0)) {
  console.error('fuzz: `--minutes` is a number above 0');
  process.exit(2);
}
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
  let [failed, tried] = [false, 0];
  const end = minutes === undefined ? undefined : performance.now() + minutes * 60_000;
  for (const [i, kind] of chosen.entries()) {
    const started = performance.now();
    const asked = count ?? Math.ceil(total / all.length);
    // What a kind leaves of its share is for those after it.
    const share = end === undefined ? {} : { deadline: started + Math.max(0, end - started) / (chosen.length - i) };
    const at = `${i + 1} of ${chosen.length}`;
    const progress = (done: number) => console.error(`fuzz: ${kind.name} (${at}): ${done} of ${asked} cases`);
    const { name, cases, faulty, shown } = runKind(kind, asked, seed, { ...share, progress });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const of = cases < asked ? ` of ${asked}, then time was up` : '';
    console.log(`${name} (${at}): ${cases} cases${of}, ${faulty} with faults, seed ${seed}, ${seconds} s`);
    for (const one of shown) console.log(JSON.stringify(one));
    failed ||= faulty > 0;
    tried += cases;
  }
  if (chosen.length > 1) console.log(`${chosen.length} kinds: ${tried} cases, seed ${seed}`);
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
