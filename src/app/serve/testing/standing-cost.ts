/**
 * Run with `--expose-gc`: judges projects of very many files one after another, and says what a file of one that stands
 * takes (`bytes`, on the heap and beside it; `heap`, what the engine has to look through), and the longest turn of the event loop meanwhile (`turn`, milliseconds of
 * the thread's own CPU).
 */
import { hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type NormalizedName, normalizeName } from '@rind/pypa';
import type { Pin } from '../../../evidence/pins.sql.ts';
import { PackedFiles } from '../../../index/packed-files.ts';
import { PACE } from '../../../platform/pace.ts';
import { gatewaySettings } from '../../../policy/gateway-policy.ts';
import { makePolicy } from '../../../policy/policy.ts';
import { RULES } from '../../../policy/registry.generated.ts';
import type { Listing } from '../ports.ts';
import { Projects } from '../projects.ts';
import { listed, TODAY } from './fake-files.ts';

const FILES = Number(process.argv[2] ?? 10_000);
const PROJECTS = 2;
const policy = makePolicy(RULES, gatewaySettings({}), [], []);

async function list(name: NormalizedName): Promise<Listing> {
  const files = new PackedFiles();
  const count = name === 'warm' ? FILES / 4 : FILES;
  for (let at = 0; at < count; at++) {
    if (at % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    const filename = `${name}-${Math.floor(at / 100)}.${at % 100}.0-py3-none-any.whl`;
    const sha256 = hash('sha256', filename);
    const url = `https://files.example/packages/${sha256.slice(0, 60)}/${filename}`;
    // Every tenth is withdrawn, each for a reason of its own.
    const yanked = at % 10 === 0 ? `broken in way ${at}` : false;
    files.add(
      listed(filename, {
        url,
        yanked,
        hashes: new Map([['sha256', sha256]]),
        coreMetadata: new Map([['sha256', sha256]]),
      }),
    );
  }
  files.close();
  const page = {
    apiVersion: { major: 1, minor: 4 },
    name,
    versions: undefined,
    status: { marker: 'active' as const, reason: undefined },
    namespaces: undefined,
    alternateLocations: [],
    tracks: [],
    baseUrl: undefined,
    files,
  };
  const upstream = { name: 'up', url: 'https://up.example/simple/', mirrors: 'pypi' as const };
  return { state: 'found', pages: [{ upstream, page, digest: name, observedAt: TODAY }] };
}

const projects = new Projects({
  lister: { list: (_view, name) => list(name) },
  memory: {
    pins: async () => new Map<string, Pin>(),
    sidecars: async () => new Map(),
    pin: async () => {},
    mark: async () => {},
    date: async () => {},
    inspections: async () => new Map(),
    inUse: async () => [],
  },
  grounds: {
    basis: () => ({ policy: policy.digest, rulings: 0, advisories: 0 }),
    policy: () => policy,
    rulings: () => [],
    advisories: () => undefined,
    names: () => undefined,
  },
  pace: PACE,
  now: () => TODAY,
  made: async () => {},
});

function cpu(): number {
  // Brings what is read below up to now: by itself it is as old as the kernel's last tick.
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

interface Held {
  readonly heap: number;
  readonly all: number;
}

/** What is held once all that is let go of is gone: buffers go a while after the engine has looked, on another thread. */
async function held(): Promise<Held> {
  let least = look();
  for (let steady = 0; steady < 3; steady++) {
    await wait(20);
    const now = look();
    if (now.all >= least.all * 0.999) continue;
    least = now;
    steady = -1;
  }
  return least;

  function look(): Held {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return { heap: heapUsed, all: heapUsed + arrayBuffers };
  }
}

let [last, longest, watching] = [0, 0, false];
function look(): void {
  const now = cpu();
  longest = Math.max(longest, now - last);
  last = now;
  if (watching) setImmediate(look);
}

// What is compiled and optimized on the way takes turns and memory of its own, once.
await projects.standing('', normalizeName('warm'));
const before = await held();
[last, watching] = [cpu(), true];
setImmediate(look);
for (let at = 0; at < PROJECTS; at++) await projects.standing('', normalizeName(`many${at}`));
watching = false;
const after = await held();
const each = (bytes: number) => bytes / PROJECTS / FILES;
// They are there, and not let go of already.
const there = Array.from({ length: PROJECTS }, (_, at) => projects.atHand('', `many${at}`)?.files.length);
console.log(
  JSON.stringify({ bytes: each(after.all - before.all), heap: each(after.heap - before.heap), turn: longest, there }),
);
