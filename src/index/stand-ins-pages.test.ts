import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pageIdentity } from './page-fetch.http.ts';
import { clientWith, IndexServer, MemoryStore, named, say, upstreamAt } from './testing/index-server.ts';

const HOLDS = { 'cache-control': 'max-age=600' };

describe('a page whose index says nothing', () => {
  it('stands in after a short while where its index allows it, and what comes then is told and believed', async () => {
    await using server = await IndexServer.start();
    const store = new MemoryStore();
    const late: string[] = [];
    const client = clientWith({
      store,
      late: (_upstream, name, answer, isOther) => void late.push(`${name} ${answer.state} ${isOther}`),
    });
    const upstream = upstreamAt(server);
    const ask = async (text: string, has?: string) => {
      const patience = { attempts: 1, deadlineMs: text === 'strict' ? 400 : 20_000, standInMs: 160 };
      const answer = await client.pageUnless(upstream, named(text), has, patience);
      return 'from' in answer ? `${answer.state} ${answer.from}` : answer.state;
    };
    const open: (() => void)[] = [];
    const pages: Record<string, Record<string, string>> = { demo: {}, strict: { 'cache-control': 'must-revalidate' } };
    for (const [name, headers] of Object.entries(pages)) {
      server.json(name, { meta: { 'api-version': '1.0' }, name, files: [] }, headers);
      assert.equal(await ask(name), 'found index');
      server.on(`/simple/${name}/`, (_request, response) => open.push(() => response.writeHead(404).end()));
    }
    assert.equal(await ask('demo'), 'found stale');
    const kept = await store.head(upstream.url, named('demo'));
    assert.ok(kept?.kind === 'page');
    assert.equal(await ask('demo', pageIdentity(kept)), 'same stale', 'and again, at once');
    assert.equal(await ask('strict'), 'unavailable', 'its index forbids that anything stands in');
    for (const answer of open.splice(0)) answer();
    while (!late.some((line) => line.startsWith('demo'))) await sleep(5);
    assert.deepEqual(late, ['demo absent true']);
    server.on('/simple/demo/', say('', {}, 500));
    assert.equal(await ask('demo'), 'unavailable', 'an older page than that there is none stands in for nothing');
  });

  it('is waited for where somebody wants it asked anew, or does not say how long to wait', async () => {
    await using server = await IndexServer.start();
    const client = clientWith({ store: new MemoryStore() });
    const upstream = upstreamAt(server);
    for (const request of [{ revalidate: true, standInMs: 40 }, {}]) {
      server.json('demo', { meta: { 'api-version': '1.0' }, name: 'demo', files: [] });
      await client.page(upstream, named('demo'));
      server.on('/simple/demo/', (_request, response) => void setTimeout(() => response.writeHead(404).end(), 300));
      assert.equal((await client.page(upstream, named('demo'), request)).state, 'absent');
    }
  });

  it('is not what takes long to read here: nobody is thought silent who was not asked', async () => {
    await using server = await IndexServer.start();
    const store = new MemoryStore();
    const upstream = upstreamAt(server);
    const client = clientWith({ store });
    for (const name of ['held', 'other'])
      server.json(name, { meta: { 'api-version': '1.0' }, name, files: [] }, name === 'held' ? HOLDS : {});
    for (const name of ['held', 'other']) await client.page(upstream, named(name));
    const load = store.load.bind(store);
    store.load = async (from, name) => {
      if (name === 'held') await sleep(1600);
      return load(from, name);
    };
    const request = { standInMs: 1000 };
    const held = await client.page(upstream, named('held'), request);
    assert.equal(held.state === 'found' && held.from, 'cache');
    const other = await client.page(upstream, named('other'), { standInMs: 20_000 });
    assert.equal(other.state === 'found' && other.from, 'index');
  });
});
