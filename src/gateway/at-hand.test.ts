import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { ServedBytes } from '../app/serve/answers.ts';
import { decidedPage, denial, projectFile, servedBytes } from './testing/fake-gateway.ts';
import { openDoor } from './testing/open-door.ts';
import { exchangeRaw } from './testing/raw-client.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';
const PATH = `/simple/demo/${WHEEL}`;
const BYTES = randomBytes(5000);
const DENIED = { answer: 'denied', denial: denial() } as const;

test('bytes in memory go out to whoever shows a token as to everybody else, once they are written down', async (t) => {
  const doorkeeper = {
    identify: async () => ({ answer: 'principal', principal: 'ci' }) as const,
    readFault: () => undefined,
  };
  const door = await openDoor(t, { ports: { doorkeeper } });
  door.gateway.atOnce = true;
  const log: string[] = [];
  door.gateway.files.set(WHEEL, servedBytes(BYTES, log));
  for (let times = 0; times < 2; times++)
    assert.ok((await door.get(PATH, { Authorization: 'Bearer secret' })).body.equals(BYTES));
  assert.equal(log.filter((what) => what === 'record').length, 2);
});

for (const atOnce of [true, false]) {
  const how = atOnce ? 'at once' : 'later';

  test(`a denial that comes ${how} is effective at once, although the bytes are in memory`, async (t) => {
    const door = await openDoor(t);
    door.gateway.atOnce = atOnce;
    door.gateway.files.set(WHEEL, servedBytes(BYTES));
    for (let times = 0; times < 2; times++) assert.ok((await door.get(PATH)).body.equals(BYTES));
    door.gateway.files.set(WHEEL, DENIED);
    for (const headers of [{}, { Range: 'bytes=0-9' }, { 'If-None-Match': '*' }]) {
      const refused = await door.get(PATH, headers);
      assert.equal(refused.status, 403);
      assert.ok(!refused.body.includes(BYTES.subarray(0, 10)));
    }
    assert.equal((await door.send('HEAD', PATH)).status, 403);
    door.gateway.files.delete(WHEEL);
    assert.equal((await door.get(PATH)).status, 404);
  });

  test(`bytes in memory, decided ${how}, are written down each time, and go out only then`, async (t) => {
    const log: string[] = [];
    const door = await openDoor(t);
    door.gateway.atOnce = atOnce;
    const served = servedBytes(BYTES, log);
    door.gateway.files.set(WHEEL, served);
    for (let times = 0; times < 3; times++) await door.get(PATH);
    assert.deepEqual(log.toSorted(), ['close', 'open', 'record', 'record', 'record']);

    let isWritten = false;
    const slow: ServedBytes = {
      ...served,
      record: () =>
        new Promise((resolve) => {
          setTimeout(() => {
            isWritten = true;
            resolve();
          }, 30);
        }),
    };
    door.gateway.files.set(WHEEL, slow);
    const answer = await door.get(PATH);
    assert.ok(isWritten && answer.body.equals(BYTES));

    door.gateway.files.set(WHEEL, { ...served, record: () => Promise.reject(new Error('disk full')) });
    const broken = await door.get(PATH);
    assert.equal(broken.status, 500);
    assert.ok(!broken.body.includes(BYTES.subarray(0, 10)));
    assert.equal(door.lines.at(-1)?.status, 500);
  });

  test(`what is said ${how} is counted and logged once`, async (t) => {
    const door = await openDoor(t);
    door.gateway.atOnce = atOnce;
    door.gateway.page(decidedPage('demo', [{ file: projectFile(WHEEL) }]));
    door.gateway.files.set(WHEEL, servedBytes(BYTES));
    const page = await door.get('/simple/demo/');
    await door.get('/simple/demo/', { 'If-None-Match': page.headers.get('etag') ?? '' });
    await door.get('/simple/demo/', { Accept: 'image/png' });
    await door.get('/simple/none/');
    await door.get(PATH);
    assert.deepEqual(
      door.lines.map(({ status, bytes }) => [status, bytes > 0]),
      [
        [200, true],
        [304, false],
        [406, true],
        [404, true],
        [200, true],
      ],
    );
  });
}

test('hash substitution: what was found wrong is not kept, and the right bytes are served afterwards', async (t) => {
  const door = await openDoor(t);
  door.gateway.atOnce = true;
  const right = servedBytes(BYTES);
  const wrong = servedBytes(randomBytes(BYTES.length));
  door.gateway.files.set(WHEEL, { ...right, open: () => wrong.open() });
  assert.equal((await door.get(PATH)).status, 500);
  door.gateway.files.set(WHEEL, right);
  assert.ok((await door.get(PATH)).body.equals(BYTES));
  // What is in memory is asked for by its digest alone: another file of that name is another file.
  door.gateway.files.set(WHEEL, wrong);
  assert.ok(!(await door.get(PATH)).body.equals(BYTES));
});

test('a defect that shows at once is 500 with a number, and the next request is answered', async (t) => {
  const door = await openDoor(t);
  door.gateway.atOnce = true;
  const { file } = door.gateway;
  door.gateway.file = () => {
    throw new Error('a secret');
  };
  const broken = await door.get(PATH);
  assert.deepEqual([broken.status, door.faults.length, door.lines.length], [500, 1, 1]);
  assert.doesNotMatch(broken.body.toString(), /a secret/);
  door.gateway.file = file;
  door.gateway.files.set(WHEEL, servedBytes(BYTES));
  assert.equal((await door.get(PATH)).status, 200);
});

test('requests of one connection are each asked by who they say that they are', async (t) => {
  const door = await openDoor(t, { proxies: ['127.0.0.1'] });
  door.gateway.atOnce = true;
  const words = [
    ['pip/26.3', '10.0.0.1'],
    ['pip/26.3', '10.0.0.1'],
    ['uv/0.13', '10.0.0.1'],
    ['uv/0.13', '10.0.0.2'],
    ['pip/26.3', '10.0.0.1'],
  ] as const;
  const requests = words.map(
    ([agent, from], at) =>
      `GET /simple/demo/ HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${agent}\r\nX-Forwarded-For: ${from}\r\n` +
      `Connection: ${at === words.length - 1 ? 'close' : 'keep-alive'}\r\n\r\n`,
  );
  await exchangeRaw(door.port, requests.join(''));
  assert.deepEqual(
    door.gateway.asked.map(({ asker: { client, address } }) => [client, address]),
    words.map(([agent, from]) => [agent.slice(0, agent.indexOf('/')), from]),
  );
});
