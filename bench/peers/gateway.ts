/**
 * `node bench/peers/gateway.ts [ROUNDS] [PEER…] [LOAD…]`: what a request costs `rind serve`, a bare Node server, nginx, devpi,
 * proxpi and peryx, one after another and round after round, under the same load. All but the static servers stand in
 * front of the bench's own upstream; none ever lists PyPI. Needs `npm run build` and `npm run setup:peers`; what is
 * missing is left out with a word, and what a peer does not answer stands in its place. A load is named as in `LOADS`.
 *
 * CPU is that of the server and all its workers, from /proc. Memory is the most that they ever held.
 */
import '../load/shipped.ts';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askingOf, LOADS, type Load, measure, median, type Side, startUpstream, warm } from '../load/loads.ts';
import { familyOf, memoryOf } from '../load/process-cost.ts';
import type { Asking } from '../load/requests.ts';
import { contentOf, startRind } from '../load/rind.ts';
import { bareNode, GATEWAY_PEERS, type Peer, type RunningPeer } from './gateway-peers.ts';

const [, , rounds = '3', ...words] = process.argv;
const named = Object.entries(LOADS).filter(([key]) => words.includes(key));
const loads: readonly Load[] = (named.length > 0 ? named : Object.entries(LOADS)).map(([, load]) => load);
const wanted = words.filter((word) => !Object.hasOwn(LOADS, word));
/** Of each measurement. Unit: seconds. */
const SECONDS = 1;

interface Measured {
  readonly name: string;
  readonly side: Side;
  readonly cells: Map<Load, { readonly asking: Asking; readonly cpu: number[] } | string>;
}

/** Asks a server for everything once, and warms it up. */
async function prepare(name: string, side: Side): Promise<Measured> {
  const cells: Measured['cells'] = new Map();
  for (const load of loads) {
    try {
      const asking = await askingOf(side, load);
      await warm(side, asking, load);
      cells.set(load, { asking, cpu: [] });
    } catch (error) {
      cells.set(load, error instanceof Error ? error.message : String(error));
    }
  }
  return { name, side, cells };
}

async function startPeer(peer: Peer, task: Parameters<Peer['start']>[0]): Promise<RunningPeer | string> {
  const why = peer.missing();
  if (why !== undefined) return why;
  mkdirSync(task.folder, { recursive: true });
  return peer.start(task).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
}

function print(all: readonly Measured[]): void {
  console.log(
    `\n${'CPU µs a request'.padEnd(14)}${[...loads.map(({ name }) => name), 'MB held'].map((head) => head.padStart(22)).join('')}`,
  );
  const bare = all.find(({ name }) => name === bareNode.name);
  for (const { name, side, cells } of all) {
    const shown = loads.map((load) => {
      const cell = cells.get(load);
      if (cell === undefined || typeof cell === 'string') return cell ?? '–';
      const own = bare?.cells.get(load);
      const ratio = own === undefined || typeof own === 'string' ? Number.NaN : median(cell.cpu) / median(own.cpu);
      return `${median(cell.cpu).toFixed(1)} (${ratio.toFixed(2)} ×)`;
    });
    shown.push(memoryOf(familyOf(side.pid), 'VmHWM').toFixed(0));
    console.log(`${name.padEnd(14)}${shown.map((cell) => cell.slice(0, 40).padStart(22)).join('')}`);
  }
  console.log('(… ×): of what a bare Node server takes; median of all rounds');
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rind-bench-gateway-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const upstream = stack.use(await startUpstream());
  const rind = stack.use(await startRind(upstream.indexUrl, folder));
  const given = await contentOf(rind, upstream);
  const all = [await prepare('rind', rind)];
  for (const peer of [bareNode, ...GATEWAY_PEERS]) {
    if (wanted.length > 0 && peer !== bareNode && !wanted.includes(peer.name)) continue;
    const task = { indexUrl: upstream.indexUrl, folder: join(folder, peer.name.replaceAll(' ', '-')), ...given };
    const running = await startPeer(peer, task);
    if (typeof running === 'string') {
      console.log(`${peer.name} left out: ${running}`);
      continue;
    }
    stack.defer(() => running.stop());
    all.push(await prepare(peer.name, running));
  }
  for (let round = 0; round < Number(rounds); round++)
    for (const load of loads)
      for (const { side, cells } of all) {
        const cell = cells.get(load);
        if (cell === undefined || typeof cell === 'string') continue;
        try {
          cell.cpu.push((await measure(side, cell.asking, load.connections, SECONDS)).cpu);
        } catch (error) {
          // The others are measured all the same.
          cells.set(load, error instanceof Error ? error.message : String(error));
        }
      }
  print(all);
}

await main();
