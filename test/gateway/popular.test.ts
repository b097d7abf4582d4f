/**
 * Twenty popular projects with all they require: straight from the index that this machine's pip is
 * configured with, and through `rind serve` in front of it, cold and warm. Skipped where that index
 * cannot be reached. `RIND_POPULAR=direct` runs the direct half alone, `RIND_POPULAR=N` the first N.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { missingClient } from '../../tools/clients/installed.ts';
import { configuredIndex } from '../../tools/corpus/configured-index.ts';
import { clientNamed } from '../clients/clients.ts';
import { describeInstalled, type InstalledDistribution } from '../clients/installed.ts';
import { Gateway, missingGateway } from './gateway.ts';
import { POPULAR } from './popular.ts';

const mode = process.env['RIND_POPULAR'] ?? '';
const chosen = POPULAR.slice(0, /^\d+$/.test(mode) ? Number(mode) : POPULAR.length);
const index = configuredIndex();
const skip =
  missingClient('uv', 'pip-26.3') ?? (await unreachable()) ?? (mode === 'direct' ? undefined : missingGateway());

/** Why the index cannot be asked here, without its address, which may be nobody's business. */
async function unreachable(): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL('requests/', index), { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    return answer.ok ? undefined : `the configured index answers ${answer.status}`;
  } catch {
    return 'the configured index cannot be reached';
  }
}

describe('popular projects', { skip }, () => {
  for (const name of ['uv', 'pip-26.3'])
    test(`${name} installs twenty popular projects directly and through the gateway, cold and warm, alike`, async (context) => {
      const folder = mkdtempSync(join(tmpdir(), `rind-popular-${name}-`));
      context.after(() => rmSync(folder, { recursive: true, force: true }));
      const client = clientNamed(name);
      const run = async (from: string, indexUrl: string): Promise<Map<string, readonly InstalledDistribution[]>> => {
        const found = new Map<string, readonly InstalledDistribution[]>();
        const started = performance.now();
        for (const { requirement } of chosen) {
          const own = join(folder, `${from}-${found.size}`);
          mkdirSync(own);
          const order = {
            folder: own,
            cache: join(own, 'cache'),
            indexUrl,
            requirements: [requirement],
            onlyBinary: true,
          };
          const outcome = await client.install?.({ ...order, network: 'open' });
          assert.ok(outcome?.ok, `${from}: ${requirement}\n${outcome?.output}`);
          found.set(requirement, outcome.installed);
          rmSync(own, { recursive: true, force: true });
        }
        context.diagnostic(`${from}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
        return found;
      };
      const direct = await run('direct', index);
      for (const { requirement, brings } of chosen) {
        const names = direct.get(requirement)?.map((distribution) => distribution.name) ?? [];
        for (const wanted of brings) assert.ok(names.includes(wanted), `${requirement} brings no ${wanted}`);
      }
      if (mode === 'direct') return;
      await using gateway = await Gateway.start({
        folder: join(folder, 'gateway'),
        upstreams: [{ name: 'pypi', url: index }],
        env: Object.fromEntries(
          Object.entries(process.env).filter(([key]) =>
            /^(?:https?_proxy|no_proxy|ssl_cert_|node_extra_ca)/i.test(key),
          ),
        ),
      });
      for (const from of ['cold', 'warm']) {
        const through = await run(from, gateway.indexUrl);
        for (const [requirement, installed] of direct)
          assert.deepEqual(
            describeInstalled(through.get(requirement) ?? []),
            describeInstalled(installed),
            `${from}: ${requirement}`,
          );
      }
    });
});
