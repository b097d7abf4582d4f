/**
 * Twenty popular projects with all they require: straight from the index that this machine's pip is
 * configured with, and through `rind serve` in front of it, cold and warm. Runs where `RIND_POPULAR` is set and that
 * index can be reached. With `all` they go into one environment; `RIND_POPULAR=each` gives each one of its own,
 * `RIND_POPULAR=direct` runs the direct half alone. uv does it by default; with `RIND_SCENARIOS=all`
 * pip does it too.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { configuredIndex } from '../../tools/corpus/configured-index.ts';
import { clientNamed } from '../clients/clients.ts';
import { describeInstalled, type InstalledDistribution } from '../clients/installed.ts';
import { missingClient } from '../clients/missing.ts';
import { Gateway, missingGateway } from './gateway.ts';
import { hostNetwork, privateFileHosts, unreachable } from './live.ts';
import { POPULAR, type Popular } from './popular.ts';

const MODE = process.env['RIND_POPULAR'];
const WISHES: readonly (readonly Popular[])[] = MODE === 'each' ? POPULAR.map((one) => [one]) : [POPULAR];
const index = configuredIndex();
const skip =
  (MODE === undefined ? 'it takes minutes and the public index: set RIND_POPULAR=all' : undefined) ??
  missingClient('uv', 'pip-26.3') ??
  (await unreachable(index)) ??
  (MODE === 'direct' ? undefined : missingGateway());

describe('popular projects', { skip }, () => {
  for (const name of process.env['RIND_SCENARIOS'] === 'all' ? ['uv', 'pip-26.3'] : ['uv'])
    test(`${name} installs twenty popular projects directly and through the gateway, cold and warm, alike`, async (context) => {
      const folder = mkdtempSync(join(tmpdir(), `rind-popular-${name}-`));
      context.after(() => rmSync(folder, { recursive: true, force: true }));
      const client = clientNamed(name);
      const run = async (from: string, indexUrl: string): Promise<InstalledDistribution[][]> => {
        const found: InstalledDistribution[][] = [];
        const started = performance.now();
        for (const [at, wish] of WISHES.entries()) {
          const own = join(folder, `${from}-${at}`);
          mkdirSync(own);
          const requirements = wish.map(({ requirement }) => requirement);
          const order = { folder: own, cache: join(own, 'cache'), indexUrl, requirements, onlyBinary: true };
          const outcome = await client.install?.({ ...order, network: 'open', timeout: 400_000 });
          assert.ok(outcome?.ok, `${from}: ${requirements}\n${outcome?.output}`);
          found.push([...outcome.installed]);
          rmSync(own, { recursive: true, force: true });
        }
        const count = found.flat().length;
        context.diagnostic(`${from}: ${count} distributions, ${((performance.now() - started) / 1000).toFixed(1)} s`);
        return found;
      };
      const direct = await run('direct', index);
      for (const [at, wish] of WISHES.entries()) {
        const names = direct[at]?.map((distribution) => distribution.name) ?? [];
        for (const { requirement, brings } of wish)
          for (const wanted of brings) assert.ok(names.includes(wanted), `${requirement} brings no ${wanted}`);
      }
      if (MODE === 'direct') return;
      await using gateway = await Gateway.start({
        folder: join(folder, 'gateway'),
        upstreams: [{ name: 'pypi', url: index, mirrors: 'pypi', privateFileHosts: await privateFileHosts(index) }],
        env: hostNetwork(),
      });
      for (const from of ['cold', 'warm']) {
        const through = await run(from, gateway.indexUrl);
        for (const [at, installed] of direct.entries())
          assert.deepEqual(describeInstalled(through[at] ?? []), describeInstalled(installed), from);
      }
    });
});
