/**
 * `npm test [-- --fast]`: every gate of the house, cheapest first. Stops after the first group with
 * a failure, once all of that group has been run. `--fast` leaves out the differential tests and
 * the saboteurs.
 *
 * Exit: 0 all green · 1 something is not.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { fast: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '..');

/** One command of `node`, and whether it has something to run on. */
interface Step {
  readonly env?: Readonly<Record<string, string>>;
  readonly name: string;
  readonly node: readonly string[];
  readonly skip?: string | undefined;
}

const TSC = 'node_modules/typescript/bin/tsc';
const BIOME = 'node_modules/@biomejs/biome/bin/biome';
const TESTS = ['src/**/*.test.ts', 'tools/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'];
/** CI draws the same cases each time; see the module. */
const SAME_SEED =
  process.env['CI'] === undefined ? [] : ['--import', new URL('./testing/same-seed.ts', import.meta.url).href];
const KERNEL_TESTS = values.fast ? 'packages/*/{src,test}/**/*.test.ts' : 'packages/**/*.test.ts';

const GROUPS: readonly (readonly Step[])[] = [
  [
    { name: 'layers', node: ['tools/layers/main.ts'] },
    { name: 'registries', node: ['tools/registries.ts', '--check'] },
    { name: 'picture of the layers', node: ['tools/picture.ts', '--check'] },
  ],
  [
    { name: 'types', node: [TSC, '-p', 'tsconfig.json'] },
    { name: 'types of the kernel, alone', node: [TSC, '--noEmit', '-p', 'packages/pypa'] },
    { name: 'lint and format', node: [BIOME, 'check', '--error-on-warnings', '.'] },
  ],
  [
    { name: 'dead code', node: ['tools/dead.ts'] },
    { name: 'clones', node: ['tools/clones.ts'] },
    { name: 'style', node: ['tools/style.ts'] },
  ],
  [
    { name: 'build', node: ['tools/build.ts'] },
    { name: 'documents', node: ['tools/docs.ts', '--check'] },
    { name: 'oracle', node: ['tools/oracle-setup.ts'], skip: values.fast ? 'asked to be fast' : undefined },
    {
      name: 'oracle of reports',
      node: ['tools/report-oracle-setup.ts'],
      skip: values.fast ? 'asked to be fast' : undefined,
    },
    { name: 'clients', node: ['tools/clients/setup.ts'], skip: values.fast ? 'asked to be fast' : undefined },
    { name: 'nginx', node: ['tools/nginx/setup.ts'], skip: values.fast ? 'asked to be fast' : undefined },
    { name: 'browser', node: ['tools/browser/setup.ts'], skip: values.fast ? 'asked to be fast' : undefined },
  ],
  [
    {
      name: 'tests',
      node: [...SAME_SEED, '--test', '--test-reporter=spec', '--test-concurrency=2', KERNEL_TESTS, ...TESTS],
      // What was built above: it starts in a tenth of the time that the source takes.
      env: { RIND_UNDER_TEST: 'dist/rind.js' },
    },
  ],
  [
    {
      // All of them take a quarter of an hour (`npm run saboteurs`); the same sample each time, over every list.
      name: 'saboteurs, a sample',
      node: ['tools/saboteurs.ts', '--sample', '44'],
      skip: values.fast ? 'asked to be fast' : undefined,
    },
  ],
];

/** Runs a step with its output passed on as it comes; whether it went well. */
function run({ name, node, skip, env }: Step): boolean {
  if (skip !== undefined) {
    console.log(`\n── ${name}: skipped: ${skip}`);
    return true;
  }
  console.log(`\n── ${name}`);
  const started = performance.now();
  const { status, signal, error } = spawnSync(process.execPath, node, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (error) console.error(error.message);
  console.log(`── ${name}: ${status === 0 ? 'ok' : `failed (${signal ?? `exit ${status}`})`}, ${seconds} s`);
  return status === 0;
}

const started = performance.now();
const total = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
for (const group of GROUPS) {
  const failed = group.filter((step) => !run(step)).map(({ name }) => name);
  if (failed.length === 0) continue;
  console.error(`\nnpm test: not green: ${failed.join(', ')}; ${total()}`);
  process.exit(1);
}
console.log(`\nnpm test: all green; ${total()}`);
