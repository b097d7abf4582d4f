/**
 * Every scenario with the real clients directly and through `rind serve`: success, every installed
 * file by digest, locks and uploads must be the same. The quick part by default;
 * `RIND_SCENARIOS=all` for all of it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import type { Client } from '../clients/client.ts';
import { CLIENTS } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { Upstream } from '../servers/upstream.ts';
import { FULL_STYLE, PYPI_LIKE_STYLE, type UpstreamStyle } from '../servers/upstream-page.ts';
import { makeUploadToken } from './by-hand.ts';
import { assertExpected, assertSame } from './compare.ts';
import { Gateway, missingGateway } from './gateway.ts';
import { cannotRun, expectedOf, runScenario, type Scenario, type Site } from './scenario.ts';
import { scenarioProjects } from './scenario-projects.ts';
import { SCENARIOS } from './scenarios.ts';
import { directSite, siteOf } from './site.ts';

const ALL = process.env['RIND_SCENARIOS'] === 'all';
/** `RIND_CLIENTS=uv,poetry`: only these. */
const CHOSEN = process.env['RIND_CLIENTS']?.split(',');
const NONE = missingGateway();

interface Opened {
  readonly folder: string;
  readonly upstream: Upstream;
  readonly gateway: Gateway;
  /** The gateway as a place to run scenarios. */
  readonly site: Site;
}

/** An upstream and a gateway in front of it for all clients, from when the first one comes. */
class House implements AsyncDisposable {
  readonly #style: UpstreamStyle;
  #opened: Promise<Opened> | undefined;

  constructor(style: UpstreamStyle) {
    this.#style = style;
  }

  opened(): Promise<Opened> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  async #open(): Promise<Opened> {
    const folder = mkdtempSync(join(tmpdir(), 'rind-through-'));
    const upstream = (await Upstream.start({ style: this.#style })).put(...scenarioProjects());
    const gateway = await Gateway.start({
      folder: join(folder, 'gateway'),
      upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
    });
    const { indexUrl, uploadUrl, data } = gateway;
    const password = await makeUploadToken(data);
    return { folder, upstream, gateway, site: siteOf(upstream, { indexUrl, uploadUrl, user: '__token__', password }) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await this.#opened;
    if (opened === undefined) return;
    await opened.gateway.stop();
    await opened.upstream[Symbol.asyncDispose]();
    rmSync(opened.folder, { recursive: true, force: true });
  }
}

interface Kind {
  readonly name: string;
  readonly style: UpstreamStyle;
  /** Who stands before it where time is short, and of these who runs every scenario that it would. */
  readonly clients: readonly string[];
  readonly whole: readonly string[];
}

const EVERY = CLIENTS.map(({ name }) => name);
/** Kinds of index: all clients before the one that can everything, some before one like PyPI. */
const KINDS: readonly Kind[] = [
  { name: 'in front of a full index', style: FULL_STYLE, clients: EVERY, whole: EVERY },
  { name: 'in front of one like PyPI', style: PYPI_LIKE_STYLE, clients: ['pip-26.3', 'uv', 'poetry'], whole: ['uv'] },
];

/** Those that take longest first, so that nobody is waited for at the end. */
const IN_ORDER = ['pip-26.3', 'poetry', 'pipenv', 'pdm', 'uv'];
const ORDERED = CLIENTS.toSorted((a, b) => placeOf(a) - placeOf(b));

function placeOf({ name }: Client): number {
  const place = IN_ORDER.indexOf(name);
  return place < 0 ? IN_ORDER.length : place;
}

for (const kind of KINDS)
  describe(`${kind.name}, through the gateway as directly`, { concurrency: 2 }, () => {
    const house = new House(kind.style);
    after(() => house[Symbol.asyncDispose]());
    for (const client of ORDERED.filter(({ name }) => (CHOSEN ?? kind.clients).includes(name)))
      test(client.name, { skip: NONE ?? missingClient(...client.needs) }, (context) =>
        compare(context, client, kind, house),
      );
  });

async function compare(context: TestContext, client: Client, kind: Kind, house: House): Promise<void> {
  const { folder, upstream, site } = await house.opened();
  for (const [at, scenario] of SCENARIOS.entries()) {
    const why = cannotRun(client, scenario);
    if (why !== undefined && ALL) await context.test(scenario.name, { skip: why }, () => {});
    if (why !== undefined || !isMeant(scenario, client, kind)) continue;
    await context.test(scenario.name, async () => {
      const own = (way: string) => join(folder, `${client.name}-${at}-${way}`);
      for (const way of ['direct', 'through']) mkdirSync(own(way));
      const direct = await runScenario(client, scenario, directSite(upstream), own('direct'));
      const through = await runScenario(client, scenario, site, own('through'));
      assertExpected(through, expectedOf(client, scenario));
      assertSame(direct, through, { locks: kind.style.json });
      for (const way of ['direct', 'through']) rmSync(own(way), { recursive: true, force: true });
    });
  }
}

function isMeant(scenario: Scenario, { name }: Client, { whole }: Kind): boolean {
  if (ALL) return true;
  return scenario.quick?.includes(name) === true && (whole.includes(name) || scenario.formDecides === true);
}
