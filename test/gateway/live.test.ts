/**
 * Every client that installs, at the public index that this machine's pip is configured with: directly and through
 * `rind serve` in front of it, file by file and lock by lock. Runs where `RIND_POPULAR` is set and that index can be
 * reached; `RIND_CLIENTS=uv,poetry` for these alone. What no public project has (a local version, `.metadata` that is
 * announced, a denial) is asked of the tests' own index; nothing is uploaded to a public one.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { configuredIndex } from '../../tools/corpus/configured-index.ts';
import type { Client, Order, Outcome } from '../clients/client.ts';
import { CLIENTS } from '../clients/clients.ts';
import { describeInstalled } from '../clients/installed.ts';
import { missingClient } from '../clients/missing.ts';
import { Gateway, missingGateway } from './gateway.ts';
import { hostNetwork, privateFileHosts, unreachable } from './live.ts';

const CHOSEN = process.env['RIND_CLIENTS']?.split(',');
const index = configuredIndex();
const skip =
  (process.env['RIND_POPULAR'] === undefined
    ? 'it takes minutes and the public index: set RIND_POPULAR=all'
    : undefined) ??
  missingGateway() ??
  (await unreachable(index));

/** What is asked for, and what must come of it; the other orders are compared alone. */
interface Wish {
  readonly name: string;
  readonly requirements: readonly string[];
  readonly more?: Partial<Order>;
  /** Names and versions, or undefined where it must fail. */
  readonly brings: readonly string[] | undefined;
  /** The others leave it out. */
  readonly needs?: readonly ('hashes' | 'only-binary' | 'no-binary' | 'yanked-by-pin')[];
}

const SIX = 'six==1.16.0';
/** As PyPI has them; a file there never changes. */
const SIX_DIGESTS = [
  'sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254',
  'sha256:1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c60c4c926',
];

const WISHES: readonly Wish[] = [
  {
    name: 'an extra, odd names, wheels only',
    requirements: ['Zope_Interface==7.2', 'requests[socks]==2.32.3'],
    more: { onlyBinary: true },
    brings: ['pysocks', 'requests 2.32.3', 'zope-interface 7.2', 'urllib3'],
    needs: ['only-binary'],
  },
  {
    name: 'a yanked version where it is pinned',
    requirements: ['attrs==21.1.0'],
    brings: ['attrs 21.1.0'],
    needs: ['yanked-by-pin'],
  },
  {
    name: 'the right digests',
    requirements: [SIX],
    more: { hashes: { [SIX]: SIX_DIGESTS } },
    brings: ['six 1.16.0'],
    needs: ['hashes'],
  },
  {
    name: 'other digests',
    requirements: [SIX],
    more: { hashes: { [SIX]: [`sha256:${'0'.repeat(64)}`] } },
    brings: undefined,
    needs: ['hashes'],
  },
  { name: 'an unknown project', requirements: ['no-such-project-of-rind-tests'], brings: undefined },
];

const folder = mkdtempSync(join(tmpdir(), 'rind-live-'));
let gateway: Promise<Gateway> | undefined;
after(async () => {
  await (await gateway)?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<Gateway> {
  const upstream = {
    name: 'pypi',
    url: index,
    mirrors: 'pypi',
    privateFileHosts: await privateFileHosts(index),
  } as const;
  return Gateway.start({ folder: join(folder, 'gateway'), upstreams: [upstream], env: hostNetwork() });
}

let orders = 0;
async function run(client: Client, indexUrl: string, { requirements, more }: Wish): Promise<Outcome> {
  const own = join(folder, `order-${orders++}`);
  mkdirSync(own);
  const order = { ...more, folder: own, cache: join(own, 'cache'), indexUrl, requirements, network: 'open' } as const;
  const { lock, sync, install } = client;
  // Who locks does: an installation of theirs is a lock and what it says.
  if (lock === undefined || sync === undefined || more?.hashes !== undefined) {
    const outcome = await install?.(order);
    assert.ok(outcome !== undefined);
    return outcome;
  }
  const locked = await lock(order);
  if (locked.lock === undefined) return locked;
  const outcome = await sync({ ...order, lock: locked.lock });
  rmSync(own, { recursive: true, force: true });
  return { ...outcome, lock: locked.lock };
}

/** Every digest in a lock: which files it binds, wherever they come from. */
function bound({ lock }: Outcome): readonly string[] {
  return [...new Set(lock?.match(/(?<=sha256(?::| = "))[0-9a-f]{64}/g) ?? [])].sort();
}

describe('live, directly and through the gateway', { skip, concurrency: 2 }, () => {
  for (const client of CLIENTS.filter(({ name, install }) => install !== undefined && (CHOSEN?.includes(name) ?? true)))
    test(client.name, { skip: missingClient(...client.needs) }, async (context) => {
      gateway ??= start();
      const { indexUrl } = await gateway;
      for (const wish of WISHES) {
        const { needs = [], brings } = wish;
        if (needs.some((need) => !client.abilities.has(need))) continue;
        await context.test(wish.name, async () => {
          const direct = await run(client, index, wish);
          const through = await run(client, indexUrl, wish);
          const texts = `directly:\n${direct.output}\nthrough the gateway:\n${through.output}`;
          assert.equal(through.ok, brings !== undefined, texts);
          assert.deepEqual(
            [through.ok, describeInstalled(through.installed), bound(through)],
            [direct.ok, describeInstalled(direct.installed), bound(direct)],
            texts,
          );
          const found = through.installed.map(({ name, version }) => `${name} ${version}`);
          for (const wanted of brings ?? [])
            assert.ok(
              found.some((one) => one === wanted || one.startsWith(`${wanted} `)),
              `${wanted} is not in ${found}`,
            );
        });
      }
    });
});
