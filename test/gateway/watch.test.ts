/**
 * What the gateway does by itself, on a real `rind serve`: advisories that it fetches or finds take effect, who has what
 * is refused now is told, and what would refuse too much at once waits for a person.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isSigned } from '../../src/app/jobs/testing/is-signed.ts';
import { openState } from '../../src/compose/gateway-state.ts';
import { type MadeRecord, recordsZip } from '../../tools/make-records.ts';
import { COMPILED, MAIN } from '../rind.ts';
import { makeWheel } from '../servers/distribution.ts';
import { OsvServer } from '../servers/osv-server.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { FULL_STYLE } from '../servers/upstream-page.ts';
import { Gateway, missingGateway } from './gateway.ts';

const NONE = missingGateway();
const SECRET = 'a secret of more than sixteen characters';

/** An advisory about every version of a project. */
function record(name: string, number = 1): MadeRecord {
  return {
    schema_version: '1.7.0',
    id: `PYSEC-2026-${number}`,
    aliases: [`CVE-2026-${10_000 + number}`],
    modified: `2026-01-0${number}T00:00:00Z`,
    published: '2026-01-01T00:00:00Z',
    summary: `a flaw of ${name}`,
    details: 'It is bad.',
    affected: [
      {
        package: { name, ecosystem: 'PyPI' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
      },
    ],
  };
}

/** A server that takes events. */
class Receiver implements AsyncDisposable {
  readonly got: { readonly body: string; readonly headers: Record<string, string | string[] | undefined> }[] = [];
  /** The answers to come; 200 after those. */
  readonly answers: number[] = [];
  readonly #server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const status = this.answers.shift() ?? 200;
      if (status === 200) this.got.push({ body, headers: request.headers });
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}/events`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A folder with advisories, and the gateway on it. */
class Place {
  readonly folder: string;
  readonly osv: OsvServer;
  readonly upstream: Upstream;

  constructor(context: TestContext, osv: OsvServer, upstream: Upstream) {
    this.folder = mkdtempSync(join(tmpdir(), 'rind-watch-'));
    context.after(() => rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 }));
    this.osv = osv;
    this.upstream = upstream;
  }

  get dataDir(): string {
    return join(this.folder, 'advisories');
  }

  get env(): Record<string, string> {
    const { origin } = this.osv;
    return {
      RIND_OSV_URL: `${origin}/PyPI/all.zip`,
      RIND_PSF_URL: `${origin}/psf/main.zip`,
      RIND_EPSS_URL: `${origin}/epss.csv.gz`,
      RIND_KEV_URL: `${origin}/kev.json`,
      RIND_WEBHOOK_SECRET: SECRET,
    };
  }

  serve(...records: readonly MadeRecord[]): void {
    this.osv.put('/PyPI', recordsZip(records), records);
  }

  start(server: string, mirrors = 'mirrors = "pypi"'): Promise<Gateway> {
    const upstream = `[[server.upstreams]]\nname = "upstream"\nurl = "${this.upstream.indexUrl}"\n${mirrors}\n`;
    return Gateway.start({
      folder: this.folder,
      upstreams: [],
      config: `[server]\n${server}\n${upstream}`,
      args: ['--data-dir', this.dataDir],
      env: this.env,
    });
  }

  /** Fetches advisories as a person does, beside the gateway. */
  async sync(): Promise<void> {
    const args = [MAIN, 'sync', '--source', 'osv', '--data-dir', this.dataDir];
    const env = { PATH: process.env['PATH'] ?? '', HOME: this.folder, XDG_CACHE_HOME: COMPILED, ...this.env };
    // Not `spawnSync`: what it asks is served by this process.
    const ran = spawn(process.execPath, args, { env, timeout: 30_000, stdio: ['ignore', 'ignore', 'inherit'] });
    assert.deepEqual(await once(ran, 'close'), [0, null]);
  }

  /** Every entry of the log of a kind. */
  entries(event: string): string[] {
    const log = join(this.folder, 'data', 'log', '01');
    const lines = readdirSync(log)
      .filter((name) => /^\d{16}\.log$/.test(name))
      .flatMap((name) => readFileSync(join(log, name), 'utf8').split('\n'));
    return lines.filter((line) => line.includes(`"event":"${event}"`));
  }
}

const wheel = (name: string) => fileOf(makeWheel({ name, version: '1.0' }));
const fileName = (name: string) => `${name}-1.0-py3-none-any.whl`;

async function status(gateway: Gateway, name: string): Promise<number> {
  const response = await fetch(`${gateway.origin}/simple/${name}/${fileName(name)}`);
  await response.arrayBuffer();
  return response.status;
}

/** Waits until something is so; milliseconds that it took. */
async function until(what: string, is: () => boolean | Promise<boolean>, patience = 15_000): Promise<number> {
  const begun = performance.now();
  while (!(await is())) {
    if (performance.now() - begun > patience) assert.fail(`${what}: not within ${patience} ms`);
    await wait(25);
  }
  return performance.now() - begun;
}

async function sites(context: TestContext, ...names: readonly string[]): Promise<Place> {
  const [osv, upstream] = [await OsvServer.start(), await Upstream.start({ style: FULL_STYLE })];
  context.after(() => Promise.all([osv[Symbol.asyncDispose](), upstream[Symbol.asyncDispose]()]));
  upstream.put(...names.map((name) => projectOf(name, wheel(name))));
  return new Place(context, osv, upstream);
}

describe('advisories that come while the gateway runs', { skip: NONE }, () => {
  test('take effect within two seconds of the commit, and who has the file is told once', async (context) => {
    const place = await sites(context, 'alpha', 'beta');
    await using receiver = await Receiver.start();
    receiver.answers.push(302);
    place.serve(record('other'));
    await place.sync();
    const webhook = `sync-every = "off"\nwebhook = "${receiver.url}"\nwebhook-private = true`;
    {
      await using gateway = await place.start(webhook);
      assert.deepEqual([await status(gateway, 'alpha'), await status(gateway, 'beta')], [200, 200]);
      place.serve(record('other'), record('alpha', 2));
      const store = join(place.dataDir, 'advisories.db');
      const before = statSync(store).ino;
      await place.sync();
      assert.notEqual(statSync(store).ino, before);
      const took = await until('the file is denied', async () => (await status(gateway, 'alpha')) === 403);
      assert.ok(took < 2000, `${took} ms`);
      assert.equal(await status(gateway, 'beta'), 200);
      await until('the log has the exposure', () => place.entries('exposure').length === 1);
      const feed = await (await fetch(`${gateway.origin}/feeds/exposure.atom`)).text();
      assert.match(feed, /<title>alpha 1\.0 is denied: PYSEC-2026-2<\/title>/);
      assert.match(feed, /warm cache \(&#96;uv sync --frozen&#96;\) installs it without asking/);
      // Who has it is for administrators.
      assert.doesNotMatch(feed, /anonymous/);
      assert.equal(receiver.got.length, 0);
    }
    // What nobody took is sent after a restart, and told no second time; a redirect is not followed.
    await using gateway = await place.start(webhook);
    assert.equal(await status(gateway, 'alpha'), 403);
    await until('the webhook has it', () => receiver.got.length > 0, 30_000);
    await wait(1000);
    const [sent] = receiver.got;
    assert.deepEqual([receiver.got.length, place.entries('exposure').length], [1, 1]);
    const signature = String(sent?.headers['rind-signature']);
    assert.ok(isSigned(sent?.body ?? '', signature, SECRET, Date.now() / 1000));
    const event = JSON.parse(sent?.body ?? '');
    assert.deepEqual(
      [event.project, event.rule, event.advisories[0], event.holders_total, event.holders[0].principal],
      ['alpha', 'known-vulnerability', 'PYSEC-2026-2', 1, 'anonymous'],
    );
    assert.equal(event.sha256, wheel('alpha').sha256);
  });

  test('are fetched by the gateway itself', async (context) => {
    const place = await sites(context, 'alpha');
    place.serve(record('alpha'));
    await using gateway = await place.start('sync-every = "1h"');
    assert.equal(await status(gateway, 'alpha'), 200);
    const store = join(place.dataDir, 'advisories.db');
    await until('it has fetched them', () => statSync(store, { throwIfNoEntry: false }) !== undefined, 30_000);
    const took = await until('the file is denied', async () => (await status(gateway, 'alpha')) === 403);
    assert.ok(took < 2000, `${took} ms`);
    assert.ok(place.osv.asked.some(({ path }) => path === '/PyPI/all.zip'));
  });

  test('wait for a person where they refuse more projects in use than somebody wants, over a restart', async (context) => {
    const names = ['alpha', 'beta', 'gamma'];
    const place = await sites(context, ...names);
    place.serve(record('other'));
    await place.sync();
    const server = 'sync-every = "off"\nsync-hold-above = 1';
    const all = (gateway: Gateway) => Promise.all(names.map((name) => status(gateway, name)));
    {
      await using gateway = await place.start(server);
      const [alpha, beta] = [await status(gateway, 'alpha'), await status(gateway, 'beta')];
      assert.deepEqual([alpha, beta], [200, 200]);
      // What went out is counted twice a second: only then it is in use.
      await wait(1000);
      place.serve(record('other'), record('alpha', 2), record('beta', 3), record('gamma', 4));
      await place.sync();
      // What nobody uses is refused at once; what is in use waits.
      await until('what nobody uses is denied', async () => (await status(gateway, 'gamma')) === 403);
      assert.deepEqual(await all(gateway), [200, 200, 403]);
      assert.equal(place.entries('advisories-held').length, 1);
    }
    await using gateway = await place.start(server);
    await wait(1500);
    assert.deepEqual(await all(gateway), [200, 200, 403]);
    const state = await openState(join(place.folder, 'data'), Date.now());
    const [hold, ...others] = await state.holds.waiting();
    assert.deepEqual([others.length, hold?.rule], [0, 'advisory-sync']);
    assert.match(hold?.summary ?? '', /would refuse 2 projects in use at once .*alpha, beta/);
    await state.holds.end(hold?.id ?? '', 'release', 'me', Date.now());
    await state.db.close();
    const took = await until('they are in force', async () => (await status(gateway, 'alpha')) === 403);
    assert.ok(took < 2000, `${took} ms`);
    assert.deepEqual(await all(gateway), [403, 403, 403]);
    assert.equal(place.entries('advisories-held').length, 1);
    // `gamma` may have gone out before its advisory came.
    const told = () => ['alpha', 'beta'].every((name) => place.entries('exposure').some((line) => line.includes(name)));
    await until('who has them is told', told);
  });
});

describe('a file that went out', { skip: NONE }, () => {
  test('and that its index took back is told of once, when its page is read anyway', async (context) => {
    const place = await sites(context, 'alpha', 'beta', 'gamma');
    const server = 'sync-every = "off"';
    const all = (gateway: Gateway) =>
      Promise.all(['alpha', 'beta', 'gamma', 'delta'].map((name) => status(gateway, name)));
    {
      await using gateway = await place.start(server);
      assert.deepEqual(await all(gateway), [200, 200, 200, 404]);
      // What went out is written down before the gateway ends.
    }
    place.upstream.put(
      { name: 'alpha', files: [] },
      { ...projectOf('beta', wheel('beta')), status: 'quarantined' },
      projectOf('gamma', { ...wheel('gamma'), yanked: 'broken' }),
      // Nobody had it.
      { ...projectOf('delta', wheel('delta')), status: 'quarantined' },
    );
    const told = () => place.entries('exposure').map((line) => JSON.parse(line.slice(65)));
    for (let run = 0; run < 2; run++) {
      // Pages that were read a moment ago hold over a restart.
      rmSync(join(place.folder, 'data', 'pages'), { recursive: true, force: true });
      await using gateway = await place.start(server);
      assert.equal(told().length, run === 0 ? 0 : 2);
      assert.deepEqual(await all(gateway), [403, 403, 200, 403]);
      await until('both are told of', () => told().length >= 2);
      await wait(1000);
      const facts = told().map(({ project, rule, verdict, holders }) => [project, rule, verdict, holders]);
      assert.deepEqual(facts.sort(), [
        ['alpha', 'removed-upstream', 'deny', 1],
        ['beta', 'project-status', 'deny', 1],
      ]);
      const feed = await (await fetch(`${gateway.origin}/feeds/exposure.atom`)).text();
      assert.match(feed, /<title>alpha 1\.0 is denied: removed-upstream<\/title>/);
    }
  });
});

describe('what an index does not tell', { skip: NONE }, () => {
  const times = async (gateway: Gateway): Promise<unknown> => {
    const accept = 'application/vnd.pypi.simple.v1+json';
    const page: unknown = await (await fetch(`${gateway.origin}/simple/alpha/`, { headers: { accept } })).json();
    return Object(page).files.map((file: Record<string, unknown>) => file['upload-time']);
  };

  test('is asked of PyPI once, by hash, where the index mirrors it', async (context) => {
    const place = await sites(context, 'alpha');
    place.upstream.style = { ...FULL_STYLE, uploadTimes: 'never' };
    const asked = () => place.upstream.asked.filter(({ path }) => path.startsWith('/pypi/alpha/json')).length;
    const server = 'sync-every = "off"';
    for (let run = 0; run < 2; run++) {
      await using gateway = await place.start(server);
      assert.deepEqual(await times(gateway), ['2024-03-04T05:06:07.890Z']);
      assert.equal(asked(), 1);
    }
  });

  test('is asked nowhere for a name of any other index', async (context) => {
    const place = await sites(context, 'alpha');
    place.upstream.style = { ...FULL_STYLE, uploadTimes: 'never' };
    await using gateway = await place.start('sync-every = "off"', '');
    assert.deepEqual(await times(gateway), [undefined]);
    assert.deepEqual(
      place.upstream.asked.filter(({ path }) => path.includes('/pypi/')),
      [],
    );
  });
});

describe('the start of a gateway', { skip: NONE }, () => {
  const fails = async (context: TestContext, server: string, why: RegExp): Promise<void> => {
    const place = await sites(context, 'alpha');
    writeFileSync(join(place.folder, 'names.txt'), '');
    await assert.rejects(
      Gateway.start({
        folder: place.folder,
        upstreams: [],
        config: `[server]\n${server}\n`,
        args: ['--data-dir', place.dataDir, '--offline'],
      }),
      why,
    );
  };

  test('is refused with a webhook without its secret, or one in the clear', async (context) => {
    await fails(context, 'webhook = "https://hooks.example.com/x"', /needs a secret of 16 characters/);
    await fails(context, 'webhook = "http://hooks.example.com/x"', /would be sent without encryption/);
    await fails(context, 'names-file = "none.txt"', /`server.names-file` cannot be read/);
  });
});
