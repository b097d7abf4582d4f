import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { UploadAnswer, UploadAsk, Uploads } from '../app/serve/uploads.ts';
import { openDoor } from './testing/open-door.ts';
import { parseAnswer } from './testing/raw-client.ts';
import { uploadForm } from './testing/upload-form.ts';

const TOKEN = { Authorization: `Basic ${Buffer.from('__token__:t1').toString('base64')}` };
const doorkeeper = {
  readFault: () => undefined,
  identify: async () => ({ answer: 'principal', principal: 'token-1' }) as const,
};

class FakeUploads implements Uploads {
  readonly taken: { readonly ask: UploadAsk; readonly content: string; readonly fields: string }[] = [];
  answer: UploadAnswer = { answer: 'stored', sha256: 'a'.repeat(64) };
  may: Awaited<ReturnType<Uploads['mayUpload']>> = { answer: 'yes' };
  broken: unknown;

  async mayUpload() {
    return this.may;
  }

  async upload(ask: UploadAsk): Promise<UploadAnswer> {
    const parts: Buffer[] = [];
    try {
      for await (const part of ask.content) parts.push(Buffer.from(part));
    } catch (error) {
      this.broken = error;
      throw error;
    }
    const fields = [...ask.fields].map(([name, values]) => `${name}=${values.join(',')}`).join(' ');
    this.taken.push({ ask, content: Buffer.concat(parts).toString(), fields });
    return this.answer;
  }
}

const form = uploadForm({ name: 'demo', version: '1.0' }, 'demo-1.0.tar.gz', 'the bytes');

test('an upload reaches the port with its fields and its bytes, and who sent it', async (t) => {
  const uploads = new FakeUploads();
  const door = await openDoor(t, { ports: { uploads, doorkeeper } });
  for (const path of ['/legacy/', '/legacy', '/v/team/legacy/']) {
    const answer = await door.send('POST', path, { ...TOKEN, ...form.headers }, form.body);
    assert.deepEqual([answer.status, answer.body.toString()], [200, 'OK\n']);
  }
  const [first, , viewed] = uploads.taken;
  assert.equal(first?.content, 'the bytes');
  assert.equal(first?.fields, ':action=file_upload protocol_version=1 name=demo version=1.0');
  assert.deepEqual(
    [first?.ask.filename, first?.ask.asker.principal, first?.ask.view],
    ['demo-1.0.tar.gz', 'token-1', ''],
  );
  assert.equal(viewed?.ask.view, 'team');
});

test('what became of it is said so that twine and uv understand', async (t) => {
  const uploads = new FakeUploads();
  const door = await openDoor(t, { ports: { uploads, doorkeeper } });
  const cases: [UploadAnswer, number, RegExp][] = [
    [{ answer: 'same' }, 200, /OK/],
    [{ answer: 'exists', why: 'demo-1.0.tar.gz' }, 400, /File already exists/],
    [{ answer: 'invalid', why: 'the name\r\nX: y is claimed' }, 400, /is claimed/],
    [{ answer: 'too-large', why: 'too large' }, 413, /too large/],
    [{ answer: 'forbidden', authenticate: false, why: 'claim `demo` first' }, 403, /claim `demo` first/],
    [{ answer: 'forbidden', authenticate: true, why: '' }, 401, /^a token is needed here: give it as the password/],
    [{ answer: 'later', why: 'disk full', retryAfter: 5 }, 503, /disk full/],
  ];
  for (const [answer, status, reason] of cases) {
    uploads.answer = answer;
    const got = await door.send('POST', '/legacy/', { ...TOKEN, ...form.headers }, form.body);
    assert.equal(got.status, status);
    assert.match(got.reason, reason);
    assert.equal(got.headers.has('x'), false);
  }
});

test('nobody uploads without a token, from another site, or against what they may', async (t) => {
  const uploads = new FakeUploads();
  const door = await openDoor(t, { ports: { uploads, doorkeeper } });
  const send = (headers: Readonly<Record<string, string>>) =>
    door.send('POST', '/legacy/', { ...form.headers, ...headers }, form.body);
  assert.equal((await send({})).status, 401);
  assert.equal((await send({ 'Sec-Fetch-Site': 'same-origin' })).status, 401);
  assert.equal((await send({ ...TOKEN, 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  assert.equal((await send({ ...TOKEN, Origin: 'https://evil.example' })).status, 403);
  uploads.may = { answer: 'forbidden', authenticate: false, why: 'read only' };
  assert.deepEqual([(await send(TOKEN)).status, (await send(TOKEN)).reason], [403, 'read only']);
  assert.equal(uploads.taken.length, 0);
  const unknown = await openDoor(t, {
    ports: {
      uploads: new FakeUploads(),
      doorkeeper: { readFault: () => undefined, identify: async () => ({ answer: 'unknown' }) },
    },
  });
  assert.equal((await unknown.send('POST', '/legacy/', { ...TOKEN, ...form.headers }, form.body)).status, 401);
  const slowed = await openDoor(t, {
    ports: {
      doorkeeper: {
        readFault: () => undefined,
        identify: async () => ({ answer: 'later', why: 'too many wrong tokens', retryAfter: 30 }),
      },
    },
  });
  const later = await slowed.get('/simple/', TOKEN);
  assert.deepEqual([later.status, later.headers.get('retry-after')], [429, '30']);
});

test('a form that is none is refused, and nothing of it is kept', async (t) => {
  const uploads = new FakeUploads();
  const door = await openDoor(t, { ports: { uploads, doorkeeper } });
  const send = (headers: Readonly<Record<string, string>>, body: Buffer) =>
    door.send('POST', '/legacy/', { ...TOKEN, ...headers }, body);
  assert.equal((await send({ 'Content-Type': 'text/plain', 'Content-Length': '1' }, Buffer.from('x'))).status, 415);
  const cut = form.body.subarray(0, -10);
  assert.equal((await send({ ...form.headers, 'Content-Length': String(cut.length) }, cut)).status, 400);
  assert.match(String(uploads.broken), /breaks off/);
  const other = uploadForm({ ':action': 'doc_upload' }, 'x.tar.gz', 'x');
  assert.equal((await send(other.headers, other.body)).status, 400);
  assert.equal(uploads.taken.length, 0);
  assert.equal(door.faults.length, 0);
});

test('an endless or oversized file ends at the limit', async (t) => {
  const uploads = new FakeUploads();
  const door = await openDoor(t, { ports: { uploads, doorkeeper }, limits: { uploadBytes: 1000 } });
  const large = uploadForm({}, 'x.tar.gz', 'a'.repeat(5000));
  assert.equal((await door.send('POST', '/legacy/', { ...TOKEN, ...large.headers }, large.body)).status, 413);
  const declared = { ...TOKEN, ...form.headers, 'Content-Length': '99999999999' };
  assert.equal((await door.send('POST', '/legacy/', declared, form.body)).status, 413);
  assert.equal(uploads.taken.length, 0);
});

test('slow-loris: an upload that stops coming is hung up on', async (t) => {
  const uploads = new FakeUploads();
  const door = await openDoor(t, { ports: { uploads, doorkeeper }, limits: { uploadIdleMs: 100 } });
  const head = Object.entries({ Host: 'localhost', ...TOKEN, ...form.headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const socket = connect(door.port, '127.0.0.1', () =>
    socket.write(`POST /legacy/ HTTP/1.1\r\n${head.join('')}\r\n--2f`),
  );
  const begun = performance.now();
  await new Promise((done) =>
    socket
      .on('close', done)
      .on('error', () => undefined)
      .resume(),
  );
  assert.ok(performance.now() - begun < 30_000, 'long before the connection as a whole is given up');
  assert.equal(uploads.taken.length, 0);
});

test('Expect: 100-continue is answered once it is known that the body is wanted', async (t) => {
  const uploads = new FakeUploads();
  const door = await openDoor(t, { ports: { uploads, doorkeeper } });
  const refused = await door.send('POST', '/legacy/', { ...form.headers, Expect: '100-continue' });
  assert.equal(refused.status, 401);
  const wanted = await door.send('POST', '/legacy/', { ...TOKEN, ...form.headers, Expect: '100-continue' }, form.body);
  assert.equal(wanted.status, 100);
  assert.equal(parseAnswer(wanted.body)?.status, 200);
});

test('an upload without a body is a form that is none', async (t) => {
  const uploads = new FakeUploads();
  const door = await openDoor(t, { ports: { uploads, doorkeeper } });
  const { 'Content-Length': _, ...headers } = form.headers;
  const answer = await door.send('POST', '/legacy/', { ...TOKEN, ...headers });
  assert.deepEqual([answer.status, answer.reason], [400, 'the form has no file']);
  assert.equal(uploads.taken.length, 0);
});
