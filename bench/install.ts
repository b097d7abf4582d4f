/**
 * `node bench/install.ts [ROUNDS] [--live]`: sixty pinned files, installed by pip and by uv with a fresh cache, straight
 * from an index and through `rind serve` that has served them before, by turns; medians of five rounds. The index is the
 * tests' own, with files that are made up and the same on every machine; `--live`: the one that this machine's pip is
 * configured with, and sixty of what twenty popular projects bring; three rounds, or as many as fit in three minutes
 * for each client.
 *
 * Exit: 0 every gate met · 1 one missed · 3 nothing was built, or the clients are not installed.
 */
import './load/shipped.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ran } from '../test/clients/client.ts';
import { clientProgram, clientPython, makeEnvironment } from '../test/clients/environment.ts';
import { missingClient } from '../test/clients/missing.ts';
import { runProgram } from '../test/clients/run-program.ts';
import { Gateway, type GatewayUpstream, missingGateway } from '../test/gateway/gateway.ts';
import { hostNetwork, privateFileHosts } from '../test/gateway/live.ts';
import { POPULAR } from '../test/gateway/popular.ts';
import { makeWheel } from '../test/servers/distribution.ts';
import { Upstream } from '../test/servers/upstream.ts';
import { fileOf, projectOf } from '../test/servers/upstream-file.ts';
import { clientHome } from '../tools/clients/installed.ts';
import { configuredIndex } from '../tools/corpus/configured-index.ts';
import { type GateVerdict, gateVerdict, worstOf } from './load/gates.ts';
import { median } from './load/loads.ts';
import { endWithUs, familyOf, memoryOf } from './load/process-cost.ts';

/** Nothing here is compared with Python. */
export const benches: readonly never[] = [];

const FILES = 60;
/** Releases that each made-up project has, so that its page is of an ordinary length. */
const RELEASES = 40;
/** Of the file that is installed, by turns: most wheels are small. Unit: KB. */
const SIZES = [12, 25, 60, 60, 120, 200, 350, 800, 1500, 4000];
const TIMEOUT = 300_000;
const ROUNDS = 5;
/** Of the configured index: each takes half a minute. */
const LIVE_ROUNDS = 3;
/** A client that used so much of its time begins no other round. Unit: milliseconds. */
const ENOUGH = 180_000;

/** An index with files that are pinned. */
interface Shelf extends AsyncDisposable {
  readonly upstream: GatewayUpstream;
  readonly pins: readonly string[];
  readonly network?: 'open';
}

/** How one client installs pins and nothing else. */
interface Installer {
  readonly name: string;
  /** How many times as long it may take through the gateway. */
  readonly gate: number;
  run(order: { folder: string; environment: string; indexUrl: string; pins: string }, shelf: Shelf): Promise<Ran>;
}

/** From one index alone, with a cache of its own, and nothing built. */
function fromIndex(indexUrl: string, folder: string): readonly string[] {
  return ['--index-url', indexUrl, '--cache-dir', join(folder, 'cache'), '--no-deps', '--only-binary', ':all:'];
}

const INSTALLERS: readonly Installer[] = [
  {
    name: 'uv',
    gate: 1.5,
    run({ folder, environment, indexUrl, pins }, { network }) {
      const args = [
        'pip',
        'install',
        '--quiet',
        '--python',
        join(environment, 'bin/python'),
        ...fromIndex(indexUrl, folder),
        '-r',
        pins,
      ];
      const run = { folder, timeout: TIMEOUT, env: { UV_NO_CONFIG: '1', UV_LINK_MODE: 'copy' } };
      return runProgram(clientProgram('uv'), args, network === undefined ? run : { ...run, network });
    },
  },
  {
    name: 'pip',
    gate: 1.2,
    run({ folder, environment, indexUrl, pins }, { network }) {
      const args = [
        join(clientHome('pip-26.3'), 'pip'),
        'install',
        '--quiet',
        // What Python compiles takes longer than the rest, and is no business of any index.
        '--no-compile',
        ...fromIndex(indexUrl, folder),
        '-r',
        pins,
      ];
      const run = { folder, timeout: TIMEOUT, env: { VIRTUAL_ENV: environment } };
      return runProgram(join(environment, 'bin/python'), args, network === undefined ? run : { ...run, network });
    },
  },
];

/** The tests' own upstream with projects of forty releases; the newest is the one that is installed. */
async function madeUp(): Promise<Shelf> {
  const upstream = await Upstream.start();
  const pins = Array.from({ length: FILES }, (_, at) => {
    const name = `made-up-${at}`;
    const kilobytes = SIZES[at % SIZES.length] ?? 1;
    const wheels = Array.from({ length: RELEASES }, (_, release) => {
      const text = release === RELEASES - 1 ? fillingOf(at, kilobytes) : '';
      return fileOf(makeWheel({ name, version: `1.${release}`, files: { [`made_up_${at}/__init__.py`]: text } }));
    });
    upstream.put(projectOf(name, ...wheels));
    return `${name}==1.${RELEASES - 1}`;
  });
  return {
    upstream: { name: 'bench', url: upstream.indexUrl, mirrors: 'pypi' },
    pins,
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

/** Text that packs to about so many KB, and is the same on every run. */
function fillingOf(seed: number, kilobytes: number): string {
  let state = seed + 1;
  const lines = Array.from({ length: kilobytes * 18 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return `# ${state.toString(36)} ${(state ^ 0x5bd1e995).toString(36)} a line of a module that nobody reads`;
  });
  return `${lines.join('\n')}\n`;
}

/** The index that pip is configured with, and what uv takes from it. */
async function live(folder: string): Promise<Shelf> {
  const url = configuredIndex();
  const wish = join(folder, 'wish.in');
  writeFileSync(wish, POPULAR.map(({ requirement }) => `${requirement}\n`).join(''));
  const how = ['--quiet', '--no-annotate', '--no-header', '--only-binary', ':all:', '--python', clientPython()];
  const args = ['pip', 'compile', ...how, '--index-url', url, '--cache-dir', join(folder, 'wish'), wish];
  const ran = await runProgram(clientProgram('uv'), args, { folder, network: 'open', timeout: TIMEOUT });
  const pins = ran.output.match(/^[a-z0-9][^\s=]*==\S+/gm) ?? [];
  if (!ran.ok || pins.length < FILES) throw new Error(`the popular projects cannot be resolved:\n${ran.output}`);
  return {
    upstream: { name: 'pypi', url, mirrors: 'pypi', privateFileHosts: await privateFileHosts(url) },
    pins: pins.slice(0, FILES),
    network: 'open',
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Seconds that an installation takes, with an environment and a cache of its own. */
async function timed(installer: Installer, shelf: Shelf, folder: string, indexUrl: string): Promise<number> {
  const own = mkdtempSync(join(folder, 'run-'));
  const environment = makeEnvironment(own);
  const pins = join(own, 'pins.txt');
  writeFileSync(pins, `${shelf.pins.join('\n')}\n`);
  const started = performance.now();
  const ran = await installer.run({ folder: own, environment, indexUrl, pins }, shelf);
  const seconds = (performance.now() - started) / 1000;
  if (!ran.ok) throw new Error(`${installer.name} from ${indexUrl}:\n${ran.output}`);
  rmSync(own, { recursive: true, force: true });
  return seconds;
}

async function compare(shelf: Shelf, gateway: Gateway, folder: string, rounds: number): Promise<GateVerdict> {
  const verdicts: GateVerdict[] = [];
  for (const installer of INSTALLERS) {
    const cold = await timed(installer, shelf, folder, gateway.indexUrl);
    const begun = performance.now();
    const [direct, through]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds && (round === 0 || performance.now() - begun < ENOUGH); round++) {
      const ways = [
        [direct, shelf.upstream.url],
        [through, gateway.indexUrl],
      ] as const;
      for (const [into, indexUrl] of round % 2 === 0 ? ways : ways.toReversed())
        into.push(await timed(installer, shelf, folder, indexUrl));
    }
    const ratio = median(through) / median(direct);
    const verdict = gateVerdict(ratio, installer.gate);
    verdicts.push(verdict);
    const times = (all: readonly number[]) => all.map((one) => one.toFixed(1)).join(' ');
    console.log(`${installer.name.padEnd(5)} each: direct ${times(direct)}  gateway ${times(through)}`);
    const seconds = `direct ${median(direct).toFixed(2)} s  gateway ${median(through).toFixed(2)} s  first ${cold.toFixed(2)} s`;
    console.log(`${installer.name.padEnd(5)} ${seconds}  ${ratio.toFixed(2)} x  gate ${installer.gate}  ${verdict}`);
  }
  return worstOf(verdicts);
}

async function main(args: readonly string[]): Promise<number> {
  const missing = missingGateway() ?? missingClient('pip-26.3', 'uv');
  if (missing !== undefined) {
    console.error(missing);
    return 3;
  }
  const isLive = args.includes('--live');
  const rounds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? (isLive ? LIVE_ROUNDS : ROUNDS));
  const folder = mkdtempSync(join(tmpdir(), 'rind-bench-install-'));
  try {
    mkdirSync(join(folder, 'live'));
    await using shelf = isLive ? await live(join(folder, 'live')) : await madeUp();
    await using gateway = await Gateway.start({
      folder: join(folder, 'gateway'),
      upstreams: [shelf.upstream],
      ...(isLive ? { env: hostNetwork() } : {}),
    });
    endWithUs(gateway.pid);
    console.log(`${shelf.pins.length} pinned files, ${rounds} rounds, ${isLive ? 'the configured index' : 'made up'}`);
    const verdict = await compare(shelf, gateway, folder, rounds);
    console.log(`the most memory of the gateway: ${memoryOf(familyOf(gateway.pid), 'VmHWM').toFixed(0)} MB`);
    return verdict === 'ok' ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
