import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName, ok } from '@rind/pypa';
import type { Spool } from '../app/serve/ports.ts';
import { OWN } from '../app/serve/ports.ts';
import { listed } from '../app/serve/testing/fake-files.ts';
import { problem } from '../base/problem.ts';
import type { Claim, HostedFile } from '../hosting/hosted.sql.ts';
import type { DownloadAnswer } from '../index/download.http.ts';
import type { IndexClient } from '../index/index-client.http.ts';
import type { MetadataAnswer } from '../index/metadata.http.ts';
import { type Found, pageIdentity } from '../index/page-fetch.http.ts';
import type { StoredPage } from '../index/page-store.ts';
import { type Upstream, upstreamOf } from '../index/upstream.ts';
import { type GatewayRouting, gatewayRouting } from './gateway-routing.ts';
import { gatewayUpstreams } from './gateway-upstreams.ts';

const DEMO = normalizeName('demo');
const WHEEL = 'demo-1.0-py3-none-any.whl';

function upstream(name: string, names: readonly string[] = []): Upstream {
  const made = upstreamOf({ name, url: `https://${name}.example/simple/`, names: [...names], trusted: true });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

class House {
  /** What each upstream answers; absent by default. */
  readonly answers = new Map<string, 'down'>();
  readonly own = new Map<string, HostedFile[]>();
  claims: Claim[] = [];
  download: (write: (bytes: Uint8Array) => Promise<void>) => Promise<DownloadAnswer> = async () => ({
    state: 'absent',
    status: 404,
  });
  readonly pages = new Map<string, Found>();
  metadata: MetadataAnswer = { state: 'absent', status: 404 };
  /** Milliseconds for which an index that is down wants to be left alone. */
  wants: number | undefined;
  readonly had = new Set<string>();
  readonly asked: string[] = [];
  readonly remembered: string[] = [];
  upstreams: readonly Upstream[] = [upstream('one'), upstream('two')];
  routing: GatewayRouting = gatewayRouting(undefined);

  get client(): IndexClient {
    return {
      page: async ({ name: from }, name) => {
        this.asked.push(`${from} ${name}`);
        const page = this.pages.get(from);
        if (page !== undefined) return page;
        return this.answers.get(from) === 'down'
          ? {
              state: 'unavailable',
              reason: 'timeout',
              problem: problem('fetch-failed', `${from} is down`),
              ...(this.wants === undefined ? {} : { retryAfterMs: this.wants }),
            }
          : { state: 'absent', status: 404 };
      },
      async pageUnless(from, name, has, request) {
        const answer = await this.page(from, name, request);
        if (answer.state !== 'found' || has !== pageIdentity(answer.source)) return answer;
        const { source } = answer;
        return { state: 'same', source, from: 'index' };
      },
      projectFacts: () => Promise.reject(new Error('not asked')),
      metadata: async () => this.metadata,
      download: (_upstream, _file, sink) => this.download((bytes) => sink.write(bytes)),
    };
  }

  get made() {
    return gatewayUpstreams({
      client: this.client,
      routing: this.routing,
      hosted: {
        has: async (name) => this.own.has(name),
        files: async (name) => this.own.get(name) ?? [],
        claims: async () => this.claims,
        remember: async (name) => void this.remembered.push(name),
      },
      had: async (from, name) => this.had.has(`${from} ${name}`),
      views: (view) => (view === '' ? this.upstreams : undefined),
      now: () => 5,
    });
  }
}

const NOTHING: ReadonlyMap<string, string> = new Map();

function sourceOf(from: string, digest: string, fetchedAt: number): StoredPage {
  const url = `https://${from}.example/simple/demo/`;
  const held = { fetchedAt, freshUntil: fetchedAt, mayServeStale: true };
  return { kind: 'page', url, contentType: 'text/html', bytes: new Uint8Array(), digest, ...held };
}

function pageAt(from: string, digest: string, fetchedAt: number): Found {
  const status = { marker: 'active', reason: undefined } as const;
  const nothing = {
    versions: undefined,
    namespaces: undefined,
    baseUrl: undefined,
    alternateLocations: [],
    tracks: [],
  };
  const page = {
    apiVersion: { major: 1, minor: 0 },
    name: DEMO,
    status,
    ...nothing,
    files: [],
    passedOver: 0,
    problems: [],
  };
  return { state: 'found', page, source: sourceOf(from, digest, fetchedAt), from: 'index' };
}

const claimed = (name: string, prefix: boolean): Claim => ({ name, prefix, by: 'me', made: 0 });

describe('who is asked for a name', () => {
  it('nobody for one of the team’s own, and it is remembered nowhere', async () => {
    const house = new House();
    house.own.set('demo', []);
    const listing = await house.made.list('', DEMO, NOTHING);
    assert.equal(listing.state === 'found' && listing.pages[0]?.upstream.name, OWN);
    assert.deepEqual([house.asked, house.remembered], [[], []]);
  });

  it('nobody for a claimed one, nor below a claimed prefix', async () => {
    const house = new House();
    house.claims = [claimed('demo', false), claimed('acme', true)];
    for (const name of ['demo', 'acme', 'acme-tools'])
      assert.equal((await house.made.list('', normalizeName(name), NOTHING)).state, 'absent', name);
    assert.deepEqual(house.asked, []);
    for (const name of ['demo-tools', 'acmetools']) await house.made.list('', normalizeName(name), NOTHING);
    assert.deepEqual(house.asked, ['one demo-tools', 'two demo-tools', 'one acmetools', 'two acmetools']);
  });

  it('each in order, and no further than one that is down', async () => {
    const house = new House();
    assert.equal((await house.made.list('', DEMO, NOTHING)).state, 'absent');
    assert.deepEqual(house.asked.splice(0), ['one demo', 'two demo']);
    house.answers.set('one', 'down');
    assert.deepEqual(await house.made.list('', DEMO, NOTHING), { state: 'unavailable', why: 'one is down' });
    assert.deepEqual(house.asked, ['one demo']);
    house.wants = 7000;
    const busy = { state: 'unavailable', why: 'one is down', leaveAloneMs: 7000 };
    assert.deepEqual(await house.made.list('', DEMO, NOTHING), busy);
  });

  it('no further than one that once had it, and now has not', async () => {
    const house = new House();
    house.had.add('one demo');
    const listing = await house.made.list('', DEMO, NOTHING);
    assert.ok(listing.state === 'found', 'so that whoever has its files in a lock is told why they are refused');
    assert.deepEqual(
      listing.pages.map(({ upstream, page }) => [upstream.name, page.name, page.files.length]),
      [['one', 'demo', 0]],
    );
    const has = new Map(listing.pages.map(({ upstream, digest }) => [upstream.name, digest]));
    assert.equal((await house.made.list('', DEMO, has)).state, 'same');
    assert.deepEqual(house.asked, ['one demo', 'one demo']);
  });

  it('a page that the asker has is not given again, and one of another day is', async () => {
    const house = new House();
    house.pages.set('one', pageAt('one', 'a', 3));
    const first = await house.made.list('', DEMO, NOTHING);
    assert.equal(first.state, 'found');
    const has = new Map(first.state === 'found' ? first.pages.map((one) => [one.upstream.name, one.digest]) : []);
    assert.deepEqual(await house.made.list('', DEMO, has), { state: 'same', observedAt: 3 });
    // The same bytes elsewhere mean other addresses of files.
    for (const other of [pageAt('one', 'b', 4), { ...pageAt('one', 'a', 4), source: sourceOf('else', 'a', 4) }]) {
      house.pages.set('one', other);
      assert.equal((await house.made.list('', DEMO, has)).state, 'found');
    }
    // Whoever answers now, it is another one than the asker has.
    house.pages.clear();
    house.pages.set('two', pageAt('two', 'a', 5));
    assert.equal((await house.made.list('', DEMO, has)).state, 'found');
    house.pages.clear();
    assert.equal((await house.made.list('', DEMO, has)).state, 'absent');
  });

  it('the owner of a reserved prefix alone: as PEP 752 matches, the longest prefix, and nobody where the view lacks it', async () => {
    const house = new House();
    house.routing = gatewayRouting({
      reservations: [
        { prefix: normalizeName('acme'), upstream: 'two' },
        { prefix: normalizeName('acme-own') },
        { prefix: normalizeName('gone'), upstream: 'three' },
      ],
      merges: [],
    });
    for (const name of ['acme', 'acme-tools', 'acmetools', 'acme-own', 'acme-own-x', 'acme-owner', 'gone-x'])
      await house.made.list('', normalizeName(name), NOTHING);
    assert.deepEqual(house.asked, ['two acme', 'two acme-tools', 'one acmetools', 'two acmetools', 'two acme-owner']);
    assert.deepEqual(
      house.remembered,
      ['acme', 'acme-tools', 'acmetools', 'acme-owner'],
      'ours are remembered nowhere',
    );
    const { isPrivate, isUpstreams } = house.routing;
    // Whoever uploads is asked by these: only uploads to the former, none to the latter without a claim.
    assert.deepEqual(
      ['acme-own', 'acme-own-x', 'acme-owner', 'acme', 'other'].map((name) => [
        isPrivate(normalizeName(name)),
        isUpstreams(normalizeName(name)),
      ]),
      [
        [true, false],
        [true, false],
        [false, true],
        [false, true],
        [false, false],
      ],
    );
    house.own.set('acme-own-x', []);
    const own = await house.made.list('', normalizeName('acme-own-x'), NOTHING);
    assert.equal(own.state === 'found' && own.pages[0]?.upstream.name, OWN);
  });

  it('all of a merge, and what one of them does not answer is not known', async () => {
    const house = new House();
    house.routing = gatewayRouting({ reservations: [], merges: [{ names: ['demo'], upstreams: ['two', 'one'] }] });
    assert.equal((await house.made.list('', DEMO, NOTHING)).state, 'absent');
    house.had.add('two demo');
    await house.made.list('', DEMO, NOTHING);
    assert.deepEqual(house.asked.splice(0), ['two demo', 'one demo', 'two demo', 'one demo']);
    house.answers.set('one', 'down');
    assert.deepEqual(await house.made.list('', DEMO, NOTHING), { state: 'unavailable', why: 'one is down' });
    await house.made.list('', normalizeName('other'), NOTHING);
    assert.deepEqual(house.asked.slice(2), ['one other'], 'a name that nobody merges is asked for in order');
  });

  it('a name is remembered before anybody is asked for it, once', async () => {
    const house = new House();
    const { made } = house;
    await made.list('', DEMO, NOTHING);
    await made.list('', DEMO, NOTHING);
    assert.deepEqual(house.remembered, ['demo']);
  });

  it('nobody through a view that there is not', async () => {
    const house = new House();
    assert.equal((await house.made.list('other', DEMO, NOTHING)).state, 'absent');
    assert.deepEqual(house.asked, []);
  });
});

describe('a file', () => {
  const spool = (write: Spool['write']): Spool => ({
    write,
    finish: () => Promise.reject(new Error('not here')),
    inspect: () => Promise.reject(new Error('not here')),
    commit: () => Promise.reject(new Error('not here')),
    discard: async () => {},
  });

  it('that nobody takes any more of is left, with the problem of who took it', async () => {
    const house = new House();
    const full = problem('fetch-failed', 'there is no room');
    house.download = async (write) => {
      await write(Buffer.from('x'));
      throw new Error('it went on');
    };
    const { made } = house;
    await made.list('', DEMO, NOTHING);
    const fetched = await made.fetch(
      'one',
      listed(WHEEL),
      spool(async () => ({ ok: false, error: full })),
    );
    assert.deepEqual(fetched, { ok: false, error: full });
  });

  it('that is listed and not there, or no longer listed, or of nobody, is a problem', async () => {
    const house = new House();
    const { made } = house;
    await made.list('', DEMO, NOTHING);
    const into = spool(async () => ok(undefined));
    for (const [from, file, code] of [
      ['one', listed(WHEEL), 'file-gone'],
      ['one', listed(WHEEL, { url: '' }), 'file-gone'],
      ['three', listed(WHEEL), 'fetch-failed'],
    ] as const) {
      const fetched = await made.fetch(from, file, into);
      assert.equal(!fetched.ok && fetched.error.code, code);
    }
  });

  it('has metadata beside it only where a hash binds that', async () => {
    const house = new House();
    const { made } = house;
    await made.list('', DEMO, NOTHING);
    const known = { state: 'known', bytes: Buffer.from('m'), via: 'sidecar' } as const;
    const metadata = { texts: new Map(), lists: new Map(), description: undefined, unknown: [] };
    for (const verified of [true, false]) {
      house.metadata = { ...known, metadata: Object.assign(Object.create(null), metadata), verified };
      assert.equal((await made.metadata('one', listed(WHEEL))).ok, verified);
    }
    house.metadata = { state: 'absent', status: 404 };
    assert.equal((await made.metadata('one', listed(WHEEL))).ok, false);
  });
});
