import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteCache } from './byte-cache.ts';
import { ChunkPool } from './chunk-pool.ts';
import { renderPage } from './render-page.ts';
import { type Sliced, SliceRunner } from './slices.ts';
import { decidedPage, projectFile } from './testing/fake-gateway.ts';
import { VariantStore } from './variant-store.ts';

test('a cache never holds more than its limit, and keeps what was asked for', () => {
  const dropped: string[] = [];
  const cache = new ByteCache<string, { bytes: number }>(100, (key) => dropped.push(key));
  for (const key of ['a', 'b', 'c', 'd']) cache.set(key, { bytes: 25 });
  cache.get('a');
  cache.set('e', { bytes: 25 });
  assert.deepEqual([cache.bytes, dropped], [100, ['b']]);
  assert.ok(cache.get('a') !== undefined && cache.get('b') === undefined);
  assert.equal(cache.set('huge', { bytes: 26 }), false);
  cache.set('a', { bytes: 10 });
  assert.equal(cache.bytes, 85);
  for (let i = 0; i < 1000; i++) {
    cache.set(`k${i}`, { bytes: 1 + (i % 25) });
    cache.get(`k${i - (i % 3)}`);
    assert.ok(cache.bytes <= 100);
  }
});

test('large buffers are few: who comes when all are taken gets smaller ones, and together they take 10 MiB', () => {
  const MIB = 1024 * 1024;
  const pool = new ChunkPool();
  const pairs = Array.from({ length: 40 }, () => pool.take());
  const sizes = Map.groupBy(pairs, ({ size }) => size);
  assert.deepEqual(
    [...sizes].map(([size, list]) => [size, list.length]),
    [
      [MIB, 2],
      [MIB / 4, 12],
      [MIB / 32, 26],
    ],
  );
  const [first] = pairs;
  assert.ok(first);
  pool.giveBack(first);
  assert.equal(pool.take(), first);
  // The same ones are lent again and again, and nothing beside them.
  for (const pair of pairs) pool.giveBack(pair);
  const again = Array.from({ length: 40 }, () => pool.take());
  assert.equal(again.filter((pair) => pairs.includes(pair)).length, 14);
  assert.equal(again.filter(({ size }) => size > MIB / 32).length, 14);
});

test('long work waits for others: two pieces take turns, and what throws rejects', async () => {
  const runner = new SliceRunner();
  const order: string[] = [];
  function* work(name: string, steps: number): Sliced<string> {
    for (let i = 0; i < steps; i++) {
      order.push(name);
      const end = performance.now() + 2;
      while (performance.now() < end);
      yield;
    }
    return name;
  }
  // biome-ignore lint/correctness/useYield: it throws before
  function* failing(): Sliced<string> {
    throw new Error('broken');
  }
  let others = 0;
  const timer = setInterval(() => others++, 1);
  const [long, short] = [runner.run(work('long', 20)), runner.run(work('short', 2))];
  await assert.rejects(runner.run(failing()), /broken/);
  assert.equal(await short, 'short');
  assert.ok(order.filter((name) => name === 'long').length < 10);
  assert.equal(await long, 'long');
  clearInterval(timer);
  assert.ok(others >= 5, 'the event loop went on');
});

test('a page of 10,000 files is rendered in slices that each take a few milliseconds', () => {
  const files = Array.from({ length: 10_000 }, (_, i) => ({ file: projectFile(`many-${i}.0-py3-none-any.whl`) }));
  const page = decidedPage('many', files);
  for (const format of ['json-v1', 'text-html'] as const) {
    const slices: number[] = [];
    for (let round = 0; round < 2; round++) {
      const work = renderPage(page, { format, presentation: 'marked', address: undefined });
      let done = false;
      for (let i = 0; !done; i++) {
        const started = performance.now();
        done = work.next().done === true;
        // The least of two: what else the machine does is no fault of the slice.
        slices[i] = Math.min(slices[i] ?? Number.POSITIVE_INFINITY, performance.now() - started);
      }
    }
    assert.ok(slices.length > 100);
    const most = slices.toSorted((a, b) => a - b)[Math.floor(slices.length * 0.95)] ?? 0;
    assert.ok(most < 5, `${format}: ${Math.max(...slices)} ms`);
  }
});

test('bodies go when their page goes out of the bound, and are made anew', async () => {
  const store = new VariantStore(4000);
  const recipe = (shape: string) => ({
    shape,
    coding: 'identity' as const,
    *render(): Sliced<Buffer> {
      yield;
      return Buffer.alloc(900, shape);
    },
    headers: () => [],
  });
  const pages = Array.from({ length: 10 }, () => ({}));
  for (const page of pages) await store.make(page, recipe('a'));
  assert.ok(store.bytes <= 4000);
  assert.equal(pages.filter((page) => store.ready(page, 'a-identity') !== undefined).length, 4);
  assert.equal((await store.make(pages[0] ?? {}, recipe('a'))).body.length, 900);
});

test('memory: what was rendered is packed by all who ask at once, and let go of; what goes out as it is stays', async () => {
  const store = new VariantStore(4_000_000);
  let made = 0;
  const rendered: Buffer[] = [];
  const recipe = (coding: 'identity' | 'gzip' | 'zstd') => ({
    shape: 'a',
    coding,
    *render(): Sliced<Buffer> {
      made++;
      yield;
      const body = Buffer.allocUnsafeSlow(100_000).fill('page');
      rendered.push(body);
      return body;
    },
    headers: () => [],
  });
  const [gzip, zstd] = await Promise.all([store.make({}, recipe('gzip')), store.make({}, recipe('zstd'))]);
  assert.ok(gzip.bytes < 2000 && zstd.bytes < 2000);
  const page = {};
  const codings = ['gzip', 'zstd'] as const;
  const bodies = await Promise.all(codings.map((coding) => store.make(page, recipe(coding))));
  assert.deepEqual([bodies.length, made, rendered.map(({ length }) => length)], [2, 3, [0, 0, 0]]);
  const other = {};
  const [plain] = await Promise.all([store.make(other, recipe('identity')), store.make(other, recipe('gzip'))]);
  assert.equal(plain.body.toString(), 'page'.repeat(25_000));
});
