/**
 * `node bench/peers/start.ts`: what a whole run costs beside an empty Node, launcher included. The
 * commands run in turn; medians of wall time.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROUNDS = 15;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': [process.execPath, '-e', '0'],
  'dist/rind.js version': [process.execPath, 'dist/rind.js', 'version'],
  './rind version': ['./rind', 'version'],
  './rind audit examples/shop': ['./rind', 'audit', '--no-cache', 'examples/shop'],
  './rind audit … again': ['./rind', 'audit', 'examples/shop'],
};

/** Wall time of one whole run, in milliseconds. */
function run([command = '', ...args]: readonly string[]): number {
  const started = performance.now();
  const { error } = spawnSync(command, args, { cwd: ROOT, stdio: 'ignore' });
  if (error) throw error;
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

const costs = new Map<string, number[]>(Object.keys(COMMANDS).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, command] of Object.entries(COMMANDS)) {
    const wall = run(command);
    // The first round fills the caches.
    if (round > 0) costs.get(name)?.push(wall);
  }
}
const base = median(costs.get('node -e 0') ?? []);
for (const [name, walls] of costs) {
  const own = median(walls);
  console.log(`${name.padEnd(30)} ${own.toFixed(0).padStart(6)} ms  ${(own / base).toFixed(2)} ×`);
}
