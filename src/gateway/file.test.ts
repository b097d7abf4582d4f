import assert from 'node:assert/strict';
import { hash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Denied, ServedBytes } from '../app/serve/answers.ts';
import { NotAtHand } from '../app/serve/passing-failure.ts';
import { denial, servedBytes } from './testing/fake-gateway.ts';
import { openDoor } from './testing/open-door.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';
const PATH = `/simple/demo/${WHEEL}`;
const SMALL = randomBytes(5000);
const LARGE = randomBytes(3_500_000);
const RANGED = { Range: 'bytes=10-19' };

for (const [kind, content] of [
  ['small', SMALL],
  ['large', LARGE],
] as const) {
  test(`a ${kind} file goes out as it is, with a strong tag, revalidated each time`, async (t) => {
    const log: string[] = [];
    const door = await openDoor(t);
    door.gateway.files.set(WHEEL, servedBytes(content, log));
    const answer = await door.get(PATH, { 'Accept-Encoding': 'gzip, zstd' });
    assert.equal(answer.status, 200);
    assert.ok(answer.body.equals(content));
    const headers = Object.fromEntries(answer.headers);
    delete headers['date'];
    assert.deepEqual(headers, {
      'content-type': 'application/octet-stream',
      'content-length': String(content.length),
      etag: `"${hash('sha256', content)}"`,
      'cache-control': 'no-cache',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      vary: 'Authorization',
      connection: 'close',
    });
    assert.deepEqual(log.toSorted(), ['close', 'open', 'record']);
    const again = await door.get(PATH, { 'If-None-Match': answer.headers.get('etag') ?? '' });
    assert.deepEqual([again.status, again.body.length, again.headers.has('content-type')], [304, 0, false]);
  });

  test(`ranges of a ${kind} file: one is a part, several are the whole, what is beyond is 416`, async (t) => {
    const door = await openDoor(t);
    door.gateway.files.set(WHEEL, servedBytes(content));
    const size = content.length;
    const part = await door.get(PATH, RANGED);
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 10-19/${size}`]);
    assert.ok(part.body.equals(content.subarray(10, 20)));
    const end = await door.get(PATH, { Range: 'bytes=-1000' });
    assert.ok(end.status === 206 && end.body.equals(content.subarray(-1000)));
    const several = await door.get(PATH, { Range: 'bytes=0-1,5-6' });
    assert.ok(several.status === 200 && several.body.equals(content));
    const beyond = await door.get(PATH, { Range: `bytes=${size}-` });
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${size}`]);
    const tag = `"${hash('sha256', content)}"`;
    assert.equal((await door.get(PATH, { ...RANGED, 'If-Range': tag })).status, 206);
    assert.equal((await door.get(PATH, { ...RANGED, 'If-Range': `W/${tag}` })).status, 200);
    assert.equal((await door.get(PATH, { ...RANGED, 'If-Range': 'Wed, 21 Oct 2015 07:28:00 GMT' })).status, 200);
    const head = await door.send('HEAD', PATH, RANGED);
    assert.deepEqual([head.status, head.headers.get('content-length'), head.body.length], [200, String(size), 0]);
  });

  test(`not the last byte of a ${kind} file goes out before it is written down, and none when it cannot be`, {
    timeout: 20_000,
  }, async (t) => {
    const door = await openDoor(t);
    const { promise, resolve } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const slow: ServedBytes = {
      ...servedBytes(content),
      record() {
        ask();
        return promise;
      },
    };
    door.gateway.files.set(WHEEL, slow);
    let received = 0;
    const socket = connect(door.port, '127.0.0.1', () =>
      socket.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (data) => {
      received += data.length;
    });
    const closed = new Promise((done) => socket.on('close', done));
    await asked;
    await new Promise((done) => setTimeout(done, 50));
    assert.ok(received < content.length, 'held back');
    resolve();
    await closed;
    assert.ok(received > content.length);

    door.gateway.files.set(WHEEL, { ...slow, record: () => Promise.reject(new Error('disk full')) });
    const broken = await door.get(PATH);
    assert.ok(broken.status === 500 || broken.body.length < content.length);
    assert.doesNotMatch(broken.body.toString('latin1'), /disk full/);
    assert.match(String(door.faults[0]?.error), /disk full/);
  });
}

test('hash substitution: a blob that is not what its name says is not served', async (t) => {
  const door = await openDoor(t);
  door.gateway.files.set(WHEEL, { ...servedBytes(SMALL), sha256: 'a'.repeat(64) });
  const answer = await door.get(PATH);
  assert.equal(answer.status, 500);
  assert.match(String(door.faults[0]?.error), /not what its name says/);
});

test('a blob that has become shorter is never passed off as whole', async (t) => {
  const door = await openDoor(t);
  door.gateway.files.set(WHEEL, { ...servedBytes(LARGE), size: LARGE.length + 5 });
  const answer = await door.get(PATH);
  assert.ok(answer.body.length < Number(answer.headers.get('content-length')));
  assert.equal(door.faults.length, 1);
});

test('filter-only enforcement: GET, HEAD, Range, conditional requests and metadata are refused alike, with the reason in the phrase', async (t) => {
  const door = await openDoor(t);
  const denied = {
    answer: 'denied',
    denial: denial({
      id: 'k9',
      summary: 'GHSA-1 \r\nSet-Cookie: x=1 \u202e über',
      nearest: '2.0',
      until: 1_800_000_000_000,
    }),
  } as const;
  door.gateway.files.set(WHEEL, denied);
  door.gateway.contents.set(`${WHEEL}.metadata`, denied);
  door.gateway.contents.set(`${WHEEL}.provenance`, denied);
  for (const [method, path, headers] of [
    ['GET', PATH, {}],
    ['HEAD', PATH, {}],
    ['GET', PATH, RANGED],
    ['GET', PATH, { 'If-None-Match': '*' }],
    ['GET', `${PATH}.metadata`, {}],
    ['HEAD', `${PATH}.metadata`, {}],
    ['GET', `${PATH}.provenance`, {}],
    ['GET', `/integrity/demo/1.0/${WHEEL}/provenance`, {}],
  ] as const) {
    const answer = await door.send(method, path, headers);
    assert.equal(answer.status, 403, path);
    assert.match(answer.reason, /^denied by known-vulnerability: GHSA-1 .*see \/why\/k9$/);
    assert.match(answer.reason, /^[\x20-\x7e]{1,200}$/);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.equal(answer.headers.has('set-cookie'), false);
    if (method === 'HEAD') continue;
    const problem = JSON.parse(answer.body.toString()) as Record<string, unknown>;
    assert.deepEqual(
      [problem['status'], problem['instance'], problem['rule'], problem['nearest'], problem['until']],
      [403, '/why/k9', 'known-vulnerability', '2.0', '2027-01-15T08:00:00Z'],
    );
    assert.match(String(problem['title']), /denied/);
    assert.doesNotMatch(answer.body.toString(), /\u202e/);
  }
  assert.match((await door.get('/metrics')).body.toString(), /rind_denials_total\{rule="known-vulnerability"\} 8/);
  assert.equal(door.lines.find((line) => line.status === 403)?.denial, 'k9');
});

test("metadata and provenance: their own types and tags; a version that is not the file's is not found", async (t) => {
  const door = await openDoor(t);
  const content = Buffer.from('Metadata-Version: 2.1\n');
  const sha256 = hash('sha256', content);
  for (const end of ['.metadata', '.provenance'])
    door.gateway.contents.set(`${WHEEL}${end}`, { answer: 'content', content, sha256 });
  const metadata = await door.get(`${PATH}.metadata`);
  assert.deepEqual([metadata.status, metadata.body.toString()], [200, content.toString()]);
  assert.deepEqual([metadata.headers.get('etag'), metadata.headers.get('cache-control')], [`"${sha256}"`, 'no-cache']);
  assert.equal((await door.get(`${PATH}.metadata`, { 'If-None-Match': `"${sha256}"` })).status, 304);
  const integrity = await door.get(`/integrity/demo/1.0.0/${WHEEL}/provenance`);
  assert.deepEqual(
    [integrity.status, integrity.headers.get('content-type')],
    [200, 'application/vnd.pypi.integrity.v1+json'],
  );
  assert.equal((await door.get(`/integrity/demo/2.0/${WHEEL}/provenance`)).status, 404);
  assert.equal((await door.get(`/integrity/other/1.0/${WHEEL}/provenance`)).status, 404);
});

test('what is asked for reaches the use case as it is: view, moment, name, decoded once', async (t) => {
  const door = await openDoor(t);
  await door.get('/v/team/simple/@2024-01-02/torch/torch-2.0%2Bcu118-py3-none-any.whl', { 'User-Agent': 'uv/0.13.8' });
  const { asker, ...rest } = door.gateway.asked[0] ?? { asker: undefined };
  assert.deepEqual(rest, {
    view: 'team',
    name: 'torch',
    asOf: Date.UTC(2024, 0, 2),
    filename: 'torch-2.0+cu118-py3-none-any.whl',
  });
  assert.deepEqual(asker, { principal: 'anonymous', address: '127.0.0.1', client: 'uv', agent: 'uv/0.13.8' });
});

test('a client that hangs up ends the reading, and its file is closed', async (t) => {
  const log: string[] = [];
  const door = await openDoor(t);
  door.gateway.files.set(WHEEL, servedBytes(randomBytes(40_000_000), log));
  const socket = connect(door.port, '127.0.0.1', () => socket.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n`));
  await new Promise((done) => socket.once('data', done));
  socket.destroy();
  for (let i = 0; i < 100 && !log.includes('close'); i++) await new Promise((done) => setTimeout(done, 10));
  assert.deepEqual(log, ['open', 'close']);
  assert.equal(door.faults.length, 0);
});

test('behind a server in front its own way of sending is used, once it is written down', async (t) => {
  const log: string[] = [];
  const door = await openDoor(t, { acceleratedPath: (sha256) => `/blobs/${sha256}`, proxies: ['127.0.0.1'] });
  door.gateway.files.set(WHEEL, servedBytes(SMALL, log));
  const answer = await door.get(PATH);
  assert.deepEqual([answer.status, answer.body.length], [200, 0]);
  assert.equal(answer.headers.get('x-accel-redirect'), `/blobs/${hash('sha256', SMALL)}`);
  assert.equal(answer.headers.get('etag'), `"${hash('sha256', SMALL)}"`);
  assert.deepEqual(log, ['open', 'close', 'record'], 'what it would not find is looked for, then it is written down');
});

test('behind a server in front a denied file has no way of sending, and neither has one that cannot be written down', async (t) => {
  const door = await openDoor(t, { acceleratedPath: (sha256) => `/blobs/${sha256}`, proxies: ['127.0.0.1'] });
  door.gateway.files.set(WHEEL, { answer: 'denied', denial: denial() });
  const denied = await door.get(PATH);
  assert.deepEqual([denied.status, denied.headers.get('x-accel-redirect')], [403, undefined]);
  const record = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
  door.gateway.files.set(WHEEL, { ...servedBytes(SMALL), record });
  const unwritten = await door.get(PATH);
  assert.deepEqual([unwritten.status, unwritten.headers.get('x-accel-redirect')], [503, undefined]);
});

test('whoever is no proxy of ours gets the bytes themselves', async (t) => {
  const door = await openDoor(t, { acceleratedPath: (sha256) => `/blobs/${sha256}`, proxies: ['192.0.2.1'] });
  door.gateway.files.set(WHEEL, servedBytes(SMALL));
  const answer = await door.get(PATH);
  assert.equal(answer.headers.get('x-accel-redirect'), undefined);
  assert.ok(answer.body.equals(SMALL));
});

test('an empty file is a file', async (t) => {
  const door = await openDoor(t);
  door.gateway.files.set(WHEEL, servedBytes(Buffer.alloc(0)));
  const answer = await door.get(PATH);
  assert.deepEqual([answer.status, answer.headers.get('content-length'), answer.body.length], [200, '0', 0]);
});

for (const size of [5000, 3_500_000]) {
  test(`a file of ${size} bytes whose blob is gone is for later, and refused where asking again is of no use`, async (t) => {
    const door = await openDoor(t);
    const gone = servedBytes(randomBytes(size));
    const refusal: { told: Denied | undefined } = { told: undefined };
    door.gateway.files.set(WHEEL, {
      ...gone,
      open: () => Promise.reject(new NotAtHand('it is not at hand')),
      refused: async () => refusal.told,
    });
    const later = await door.get(PATH);
    assert.deepEqual([later.status, later.headers.get('retry-after')], [503, '5']);
    assert.equal((await door.send('HEAD', PATH)).status, 200);
    refusal.told = { answer: 'denied', denial: denial({ rule: 'first-seen-hash', summary: 'it sends other bytes' }) };
    const told = await Promise.all([
      ...[{}, RANGED].map((headers) => door.get(PATH, headers)),
      ...[{}, {}].map(() => door.send('HEAD', PATH)),
    ]);
    assert.deepEqual(
      told.map(({ status }) => status),
      [403, 403, 403, 403],
    );
    const kept = await door.get(PATH, { 'If-None-Match': `"${gone.sha256}"` });
    assert.equal(kept.status, 304, 'who has the right bytes keeps them');
    assert.match((await door.get('/metrics')).body.toString(), /^rind_denials_total\{rule="first-seen-hash"\} 4$/m);
  });
}
