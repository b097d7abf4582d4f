import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freshnessOf } from './freshness.ts';
import { type PageRequest, pageIdentity } from './page-fetch.http.ts';
import {
  clientWith,
  hanging,
  IndexServer,
  MemoryStore,
  named,
  say,
  truncated,
  upstreamAt,
} from './testing/index-server.ts';

const PAGE = { meta: { 'api-version': '1.0' }, name: 'demo', files: [] };

/** A client, its clock and its store. */
function setting(server: IndexServer) {
  const store = new MemoryStore();
  const clock = { now: 1_000_000 };
  const client = clientWith({ store, now: () => clock.now });
  const upstream = upstreamAt(server);
  const ask = async (request = {}) => {
    const answer = await client.page(upstream, named('demo'), { attempts: 1, idleMs: 100, ...request });
    return answer.state === 'found' ? answer.from : answer.state === 'absent' ? 'absent' : answer.reason;
  };
  return { client, store, clock, upstream, ask };
}

describe('a page that is kept', () => {
  it('is asked about by its entity tag, and counts anew when it is the same', async () => {
    await using server = await IndexServer.start();
    const { ask } = setting(server);
    server.json('demo', PAGE, { etag: '"1"' });
    assert.equal(await ask(), 'index');
    assert.equal(await ask(), 'index');
    assert.equal(server.headers[1]?.['if-none-match'], '"1"');
    server.json('demo', PAGE, { etag: '"2"' });
    assert.equal(await ask(), 'index');
    assert.equal(await ask(), 'index');
    assert.equal(server.headers[3]?.['if-none-match'], '"2"');
  });

  it('or by its day, where it has no tag', async () => {
    await using server = await IndexServer.start();
    const { ask } = setting(server);
    const day = 'Sat, 21 Nov 2026 00:00:00 GMT';
    server.json('demo', PAGE, { 'last-modified': day });
    await ask();
    await ask();
    assert.equal(server.headers[1]?.['if-modified-since'], day);
  });

  it('is not asked about while the asker takes it as young enough, unless it wants it asked', async () => {
    await using server = await IndexServer.start();
    const { ask, clock } = setting(server);
    server.json('demo', PAGE, { 'cache-control': 'no-cache' });
    assert.equal(await ask({ youngEnoughMs: 1000 }), 'index');
    clock.now += 999;
    assert.equal(await ask({ youngEnoughMs: 1000 }), 'cache');
    assert.equal(await ask({ youngEnoughMs: 1000, revalidate: true }), 'index');
    clock.now += 1000;
    assert.equal(await ask({ youngEnoughMs: 1000 }), 'index');
    clock.now -= 1;
    assert.equal(await ask({ youngEnoughMs: 1000 }), 'index');
  });

  it('is not read again for who has it, whatever way it comes', async () => {
    await using server = await IndexServer.start();
    const { client, store, clock, upstream } = setting(server);
    server.json('demo', PAGE);
    const first = await client.page(upstream, named('demo'), { attempts: 1 });
    const has = first.state === 'found' ? pageIdentity(first.source) : undefined;
    const ask = async (more: PageRequest = {}) => {
      const answer = await client.pageUnless(upstream, named('demo'), has, { attempts: 1, idleMs: 100, ...more });
      return answer.state === 'found' || answer.state === 'same' ? `${answer.state} ${answer.from}` : answer.state;
    };
    clock.now += 1;
    assert.equal(await ask(), 'same index');
    const stored = await store.load(upstream.url, named('demo'));
    assert.equal(stored?.fetchedAt, clock.now);
    assert.equal(await ask({ youngEnoughMs: 10 }), 'same cache');
    server.json('demo', PAGE, { etag: '"1"' });
    assert.deepEqual([await ask(), await ask()], ['same index', 'same index']);
    server.on('/simple/demo/', hanging);
    assert.equal(await ask(), 'same stale');
    server.json('demo', { ...PAGE, versions: [] });
    assert.equal(await ask(), 'found index');
    server.on('/simple/demo/', say('', {}, 404));
    assert.equal(await ask(), 'absent');
  });

  it('is neither taken out nor written again where it is the one that the asker has', async () => {
    await using server = await IndexServer.start();
    const { client, store, clock, upstream } = setting(server);
    server.json('demo', PAGE, { etag: '"1"' });
    const first = await client.page(upstream, named('demo'));
    const has = first.state === 'found' ? pageIdentity(first.source) : undefined;
    assert.deepEqual([store.loads, store.saves], [1, 1]);
    // The same bytes whole, that they are the same, and that nobody has to be asked.
    for (const [headers, request] of [
      [{ etag: '"2"' }, {}],
      [{ etag: '"2"' }, {}],
      [{}, { youngEnoughMs: 10 }],
    ] as const) {
      server.json('demo', PAGE, headers);
      clock.now += 1;
      const answer = await client.pageUnless(upstream, named('demo'), has, request);
      assert.equal(answer.state, 'same');
    }
    assert.deepEqual([store.loads, store.saves], [1, 1]);
    const kept = await store.head(upstream.url, named('demo'));
    assert.deepEqual(kept?.kind === 'page' && [kept.etag, kept.fetchedAt], ['"2"', clock.now - 1]);
    // Of another page there is nothing to be had.
    server.json('demo', { ...PAGE, versions: [] });
    assert.equal((await client.pageUnless(upstream, named('demo'), has)).state, 'found');
    assert.deepEqual([store.loads, store.saves], [1, 2]);
  });

  it('is read, and written once, where the asker has none: a process that has just begun', async () => {
    await using server = await IndexServer.start();
    const { client, store, clock, upstream, ask } = setting(server);
    server.json('demo', PAGE);
    await ask();
    clock.now += 1;
    assert.equal((await client.pageUnless(upstream, named('demo'), undefined)).state, 'found');
    assert.equal(store.saves, 1);
    assert.equal((await store.load(upstream.url, named('demo')))?.fetchedAt, clock.now);
  });

  it('holds without asking for its `max-age`, and not with `no-cache`', async () => {
    await using server = await IndexServer.start();
    const { ask, clock } = setting(server);
    server.json('demo', PAGE, { 'cache-control': 'max-age=60' });
    assert.equal(await ask(), 'index');
    clock.now += 59_000;
    assert.equal(await ask(), 'cache');
    assert.equal(await ask({ revalidate: true }), 'index');
    clock.now += 61_000;
    assert.equal(await ask(), 'index');
    server.json('demo', PAGE, { 'cache-control': 'max-age=60, no-cache' });
    assert.equal(await ask({ revalidate: true }), 'index');
    assert.equal(await ask(), 'index');
  });

  it('from a day that is yet to come is asked for: the clock jumped', async () => {
    await using server = await IndexServer.start();
    const { ask, clock } = setting(server);
    server.json('demo', PAGE, { 'cache-control': 'max-age=60' });
    await ask();
    clock.now -= 1_000_000;
    assert.equal(await ask(), 'index');
  });

  it('stands in only while the index itself says nothing: timeouts, 5xx, TLS, nobody there', async () => {
    await using server = await IndexServer.start();
    const { ask, clock } = setting(server);
    server.json('demo', PAGE);
    await ask();
    for (const status of [500, 502, 503, 504]) {
      server.on('/simple/demo/', say('', {}, status));
      assert.equal(await ask(), 'stale', `${status}`);
    }
    server.on('/simple/demo/', hanging);
    assert.equal(await ask(), 'stale');
    for (const [status, expected] of [
      [401, 'forbidden'],
      [403, 'forbidden'],
      [429, 'busy'],
      [418, 'unexpected'],
    ] as const) {
      server.on('/simple/demo/', say('', {}, status));
      assert.equal(await ask(), expected);
    }
    server.on('/simple/demo/', truncated(Buffer.from('{"name":'), 3, { 'content-type': 'text/html' }));
    assert.equal(await ask(), 'damaged');
    server.json('demo', { ...PAGE, name: 'other' });
    assert.equal(await ask(), 'damaged');
    server.on('/simple/demo/', say('', {}, 500));
    clock.now += 31 * 86_400_000;
    assert.equal(await ask(), '5xx');
  });

  it('is gone once the index says that there is none, also when it is down afterwards', async () => {
    await using server = await IndexServer.start();
    const { ask } = setting(server);
    for (const status of [404, 410]) {
      server.json('demo', PAGE);
      assert.equal(await ask(), 'index');
      server.on('/simple/demo/', say('', {}, status));
      assert.equal(await ask(), 'absent');
      server.on('/simple/demo/', say('', {}, 500));
      assert.equal(await ask(), '5xx');
    }
  });

  it('does not stand in where the index forbids it, and is not kept where it forbids that', async () => {
    await using server = await IndexServer.start();
    const { ask, store } = setting(server);
    server.json('demo', PAGE, { 'cache-control': 'must-revalidate' });
    await ask();
    server.on('/simple/demo/', say('', {}, 500));
    assert.equal(await ask(), '5xx');
    server.json('demo', PAGE, { 'cache-control': 'no-store' });
    await ask();
    assert.equal(store.kept.size, 0);
  });

  it('that our rules do not take any more is asked for, and not stood in for', async () => {
    await using server = await IndexServer.start();
    const { ask, store } = setting(server);
    server.json('demo', PAGE, { etag: '"1"', 'cache-control': 'max-age=60' });
    await ask();
    for (const [key, stored] of store.kept)
      if (stored.kind === 'page') store.kept.set(key, { ...stored, bytes: Buffer.from('{"name":"other","files":[]}') });
    assert.equal(await ask(), 'damaged');
    assert.equal(await ask(), 'index');
  });
});

describe('how long an answer holds', () => {
  const of = (control: string, more: Record<string, string> = {}) =>
    freshnessOf(new Map(Object.entries({ 'cache-control': control, ...more })));
  for (const [control, freshMs] of [
    ['', 0],
    ['max-age=60', 60_000],
    ['MAX-AGE="60"', 60_000],
    ['public, max-age=60', 60_000],
    ['max-age=60, max-age=10', 10_000],
    ['max-age=-1', 0],
    ['max-age=1e9', 0],
    ['max-age=9999999999', 86_400_000],
    ['s-maxage=60', 0],
    ['no-cache, max-age=60', 0],
    ['no-cache="set-cookie", max-age=60', 0],
    ['no-store, max-age=60', 0],
  ] as const)
    it(`\`${control}\`: ${freshMs} ms`, () => assert.equal(of(control).freshMs, freshMs));
  it('what it aged on the way counts', () => assert.equal(of('max-age=60', { age: '50' }).freshMs, 10_000));
});
