import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Desk, DeskAnswer, DeskAsk } from '../app/serve/desk.ts';
import type { Sharing } from '../app/serve/sharing.ts';
import { API_OPERATIONS } from '../contract/http-api.ts';
import { openDoor } from './testing/open-door.ts';

class FakeDesk implements Desk {
  readonly asked: DeskAsk[] = [];
  reply: DeskAnswer = { answer: 'value', value: { text: '\u001b[31m', list: [1] } };

  async answer(ask: DeskAsk): Promise<DeskAnswer> {
    this.asked.push(ask);
    return this.reply;
  }
}

const BODIES: Readonly<Record<string, object>> = {
  addRuling: { verdict: 'deny', spec: 'demo', reason: 'why' },
  createToken: { scope: 'read' },
  addClaim: { name: 'demo' },
};
const TOKEN = { Authorization: 'Bearer t1' };
const doorkeeper = {
  readFault: () => undefined,
  identify: async () => ({ answer: 'principal', principal: 'admin-1' }) as const,
};

test('every operation of the table is served and documented', async (t) => {
  const desk = new FakeDesk();
  const door = await openDoor(t, { ports: { desk, doorkeeper }, version: '1.2.3' });
  const document = JSON.parse((await door.get('/api/v1/openapi.json')).body.toString()) as {
    info: { version: string };
    paths: Record<string, Record<string, { operationId: string; requestBody?: unknown }>>;
  };
  assert.equal(document.info.version, '1.2.3');
  for (const { id, method, path, parameters, body, media } of API_OPERATIONS) {
    const described = document.paths[path]?.[method.toLowerCase()];
    assert.equal(described?.operationId, id);
    assert.equal(described?.requestBody !== undefined, body !== undefined);
    // Those are no matter of the desk: see below.
    if (media !== undefined) continue;
    const query = parameters
      .filter(({ name, required }) => required && !path.includes(`{${name}}`))
      .map(({ name }) => `${name}=x+y`);
    const text = JSON.stringify(BODIES[id] ?? { reason: 'why' });
    const headers = body === undefined ? TOKEN : { ...TOKEN, 'Content-Length': String(text.length) };
    const answer = await door.send(
      method,
      `/api/v1${path.replace('{id}', 'h%2B1')}?${query.join('&')}`,
      headers,
      body === undefined ? '' : text,
    );
    assert.equal(answer.status, 200, `${id}: ${answer.body}`);
    assert.doesNotMatch(answer.body.toString(), /\u001b/);
    const ask = desk.asked.at(-1);
    assert.equal(ask?.operation, id);
    assert.equal(ask?.asker.principal, 'admin-1');
    if (path.includes('{id}')) assert.equal(ask?.parameters.get('id'), 'h+1');
    for (const name of query) assert.equal(ask?.parameters.get(name.split('=')[0] ?? ''), 'x y');
    assert.equal(ask?.body !== undefined, body !== undefined);
  }
});

test('what is not in the table, lacks a parameter or has another body never reaches the desk', async (t) => {
  const desk = new FakeDesk();
  const door = await openDoor(t, { ports: { desk, doorkeeper } });
  const post = (path: string, text: string, headers: Readonly<Record<string, string>> = TOKEN) =>
    door.send('POST', path, { ...headers, 'Content-Length': String(Buffer.byteLength(text)) }, text);
  assert.equal((await door.get('/api/v1/nothing')).status, 404);
  assert.equal((await door.get('/api/v2/status')).status, 404);
  assert.equal((await door.get('/api/v1/status/')).status, 404);
  assert.equal((await door.get('/api/v1/search')).status, 400);
  assert.equal((await door.get('/api/v1/search?q=a&q=b')).status, 400);
  const wrong = [
    '',
    '{',
    '[]',
    '{"verdict":"deny"}',
    '{"verdict":"no","spec":"a","reason":"b"}',
    '{"verdict":"deny","spec":"a","reason":"b","more":1}',
    `{"reason":"${'a'.repeat(70_000)}"}`,
    '{"verdict":"deny","spec":"a","reason":"b","reason":"c"}',
  ];
  for (const text of wrong) assert.equal((await post('/api/v1/rulings', text)).status, 400, text.slice(0, 40));
  const denied = await door.send('DELETE', '/api/v1/holds', TOKEN);
  assert.deepEqual([denied.status, denied.headers.get('allow')], [405, 'GET, HEAD']);
  assert.equal(desk.asked.length, 0);
});

test('no state changes without a token or a proof of the same origin', async (t) => {
  const desk = new FakeDesk();
  const door = await openDoor(t, { ports: { desk, doorkeeper } });
  const remove = (headers: Readonly<Record<string, string>>) => door.send('DELETE', '/api/v1/rulings/r1', headers);
  for (const headers of [
    {},
    { Origin: 'https://evil.example' },
    { ...TOKEN, Origin: 'https://evil.example' },
    { ...TOKEN, 'Sec-Fetch-Site': 'cross-site' },
  ])
    assert.equal((await remove(headers)).status, 403);
  assert.equal(desk.asked.length, 0);
  assert.equal((await remove({ 'Sec-Fetch-Site': 'same-origin' })).status, 200);
  assert.equal((await remove(TOKEN)).status, 200);
});

test('answers of the desk: absent, forbidden, invalid, later', async (t) => {
  const desk = new FakeDesk();
  const door = await openDoor(t, { ports: { desk } });
  const cases: [DeskAnswer, number][] = [
    [{ answer: 'absent', why: 'x' }, 404],
    [{ answer: 'forbidden', authenticate: true, why: 'x' }, 401],
    [{ answer: 'forbidden', authenticate: false, why: 'x' }, 403],
    [{ answer: 'invalid', why: 'no such spec' }, 400],
    [{ answer: 'later', why: 'busy', retryAfter: 1 }, 503],
  ];
  for (const [reply, status] of cases) {
    desk.reply = reply;
    assert.equal((await door.get('/api/v1/holds')).status, status);
  }
  desk.reply = { answer: 'forbidden', authenticate: false, why: 'a view of somebody' };
  assert.equal((await door.get('/api/v1/search?q=a')).status, 404, 'what may not be read looks like what is absent');
  assert.equal((await (await openDoor(t)).get('/api/v1/holds')).status, 404);
});

test("PyPI's JSON comes from its port, revalidated", async (t) => {
  const content = Buffer.from('{"info":{}}');
  const asked: unknown[] = [];
  const legacyJson = {
    async legacyJson({ name, version, view }: { name: string; version?: string; view: string }) {
      asked.push([view, name, version]);
      return { answer: 'content', content, sha256: 'c'.repeat(64) } as const;
    },
  };
  const door = await openDoor(t, { ports: { legacyJson } });
  const answer = await door.get('/pypi/demo/1.0/json');
  assert.deepEqual(
    [answer.status, answer.headers.get('content-type'), answer.body.toString()],
    [200, 'application/json', '{"info":{}}'],
  );
  assert.equal((await door.get('/v/x/pypi/demo/json', { 'If-None-Match': `"${'c'.repeat(64)}"` })).status, 304);
  assert.deepEqual(asked, [
    ['', 'demo', '1.0'],
    ['x', 'demo', undefined],
  ]);
});

test('advisories are handed out with a tag and in ranges, and not at all where nobody hands them out', async (t) => {
  const body = Buffer.from('0123456789');
  const sha256 = hash('sha256', body);
  const sharing: Sharing = {
    statement: async () => ({ answer: 'content', content: body, sha256 }),
    data: async (_, wanted) =>
      wanted === sha256
        ? {
            answer: 'bytes',
            sha256,
            size: 10,
            open: async () => ({
              read: async (target, from) => body.copy(target, 0, from),
              close: async () => {},
            }),
            record: async () => {},
          }
        : { answer: 'absent', why: '' },
  };
  const desk = new FakeDesk();
  const door = await openDoor(t, { ports: { desk, sharing }, acceleratedPath: () => '/elsewhere' });
  const statement = await door.get('/api/v1/advisories');
  assert.deepEqual([statement.status, statement.body.toString()], [200, '0123456789']);
  const again = await door.get('/api/v1/advisories', { 'If-None-Match': `"${sha256}"` });
  assert.equal(again.status, 304);
  const head = await door.send('HEAD', `/api/v1/advisories/${sha256}`);
  assert.deepEqual([head.status, head.headers.get('content-length'), head.body.length], [200, '10', 0]);
  const part = await door.get(`/api/v1/advisories/${sha256}`, { Range: 'bytes=2-4' });
  assert.deepEqual([part.status, part.body.toString()], [206, '234']);
  assert.equal((await door.get('/api/v1/advisories/abc')).status, 404);
  assert.equal((await door.send('POST', '/api/v1/advisories')).status, 405);
  assert.equal(desk.asked.length, 0);
  const without = await openDoor(t, { ports: { desk } });
  assert.equal((await without.get('/api/v1/advisories')).status, 404);
});

test('nobody’s body is read who shows no token, and who breaks off one is no defect', async (t) => {
  const desk = new FakeDesk();
  const door = await openDoor(t, { ports: { desk, doorkeeper } });
  const own = { Origin: `http://localhost:${door.port}` };
  // Half a body: who waited for the rest of it would keep as much of thousands.
  const refused = await door.send('POST', '/api/v1/rulings', { ...own, 'Content-Length': '60000' }, 'x'.repeat(30_000));
  assert.equal(refused.status, 401);
  const socket = connect(door.port, '127.0.0.1');
  socket.write(
    'POST /api/v1/rulings HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t1\r\nContent-Length: 100\r\n\r\n{',
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.destroy();
  for (let waited = 0; waited < 100 && door.lines.length < 2; waited++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([door.lines.map(({ status }) => status), door.faults, desk.asked], [[401, 400], [], []]);
});
