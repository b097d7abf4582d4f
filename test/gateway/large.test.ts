/**
 * A wheel that takes the upstream longer to send than any client waits for a byte: nothing of it goes out before it is
 * judged, and every client gets it all the same, with its own settings. By default 80 MB at 2 MB/s with the clients
 * that wait in different ways; `RIND_SCENARIOS=all` for 500 MB at 10 MB/s, with all of them; `RIND_CLIENTS=uv,poetry`
 * for these alone.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Client } from '../clients/client.ts';
import { CLIENTS } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { assertBounded } from '../faults/right.ts';
import { Upstream } from '../servers/upstream.ts';
import { projectOf } from '../servers/upstream-file.ts';
import { bigWheel } from '../servers/upstream-lies.ts';
import { Gateway, missingGateway } from './gateway.ts';

const ALL = process.env['RIND_SCENARIOS'] === 'all';
const MEGABYTES = ALL ? 500 : 80;
/** Longer than anybody waits for a byte: at these rates fifty seconds and forty. Unit: bytes a second. */
const SECONDS = ALL ? 50 : 40;
const SPEED = (MEGABYTES * 1024 * 1024) / SECONDS;
/** Milliseconds. */
const PATIENCE = 540_000;
const QUICK = ['pip-26.3', 'uv', 'poetry', 'pdm'];
const CHOSEN = process.env['RIND_CLIENTS']?.split(',');
const NONE = missingGateway();

function isMeant({ name, install }: Client): boolean {
  return install !== undefined && (CHOSEN?.includes(name) ?? (ALL || QUICK.includes(name)));
}

/** The SHA-256 of what the wheel installs. */
function unpacked(): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(1024 * 1024, 'heavy 1.0 is large. ');
  for (let times = 0; times < MEGABYTES; times++) hash.update(piece);
  return hash.digest('hex');
}

describe(`a wheel of ${MEGABYTES} MB that takes its upstream ${SECONDS} s`, { concurrency: ALL ? 2 : 4 }, () => {
  const wheel = bigWheel('heavy', '1.0', MEGABYTES);
  for (const client of CLIENTS.filter(isMeant))
    test(`is installed by ${client.name}`, { skip: NONE ?? missingClient(...client.needs) }, async (context) => {
      const folder = mkdtempSync(join(tmpdir(), `rind-large-${client.name}-`));
      context.after(() => rmSync(folder, { recursive: true, force: true }));
      await using upstream = (await Upstream.start()).put(projectOf('heavy', wheel));
      const slow = upstream.misbehave(/\.whl$/, { kind: 'slow', bytesPerSecond: SPEED });
      await using gateway = await Gateway.start({
        folder: join(folder, 'gateway'),
        upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
      });
      const own = join(folder, 'own');
      mkdirSync(own);
      const place = { folder: own, cache: join(own, 'cache'), indexUrl: gateway.indexUrl };
      // Who gives up does so by its own settings: a machine that is busy ends nobody's install.
      const order = { ...place, requirements: ['heavy'], timeout: PATIENCE };
      const started = performance.now();
      const outcome = await client.install?.(order);
      context.diagnostic(`${client.name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
      assert.ok(outcome?.ok, outcome?.output);
      assert.deepEqual(
        outcome.installed.map(({ name, version }) => `${name} ${version}`),
        ['heavy 1.0'],
      );
      assert.equal(outcome.installed[0]?.files.get('heavy.bin'), unpacked(), 'other bytes came');
      assert.equal(slow.done, 1, 'it was fetched more than once');
      assertBounded(gateway);
    });
});
