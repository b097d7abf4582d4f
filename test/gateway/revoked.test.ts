/**
 * A version is denied after a client installed it: over TLS, for clients keep nothing that came over plain http, and
 * with the cache of the first installation. What each client then does, and who is told why.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Order, Outcome } from '../clients/client.ts';
import { clientNamed } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { makeWheel } from '../servers/distribution.ts';
import { TlsFront } from '../servers/tls-front.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { say } from './by-hand.ts';
import { Gateway, missingGateway } from './gateway.ts';

const NONE = missingGateway();
const WHY = 'it steals keys';
/** A gateway looks for new words twice a second. Unit: milliseconds. */
const EFFECTIVE = 1500;

interface House {
  readonly front: TlsFront;
  /** Another folder, the same cache. */
  order(requirement: string, lock?: string): Order;
  deny(spec: string): Promise<void>;
}

/** A gateway behind TLS that a client has got `tool 1.1` from. */
async function house(context: TestContext, name: string): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), `rind-revoked-${name}-`));
  const wheels = ['1.0', '1.1'].map((version) => fileOf(makeWheel({ name: 'tool', version })));
  const upstream = (await Upstream.start()).put(projectOf('tool', ...wheels));
  const gateway = await Gateway.start({
    folder: join(folder, 'gateway'),
    upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
  });
  const front = await TlsFront.start(gateway.origin);
  context.after(async () => {
    await front[Symbol.asyncDispose]();
    await gateway.stop();
    await upstream[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const caFile = join(folder, 'authority.pem');
  writeFileSync(caFile, front.authority);
  let orders = 0;
  return {
    front,
    order(requirement, lock) {
      const own = join(folder, `${orders++}`);
      mkdirSync(own);
      const order = { folder: own, cache: join(folder, 'cache'), indexUrl: `${front.origin}/simple/`, caFile };
      return { ...order, requirements: [requirement], ...(lock === undefined ? {} : { lock }) };
    },
    async deny(spec) {
      await say(gateway.data, { word: 'deny', spec, reason: WHY });
      await sleep(EFFECTIVE);
    },
  };
}

const installed = (outcome: Outcome | undefined) => outcome?.installed.map(({ name, version }) => `${name} ${version}`);

function assertInstalls(outcome: Outcome | undefined, pin: string): void {
  assert.deepEqual(installed(outcome), [pin], outcome?.output);
}

function assertRefused(outcome: Outcome | undefined, said: RegExp): void {
  assert.equal(outcome?.ok, false, outcome?.output);
  assert.deepEqual(installed(outcome), [], outcome?.output);
  assert.match(outcome?.output ?? '', said);
}

function scenario(name: string, run: (context: TestContext, client: Client) => Promise<void>): void {
  const client = clientNamed(name);
  test(name, { skip: NONE ?? missingClient(...client.needs) }, (context) => run(context, client));
}

describe('a version that was installed is denied', { concurrency: 2 }, () => {
  for (const name of ['pip-26.3', 'pip-23.2', 'pip-20.3', 'uv'])
    scenario(name, async (context, client) => {
      const { order, deny } = await house(context, name);
      assertInstalls(await client.install?.(order('tool==1.1')), 'tool 1.1');
      await deny('tool==1.1');
      // Pinned, it is refused with the reason; else the version before is taken.
      assertRefused(await client.install?.(order('tool==1.1')), /it steals keys/);
      assertInstalls(await client.install?.(order('tool')), 'tool 1.0');
      // Denied whole, it stays listed, so that the reason is heard, and not that there are no versions.
      await deny('tool');
      assertRefused(await client.install?.(order('tool')), /it steals keys/);
    });

  scenario('pipenv', async (context, client) => {
    const { order, deny } = await house(context, 'pipenv');
    const locked = await client.lock?.(order('tool==1.1'));
    assertInstalls(await client.sync?.(order('tool==1.1', locked?.lock)), 'tool 1.1');
    await deny('tool==1.1');
    assertRefused(await client.sync?.(order('tool==1.1', locked?.lock)), /it steals keys/);
  });

  scenario('poetry', async (context, client) => {
    const { order, deny, front } = await house(context, 'poetry');
    const locked = await client.lock?.(order('tool==1.1'));
    assertInstalls(await client.sync?.(order('tool==1.1', locked?.lock)), 'tool 1.1');
    await deny('tool==1.1');
    front.taken();
    // It would install from its cache what a page calls yanked, and ask for the page alone: so the page omits it.
    assertRefused(await client.sync?.(order('tool==1.1', locked?.lock)), /tool/);
    assert.deepEqual([...new Set(front.taken())], ['GET /simple/tool/']);
    assertInstalls(await client.install?.(order('tool')), 'tool 1.0');
  });

  scenario('pdm', async (context, client) => {
    const { order, deny } = await house(context, 'pdm');
    const locked = await client.lock?.(order('tool==1.1'));
    assertInstalls(await client.sync?.(order('tool==1.1', locked?.lock)), 'tool 1.1');
    await deny('tool==1.1');
    // It says 403, and not why.
    assertRefused(await client.sync?.(order('tool==1.1', locked?.lock)), /tool/);
  });

  scenario('uv', async (context, client) => {
    const { order, deny, front } = await house(context, 'uv-frozen');
    const locked = await client.lock?.(order('tool==1.1'));
    assertInstalls(await client.sync?.(order('tool==1.1', locked?.lock)), 'tool 1.1');
    await deny('tool==1.1');
    front.taken();
    // No index can revoke what is frozen and cached: nothing is asked. The download is in the log, and an exposure.
    assertInstalls(await client.sync?.(order('tool==1.1', locked?.lock)), 'tool 1.1');
    assert.deepEqual(front.taken(), []);
    // With a cold cache it is refused, and told why.
    const cold = order('tool==1.1', locked?.lock);
    assertRefused(await client.sync?.({ ...cold, cache: join(cold.folder, 'cold') }), /it steals keys/);
  });
});
