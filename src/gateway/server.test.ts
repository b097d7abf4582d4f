import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { formatAccessLine } from './access-line.ts';
import { servedBytes } from './testing/fake-gateway.ts';
import { openDoor } from './testing/open-door.ts';
import { exchangeRaw, parseAnswer } from './testing/raw-client.ts';

test('DNS rebinding: another host is 421, in absolute form too, and asks nothing', async (t) => {
  const door = await openDoor(t, { hosts: ['pypi.example.com'] });
  assert.equal((await door.get('/simple/demo/', { Host: 'evil.example' })).status, 421);
  assert.equal((await door.get('http://evil.example/simple/demo/')).status, 421);
  assert.equal(door.gateway.asked.length, 0);
  assert.equal((await door.get('/simple/demo/', { Host: 'pypi.example.com' })).status, 404);
  assert.equal((await door.get('http://pypi.example.com/simple/demo/', { Host: 'evil.example' })).status, 404);
});

test('request smuggling: two lengths, two hosts, bodies that reading has none of', async (t) => {
  const door = await openDoor(t);
  const host = 'Host: localhost\r\n';
  const attacks: [name: string, head: string, body?: string][] = [
    [
      'length and chunks',
      `POST /legacy/ HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`,
      '0\r\n\r\n',
    ],
    ['two lengths', `POST /legacy/ HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n`, 'hello'],
    ['two hosts', `GET /simple/ HTTP/1.1\r\n${host}Host: evil.example\r\n`],
    ['no host', 'GET /simple/ HTTP/1.1\r\n'],
    ['a GET with a body', `GET /simple/ HTTP/1.1\r\n${host}Content-Length: 30\r\n`, 'GET /simple/x/ HTTP/1.1\r\n\r\n'],
    ['a GET in chunks', `GET /simple/ HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n`, '0\r\n\r\n'],
    ['a bare line feed', `GET /simple/ HTTP/1.1\n${host}\n`],
    ['a blank before the colon', `GET /simple/ HTTP/1.1\r\nHost : localhost\r\n`],
    ['chunked twice', `POST /legacy/ HTTP/1.1\r\n${host}Transfer-Encoding: chunked, identity\r\n`, '0\r\n\r\n'],
  ];
  for (const [name, head, body = ''] of attacks) {
    const bytes = await exchangeRaw(door.port, `${head}\r\n${body}`);
    assert.equal(parseAnswer(bytes)?.status, 400, name);
    assert.equal(bytes.toString('latin1').match(/HTTP\/1\.1 /g)?.length, 1, `${name}: one answer`);
  }
  assert.equal(door.gateway.asked.length, 0);
});

test('limits: headers, lines, methods', async (t) => {
  const door = await openDoor(t);
  assert.equal((await door.get('/simple/', { 'X-Long': 'a'.repeat(20_000) })).status, 431);
  assert.equal((await door.get(`/simple/${'a'.repeat(3000)}/`)).status, 414);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
    const answer = await door.send(method, '/simple/demo/');
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD'], method);
  }
  const get = await door.get('/legacy/');
  assert.deepEqual([get.status, get.headers.get('allow')], [405, 'POST']);
  assert.equal((await door.send('DELETE', '/api/v1/openapi.json')).headers.get('allow'), 'GET, HEAD');
});

test('slow-loris: headers that do not end are hung up on', async (t) => {
  const door = await openDoor(t, { limits: { headersMs: 200 } });
  const started = performance.now();
  const bytes = await exchangeRaw(door.port, 'GET /simple/ HTTP/1.1\r\nHost: loc');
  assert.equal(parseAnswer(bytes)?.status, 408);
  assert.ok(performance.now() - started < 5000);
});

test('a defect is 500 with a number, a line in the log, and nothing of its insides', async (t) => {
  const door = await openDoor(t);
  door.gateway.project = () => Promise.reject(new Error('secret path /srv/rind'));
  const answer = await door.get('/simple/demo/');
  assert.equal(answer.status, 500);
  assert.doesNotMatch(answer.body.toString(), /secret|srv|\bat /);
  const id = /"id":"([0-9a-f]{16})"/.exec(answer.body.toString())?.[1];
  assert.equal(door.faults[0]?.id, id);
  door.gateway.project = () => {
    throw new Error('thrown at once');
  };
  assert.equal((await door.get('/simple/demo/')).status, 500);
  assert.equal((await door.get('/healthz')).status, 200);
  assert.match((await door.get('/metrics')).body.toString(), /rind_faults_total 2/);
});

test('tokens: neither they nor queries nor users of an address stand in the log', async (t) => {
  const seen: string[] = [];
  const doorkeeper = {
    async identify(token: { reveal(): string }) {
      seen.push(token.reveal());
      return { answer: 'principal', principal: 'ci' } as const;
    },
    readFault: () => undefined,
  };
  const door = await openDoor(t, { ports: { doorkeeper } });
  const authorization = `Basic ${Buffer.from('__token__:s3cr3t').toString('base64')}`;
  await door.get('/simple/demo/?token=s3cr3t', {
    Authorization: authorization,
    'User-Agent': 'pip/1 \u0001'.replace('\u0001', '\t'),
  });
  await door.get('http://user:s3cr3t@localhost/simple/');
  await door.get('/simple/', { Authorization: 'Bearer' });
  assert.deepEqual(seen, ['s3cr3t']);
  assert.equal(door.lines.length, 3);
  assert.doesNotMatch(JSON.stringify(door.lines), /s3cr3t|X190b2tlbl9f/);
  assert.deepEqual(
    [door.lines[0]?.principal, door.lines[0]?.status, door.lines[0]?.path],
    ['ci', 404, '/simple/demo/'],
  );
  assert.equal(door.lines[2]?.status, 401);
  for (const line of door.lines) assert.match(formatAccessLine(line), /^\{[\x20-\x7e]*\}\n$/);
});

test('no answer says what program it comes from', async (t) => {
  const door = await openDoor(t);
  for (const path of ['/simple/', '/nothing', '/healthz', '/metrics', '/simple/Demo/'])
    for (const name of ['server', 'x-powered-by', 'set-cookie', 'access-control-allow-origin'])
      assert.equal((await door.get(path)).headers.has(name), false, `${path} ${name}`);
});

test('healthz, readyz, metrics', async (t) => {
  let ready = false;
  const readiness = { ready: async () => ({ ready, why: ready ? [] : ['no advisories yet'] }) };
  const door = await openDoor(t, { ports: { readiness } });
  assert.equal((await door.get('/healthz')).status, 200);
  const not = await door.get('/readyz');
  assert.deepEqual(
    [not.status, JSON.parse(not.body.toString())],
    [503, { status: 'not ready', why: ['no advisories yet'] }],
  );
  ready = true;
  assert.equal((await door.get('/readyz')).status, 200);
  door.gateway.files.set('x.whl', servedBytes(Buffer.alloc(1234)));
  await door.get('/simple/demo/x.whl', { 'User-Agent': 'uv/1' });
  door.gateway.undetermined.set('known-malware', 3);
  const text = (await door.get('/metrics')).body.toString();
  for (const line of [
    'rind_undetermined_total{rule="known-malware"} 3',
    'rind_requests_total{route="file",status="200",client="uv"} 1',
    'rind_requests_total{route="ready",status="503",client="other"} 1',
    'rind_sent_bytes_total{route="file"} 1234',
    'rind_request_duration_seconds_count{route="file"} 1',
    'rind_file_cache_bytes 1234',
  ])
    assert.ok(text.includes(`${line}\n`), line);
  assert.match(text, /rind_event_loop_delay_max_seconds \d/);
  assert.match(text, /rind_resident_bytes \d+/);
  assert.match(text, /rind_connections 1\n/);
});

test('draining: what was begun is finished, nothing new is taken', async (t) => {
  const door = await openDoor(t);
  const { promise, resolve } = Promise.withResolvers<void>();
  door.gateway.files.set('x.whl', { ...servedBytes(Buffer.from('done')), record: () => promise });
  const idle: Socket = connect(door.port, '127.0.0.1');
  await new Promise((done) => idle.on('connect', done));
  const running = door.get('/simple/demo/x.whl', { Connection: 'keep-alive' });
  for (let i = 0; i < 100 && door.gateway.asked.length === 0; i++) await new Promise((done) => setTimeout(done, 5));
  const stopped = door.server.stop(5000);
  await assert.rejects(door.get('/healthz'), /ECONNREFUSED|ECONNRESET/);
  resolve();
  assert.equal((await running).body.toString(), 'done');
  idle.destroy();
  await stopped;
});

test('draining has a deadline: who takes longer is hung up on', async (t) => {
  const door = await openDoor(t);
  door.gateway.project = () => new Promise(() => undefined);
  const never = door.get('/simple/demo/').catch(() => 'hung up');
  for (let i = 0; i < 20; i++) await new Promise((done) => setTimeout(done, 2));
  await door.server.stop(50);
  assert.equal(await never, 'hung up');
});

test('pipelined requests are answered in order', async (t) => {
  const door = await openDoor(t);
  const one = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
  const bytes = await exchangeRaw(
    door.port,
    one('/healthz') + one('/nothing') + one('/healthz', 'Connection: close\r\n'),
  );
  assert.deepEqual(bytes.toString('latin1').match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
});
