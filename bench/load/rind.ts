import './shipped.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Gateway } from '../../test/gateway/gateway.ts';
import { MAIN } from '../../test/rind.ts';
import type { Upstream } from '../../test/servers/upstream.ts';
import type { UpstreamFile } from '../../test/servers/upstream-file.ts';
import { askingOf, LOADS, type Side } from './loads.ts';
import { endWithUs } from './process-cost.ts';

/** `rind serve`, as it is shipped. */
export interface RunningRind extends Side, AsyncDisposable {
  readonly origin: string;
  /** Does something, and says how long the longest turn of its event loop was meanwhile; needs `turns.cjs` loaded. Unit: milliseconds. */
  watched(work: () => Promise<void>): Promise<{ readonly cpu: number; readonly clock: number }>;
  /** Runs another command on its data. */
  command(...args: readonly string[]): { readonly code: number | null; readonly err: string };
}

/** Of looking whether the process said something. Unit: milliseconds. */
const LOOK_MS = 20;

/**
 * Starts `rind serve` in front of the bench's upstream, which counts as a mirror of PyPI: else everything that it
 * lists came out only now. More environment, for what looks into the process, and more arguments.
 */
export async function startRind(
  upstreamUrl: string,
  folder: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<RunningRind> {
  // Whoever reads the rig before `shipped.ts` did its work measures the sources, which take more of everything.
  if (MAIN.endsWith('.ts')) throw new Error(`\`${MAIN}\` is not what is shipped`);
  mkdirSync(folder, { recursive: true });
  const config = `[[server.upstreams]]\nname = "bench"\nurl = ${JSON.stringify(upstreamUrl)}\nmirrors = "pypi"\n`;
  const gateway = await Gateway.start({ folder: join(folder, 'rind'), upstreams: [], config, env, args });
  const { origin, pid } = gateway;
  endWithUs(pid);
  return {
    origin,
    pid,
    port: Number(new URL(origin).port),
    index: '/simple/',
    watched: (work) => watched(gateway, work),
    command: (...given) => gateway.command(...given),
    [Symbol.asyncDispose]: async () => {
      await gateway.stop();
    },
  };
}

/** What static servers are given. */
export interface StaticContent {
  /** The very pages that `rind serve` answers, and the files, by the same paths. */
  readonly content: ReadonlyMap<string, Buffer>;
  readonly files: ReadonlyMap<string, string>;
}

/** Asks for everything that static servers are given. */
export async function contentOf(side: Side, upstream: Upstream): Promise<StaticContent> {
  const content = new Map<string, Buffer>();
  const files = new Map<string, string>();
  for (const load of Object.values(LOADS)) {
    const { path } = await askingOf(side, load);
    if (load.kind === 'page') content.set(path, await pageOf(side.port, path));
    const [file] = upstream.projects.get(load.project)?.files ?? [];
    if (load.kind !== 'file' || file === undefined) continue;
    content.set(path, bytesOf(file));
    files.set(load.project, path);
  }
  return { content, files };
}

async function pageOf(port: number, path: string): Promise<Buffer> {
  const headers = { accept: 'application/vnd.pypi.simple.v1+json', 'accept-encoding': 'identity' };
  return Buffer.from(await (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).arrayBuffer());
}

function bytesOf({ content }: UpstreamFile): Buffer {
  return Buffer.concat([...content.pieces(0, content.size)]);
}

async function watched(gateway: Gateway, work: () => Promise<void>): Promise<{ cpu: number; clock: number }> {
  const before = gateway.log.length;
  process.kill(gateway.pid, 'SIGUSR2');
  await sleep(LOOK_MS);
  await work();
  // What is left to do behind the answer belongs to it.
  await sleep(5 * LOOK_MS);
  process.kill(gateway.pid, 'SIGUSR2');
  for (;;) {
    const [, cpu, clock] = /"turns":\{"cpu":([\d.]+),"clock":([\d.]+)\}/.exec(gateway.log.slice(before)) ?? [];
    if (cpu !== undefined && clock !== undefined) return { cpu: Number(cpu), clock: Number(clock) };
    await sleep(LOOK_MS);
  }
}
