import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readZip } from '../../src/artifact/zip.ts';
import { makeWheel } from './distribution.ts';
import { Upstream } from './upstream.ts';
import type { Behavior } from './upstream-behavior.ts';
import { fileOf, projectOf, type UpstreamFile } from './upstream-file.ts';
import { bigWheel, bombWheel, foreignFile, linked, manyFiles, scriptedProject, wrongHash } from './upstream-lies.ts';
import { pathOfFile } from './upstream-page.ts';

const wheel = fileOf(makeWheel({ name: 'demo', version: '1.0' }));
const path = pathOfFile(wheel);
const LIMITS = { maxEntryBytes: 64 * 1024 * 1024, maxTotalBytes: 64 * 1024 * 1024 };

/** An upstream that misbehaves where the wheel is. */
async function behaving(behavior: Behavior, times?: number): Promise<Upstream> {
  const upstream = (await Upstream.start()).put(projectOf('demo', wheel));
  upstream.misbehave(path, behavior, times);
  return upstream;
}

function bytesOf({ content }: UpstreamFile): Buffer {
  return Buffer.concat([...content.pieces(0, content.size)]);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('hanging gives no answer', async () => {
  await using upstream = await behaving({ kind: 'hang' });
  const stop = new AbortController();
  const answer = fetch(`${upstream.origin}${path}`, { signal: stop.signal });
  while (upstream.asked.length === 0) await sleep(5);
  assert.equal(await Promise.race([sleep(50), answer]), undefined);
  stop.abort();
  await assert.rejects(answer, /abort/);
  assert.deepEqual(upstream.taken(), [`GET ${path} -`]);
});

test('a status is given as often as was said, with its Retry-After', async () => {
  await using upstream = await behaving({ kind: 'status', status: 503, retryAfter: '7' }, 2);
  const answers = [];
  for (let at = 0; at < 3; at++) answers.push(await fetch(`${upstream.origin}${path}`));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [503, 503, 200],
  );
  assert.equal(answers[0]?.headers.get('retry-after'), '7');
});

test('a short body ends in the middle of what was announced', async () => {
  await using upstream = await behaving({ kind: 'truncate', after: 40 });
  const answer = await fetch(`${upstream.origin}${path}`);
  assert.equal(answer.headers.get('content-length'), String(wheel.content.size));
  await assert.rejects(answer.arrayBuffer(), /terminated/);
});

test('an endless body goes on until nobody listens', async () => {
  await using upstream = await behaving({ kind: 'endless', contentType: 'text/html' });
  const stop = new AbortController();
  const answer = await fetch(`${upstream.origin}${path}`, { signal: stop.signal });
  let read = 0;
  for await (const piece of answer.body ?? []) {
    read += piece.length;
    if (read > 5_000_000) break;
  }
  assert.ok(read > 5_000_000);
});

test('other bytes come under the same name, and others each time', async () => {
  await using upstream = await behaving({ kind: 'replace', content: (time) => Buffer.from(`${time}`) });
  const texts = [];
  for (let at = 0; at < 2; at++) texts.push(await (await fetch(`${upstream.origin}${path}`)).text());
  assert.deepEqual(texts, ['0', '1']);
  upstream.behave();
  assert.equal(sha256(Buffer.from(await (await fetch(`${upstream.origin}${path}`)).arrayBuffer())), wheel.sha256);
});

test('a redirect leads where it was told', async () => {
  await using upstream = await behaving({ kind: 'redirect', to: 'http://10.0.0.1/x' });
  const answer = await fetch(`${upstream.origin}${path}`, { redirect: 'manual' });
  assert.equal(answer.headers.get('location'), 'http://10.0.0.1/x');
});

test('a slow body takes its time', async () => {
  await using upstream = (await Upstream.start()).put(projectOf('big', bigWheel('big', '1.0', 2)));
  upstream.misbehave(/^\/files\//, { kind: 'slow', bytesPerSecond: 10_000_000 });
  const [file] = upstream.projects.get('big')?.files ?? [];
  assert.ok(file);
  const started = performance.now();
  const bytes = await (await fetch(`${upstream.origin}${pathOfFile(file)}`)).arrayBuffer();
  const took = performance.now() - started;
  assert.equal(sha256(Buffer.from(bytes)), file.sha256);
  assert.ok(took > 190, `${took} ms`);
});

test('a raw answer may be no HTTP at all', async () => {
  await using upstream = await behaving({ kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\nx: a\nb\r\nset-cookie: x\r\n\r\n' });
  const text = await new Promise<string>((resolve) => {
    let got = '';
    const socket = connect(upstream.port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`));
    socket
      .setEncoding('utf8')
      .on('data', (part) => (got += part))
      .on('end', () => resolve(got));
  });
  assert.match(text, /a\nb/);
});

test('down: nobody answers at its port, until it is up there again', async () => {
  const first = await Upstream.start();
  const { port, origin } = first;
  await first[Symbol.asyncDispose]();
  await assert.rejects(fetch(origin), /fetch failed/);
  await using second = await Upstream.start({ port });
  assert.equal((await fetch(second.indexUrl)).status, 200);
});

test('lies on pages: wrong digests, links elsewhere, scripts in names, thousands of files', async () => {
  await using upstream = await Upstream.start();
  upstream.put(
    projectOf('wrong', wrongHash(wheel)),
    projectOf('away', linked(wheel, 'http://169.254.169.254/latest/meta-data')),
    scriptedProject('scripted', '1.0'),
    foreignFile('other', wheel),
    manyFiles('many', 10_000),
  );
  const page = async (name: string) => (await fetch(`${upstream.indexUrl}${name}/`)).text();
  assert.doesNotMatch(await page('wrong'), new RegExp(wheel.sha256));
  assert.match(await page('other'), />demo-1\.0-py3-none-any\.whl</);
  assert.match(await page('away'), /href="http:\/\/169\.254\.169\.254/);
  // The upstream itself writes sound HTML: the script is in what it says.
  assert.match(await page('scripted'), /data-yanked="&quot;&gt;&lt;script/);
  assert.equal((await page('many')).match(/<a /g)?.length, 10_000);
});

test('a large wheel is a sound one, made while it is sent', () => {
  const big = bigWheel('big-one', '1.0', 3);
  const bytes = bytesOf(big);
  assert.equal(sha256(bytes), big.sha256);
  assert.equal(bytes.length, big.content.size);
  for (const [start, end] of [
    [0, 10],
    [50, 2_000_000],
    [bytes.length - 100, bytes.length],
  ] as const)
    assert.deepEqual(Buffer.concat([...big.content.pieces(start, end)]), bytes.subarray(start, end));
  const entries = readZip(bytes, LIMITS);
  assert.ok(entries.ok);
  const [entry] = entries.value;
  const inside = entry?.read();
  assert.ok(inside?.ok && inside.value.length === 3 * 1024 * 1024);
  const record = entries.value.at(-1)?.read();
  assert.ok(record?.ok);
  assert.ok(
    Buffer.from(record.value)
      .toString()
      .includes(`big_one.bin,sha256=${createHash('sha256').update(inside.value).digest('base64url')}`),
  );
});

test('a bomb is small and unpacks to what it says', () => {
  const bomb = bombWheel('bomb', '1.0', 40);
  const bytes = bytesOf(bomb);
  assert.ok(bytes.length < 100_000, `${bytes.length}`);
  const entries = readZip(bytes, LIMITS);
  assert.ok(entries.ok);
  const inside = entries.value[0]?.read();
  assert.ok(inside?.ok);
  assert.equal(inside.value.length, 40 * 1024 * 1024);
});
