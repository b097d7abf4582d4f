/**
 * `node bench/gateway.ts [ROUNDS]`: the gates of `rind serve`, as it is shipped and in front of an index of the bench's
 * own: what a request costs beside a bare Node server that has everything ready in memory, asked by the same client, by
 * turns; what of a file's cost is the log's; how long a page of very many files keeps the event loop, the first time and when it is decided again; two thousand connections; memory.
 * A short version is part of `npm run bench`. Peers are measured by `bench/peers/gateway.ts`.
 *
 * Exit: 0 every gate met · 1 one missed · 3 no `/proc`, or nothing was built.
 */
import './load/shipped.ts';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Upstream } from '../test/servers/upstream.ts';
import { manyFiles } from '../test/servers/upstream-lies.ts';
import { againPages, type LongestTurn } from './load/again-pages.ts';
import { type GateVerdict, gateVerdict, worstOf } from './load/gates.ts';
import { askingOf, askOnce, LOADS, type Load, measure, median, startUpstream, warm } from './load/loads.ts';
import { logCost } from './load/log-cost.ts';
import { familyOf, memoryOf } from './load/process-cost.ts';
import type { LoadConnection } from './load/requests.ts';
import { openConnection } from './load/requests.ts';
import { contentOf, type RunningRind, startRind } from './load/rind.ts';
import { bareNode, type RunningPeer } from './peers/gateway-peers.ts';

/** Nothing here is compared with Python. */
export const benches: readonly never[] = [];

/** How many times the CPU of a bare Node server a request may take. */
const GATES: readonly (readonly [Load, number])[] = [
  [LOADS.page, 1.5],
  [LOADS.again, 1.5],
  [LOADS.small, 1.5],
  [LOADS.smallMany, 1.5],
  [LOADS.large, 1.2],
];
/** Of each measurement. Unit: seconds. */
const SECONDS = 0.7;
/** Files of pages that are asked for the first time, and how often: each is another project. */
const LONG_PAGES = [4415, 10_000] as const;
const LONG_ROUNDS = 3;
/** The longest turn of the event loop. Unit: milliseconds of the thread's own CPU. */
const TURN_GATE = 10;
const MANY_CONNECTIONS = 2000;
/** Unit: MB. */
const MEMORY_GATE = 250;
const TURNS = join(import.meta.dirname, 'load/turns.cjs');

/** Prints each figure beside its gate, and keeps the worst verdict. */
class Results {
  worst: GateVerdict = 'ok';

  add(name: string, figure: number, gate: number, shown: string): void {
    const verdict = gateVerdict(figure, gate);
    this.worst = worstOf([this.worst, verdict]);
    console.log(`${name.padEnd(34)} ${shown.padEnd(50)} gate ${gate}  ${verdict}`);
  }

  /** What has no gate. */
  say(name: string, shown: string): void {
    console.log(`${name.padEnd(34)} ${shown}`);
  }
}

async function compare(rind: RunningRind, bare: RunningPeer, rounds: number, results: Results): Promise<void> {
  for (const [load, gate] of GATES) {
    const askings = [await askingOf(rind, load), await askingOf(bare, load)] as const;
    const figures: [number[], number[]] = [[], []];
    await warm(rind, askings[0], load);
    await warm(bare, askings[1], load);
    for (let round = 0; round < rounds; round++)
      for (const [at, side] of [rind, bare].entries()) {
        const asking = askings[at];
        if (asking === undefined) continue;
        const { cpu } = await measure(side, asking, load.connections, SECONDS);
        figures[at]?.push(cpu);
      }
    const [ours, theirs] = [median(figures[0]), median(figures[1])];
    const ratio = ours / theirs;
    results.add(load.name, ratio, gate, `${ours.toFixed(1)} µs, bare ${theirs.toFixed(1)} µs: ${ratio.toFixed(2)} ×`);
  }
}

/** Says what of a file's cost is the log's: an entry, hashed, and on disk with those that came together with it. */
async function logPart(folder: string, results: Results): Promise<void> {
  for (const { connections } of [LOADS.small, LOADS.smallMany]) {
    const { cpu, wall } = await logCost(join(folder, `log-${connections}`), connections);
    const shown = `${cpu.toFixed(1)} µs of each file, ${wall.toFixed(1)} ms until it is on disk`;
    results.say(`the log alone, ${connections} at once`, shown);
  }
}

/** Asks for pages of very many files that nobody asked for before, and for how long each kept the event loop. */
async function longPages(rind: RunningRind, upstream: Upstream, results: Results): Promise<void> {
  for (const files of LONG_PAGES) {
    const turns: LongestTurn[] = [];
    for (let round = 0; round < LONG_ROUNDS; round++) {
      const name = `many-${files}-${round}`;
      upstream.put(manyFiles(name, files));
      const turn = await rind.watched(async () => {
        const { status } = await askOnce(rind.port, { path: `${rind.index}${name}/` });
        if (status !== 200) throw new Error(`${status} for a page of ${files} files`);
      });
      turns.push(turn);
    }
    addTurns(`${files} files, first time`, turns, results);
  }
}

function addTurns(name: string, turns: readonly LongestTurn[], results: Results): void {
  const [cpu, clock] = [median(turns.map((one) => one.cpu)), median(turns.map((one) => one.clock))];
  const shown = `longest turn ${cpu.toFixed(1)} ms of CPU, ${clock.toFixed(1)} ms by the clock`;
  results.add(name, cpu, TURN_GATE, shown);
}

/** Opens very many connections at once, and asks for a page on each: none may fail. */
async function manyConnections(rind: RunningRind, results: Results): Promise<void> {
  const asking = await askingOf(rind, LOADS.page);
  const opened: LoadConnection[] = [];
  let failed = 0;
  const ask = async (): Promise<void> => {
    try {
      const connection = await openConnection(rind.port);
      opened.push(connection);
      const { last } = await connection.ask(asking, () => true);
      if (last.status !== 200) failed++;
    } catch {
      failed++;
    }
  };
  await Promise.all(Array.from({ length: MANY_CONNECTIONS }, ask));
  for (const connection of opened) connection.close();
  results.add(`${MANY_CONNECTIONS} connections at once`, failed, 0, `${failed} failed`);
}

/** Measures all gates and prints a line for each; undefined where that cannot be done here. */
export async function gatewayGates(rounds: number): Promise<GateVerdict | undefined> {
  if (!existsSync('/proc/self/stat') || !existsSync(join(import.meta.dirname, '../dist/rind.js'))) {
    console.log('the gateway: not measured without `/proc` and `npm run build`');
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'rind-bench-gateway-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const upstream = stack.use(await startUpstream());
  const rind = stack.use(await startRind(upstream.indexUrl, folder, { NODE_OPTIONS: `--require=${TURNS}` }));
  const task = { indexUrl: upstream.indexUrl, folder: join(folder, 'bare'), ...(await contentOf(rind, upstream)) };
  mkdirSync(task.folder);
  const bare = await bareNode.start(task);
  stack.defer(() => bare.stop());
  const results = new Results();
  await compare(rind, bare, rounds, results);
  await logPart(folder, results);
  await longPages(rind, upstream, results);
  await manyConnections(rind, results);
  const held = memoryOf(familyOf(rind.pid), 'VmHWM');
  results.add('the most memory under all of it', held, MEMORY_GATE, `${held.toFixed(0)} MB`);
  await againPages(upstream, folder, TURNS, LONG_PAGES, Math.min(rounds, LONG_ROUNDS), (files, cause, turns) =>
    addTurns(`${files} files, ${cause}`, turns, results),
  );
  return results.worst;
}

if (import.meta.main) {
  const worst = await gatewayGates(Number(process.argv[2] ?? 5));
  process.exitCode = worst === undefined ? 3 : worst === 'ok' ? 0 : 1;
}
