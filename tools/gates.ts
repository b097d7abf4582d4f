/**
 * `npm run gates [-- --only faults,packse]`: what the gateway is held to, in full: `npm test` runs a part of each, for
 * all of it takes an hour on two cores. Each command is printed before it runs, so that it can be run by hand.
 *
 * Exit: 0 all green · 1 something is not · 2 there is no such gate.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';

/** A gate: what is asked in full, and how. */
interface Gate {
  readonly what: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tests: readonly string[];
}

/** What is shipped is tested, not the source. */
const SHIPPED = { RIND_UNDER_TEST: 'dist/rind.js' };

const GATES: Readonly<Record<string, Gate>> = {
  faults: {
    what: 'kills, lies, full disks, clocks, limits, memory: 60 kills each instead of 20, larger files, a minute of everything at once',
    env: { RIND_FAULTS: 'all' },
    tests: ['test/faults/*.test.ts'],
  },
  packse: {
    what: "every scenario of packse's index that applies, by uv and pip, through the gateway and directly",
    env: { RIND_SCENARIOS: 'all' },
    tests: ['test/gateway/packse.test.ts'],
  },
  large: {
    what: '500 MB from an upstream of 10 MB/s, by every client that installs',
    env: { RIND_SCENARIOS: 'all' },
    tests: ['test/gateway/large.test.ts'],
  },
  clients: {
    what: 'every scenario by every client before every kind of index, through the gateway and directly',
    env: { RIND_SCENARIOS: 'all' },
    tests: ['test/gateway/through.test.ts'],
  },
  popular: {
    what: 'twenty popular projects from the configured public index, cold and warm, by uv and pip, and directly',
    env: { RIND_SCENARIOS: 'all', RIND_POPULAR: 'all' },
    tests: ['test/gateway/popular.test.ts'],
  },
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const names = values.only?.split(',') ?? Object.keys(GATES);
const root = join(import.meta.dirname, '..');
const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}` };

/** Runs a command of `node` with its output passed on as it comes; whether it went well. */
function run(args: readonly string[], more: Readonly<Record<string, string>> = {}): boolean {
  const variables = Object.entries(more).map(([name, value]) => `${name}=${value} `);
  console.log(`$ ${variables.join('')}node ${args.join(' ')}`);
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...env, ...more } }).status === 0;
}

const unknown = names.filter((name) => !Object.hasOwn(GATES, name));
if (unknown.length > 0) {
  console.error(`there is no gate \`${unknown.join('`, `')}\`: ${Object.keys(GATES).join(', ')}`);
  process.exit(2);
}
if (!run(['tools/build.ts'])) process.exit(1);
const ended = names.map((name) => {
  const gate = GATES[name];
  if (gate === undefined) throw new Error(`${name} was looked up before`);
  const { what, env: own, tests } = gate;
  console.log(`\n── ${name}: ${what}`);
  const started = performance.now();
  // One at a time: they start gateways, and some of what they hold these to is time.
  const isGreen = run(['--test', '--test-reporter=spec', '--test-concurrency=1', ...tests], { ...SHIPPED, ...own });
  return { name, isGreen, seconds: Math.round((performance.now() - started) / 1000) };
});
console.log('');
for (const { name, isGreen, seconds } of ended) console.log(`${name}: ${isGreen ? 'ok' : 'failed'}, ${seconds} s`);
process.exit(ended.every(({ isGreen }) => isGreen) ? 0 : 1);
