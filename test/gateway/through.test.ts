/**
 * Every scenario with the real clients directly and through `rind serve`: success, every installed
 * file by digest, locks and uploads must be the same. The quick part by default;
 * `RIND_SCENARIOS=all` for all of it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { Client } from '../clients/client.ts';
import { CLIENTS } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { Upstream } from '../servers/upstream.ts';
import { FULL_STYLE, PYPI_LIKE_STYLE, type UpstreamStyle } from '../servers/upstream-page.ts';
import { makeUploadToken } from './by-hand.ts';
import { assertExpected, assertSame } from './compare.ts';
import { Gateway, missingGateway } from './gateway.ts';
import { canRun, expectedOf, runScenario, type Site } from './scenario.ts';
import { scenarioProjects } from './scenario-projects.ts';
import { SCENARIOS } from './scenarios.ts';
import { directSite, siteOf } from './site.ts';

const ALL = process.env['RIND_SCENARIOS'] === 'all';
/** `RIND_CLIENTS=uv,poetry`: only these. */
const CHOSEN = process.env['RIND_CLIENTS']?.split(',');
const NONE = missingGateway();

/** The gateway as a place to run scenarios. */
async function gatewaySite(gateway: Gateway, upstream: Upstream): Promise<Site> {
  const { indexUrl, uploadUrl, data } = gateway;
  return siteOf(upstream, { indexUrl, uploadUrl, user: '__token__', password: await makeUploadToken(data) });
}

/** Upstreams to stand before: all clients with the one that can everything, some with one like PyPI. */
const STYLES: readonly { readonly name: string; readonly style: UpstreamStyle; readonly clients: readonly string[] }[] =
  [
    { name: 'in front of a full index', style: FULL_STYLE, clients: CLIENTS.map(({ name }) => name) },
    { name: 'in front of one like PyPI', style: PYPI_LIKE_STYLE, clients: ['pip-26.3', 'uv', 'poetry'] },
  ];

for (const { name, style, clients } of STYLES)
  describe(`${name}, through the gateway as directly`, { concurrency: 2 }, () => {
    for (const client of CLIENTS.filter((one) => (CHOSEN ?? clients).includes(one.name)))
      test(client.name, { skip: NONE ?? missingClient(...client.needs) }, (context) => compare(context, client, style));
  });

async function compare(context: TestContext, client: Client, style: UpstreamStyle): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), `rind-through-${client.name}-`));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  await using upstream = (await Upstream.start({ style })).put(...scenarioProjects());
  await using gateway = await Gateway.start({
    folder: join(folder, 'gateway'),
    upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
  });
  const site = await gatewaySite(gateway, upstream);
  const scenarios = SCENARIOS.filter((scenario) => canRun(client, scenario));
  for (const [at, scenario] of scenarios.entries()) {
    if (!ALL && !scenario.quick?.includes(client.name)) continue;
    await context.test(scenario.name, async () => {
      const [one, other] = [join(folder, `${at}-direct`), join(folder, `${at}-through`)];
      for (const own of [one, other]) mkdirSync(own);
      const direct = await runScenario(client, scenario, directSite(upstream), one);
      const through = await runScenario(client, scenario, site, other);
      assertExpected(through, expectedOf(client, scenario));
      assertSame(direct, through, { locks: style.json });
    });
  }
}
