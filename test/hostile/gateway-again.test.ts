/** A running gateway, and what is tried when everything plain was tried: askers who do not read, words that come too late, names in disguise. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { memoryOf } from '../faults/right.ts';
import {
  type Answered,
  ask,
  askUntil,
  before,
  folderFor,
  formOf,
  logOf,
  pause,
  rule,
  tokenHeader,
  withState,
} from '../faults/site.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { type DistributionParts, makeSdist, makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { projectOf } from '../servers/upstream-file.ts';
import { bigWheel } from '../servers/upstream-lies.ts';

const skip = missingGateway();
const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };

function opened(t: TestContext, origin: string): Socket {
  const socket = connect({ port: Number(new URL(origin).port), host: '127.0.0.1' });
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  return socket;
}

test('a thousand questions in each packet, about names that a silent upstream may have, fill no memory', {
  skip: existsSync('/proc/self/status') ? skip : 'this system does not say what a process holds',
}, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  upstream.misbehave(/^\/simple\//, { kind: 'hang' });
  await using gateway = await Gateway.start(before(upstream, folder));
  const idle = memoryOf(gateway.pid);
  for (let at = 0; at < 20; at++) {
    const questions = Array.from(
      { length: 1400 },
      (_, n) => `GET /simple/n${at}-${n}/ HTTP/1.1\r\nHost:a.localhost\r\n\r\n`,
    );
    opened(t, gateway.origin).pause().write(questions.join(''));
  }
  assert.equal((await ask(gateway.origin, '/healthz')).status, 200);
  await pause(2000);
  const more = memoryOf(gateway.pid) - idle;
  t.diagnostic(`${Math.round(more)} MB more`);
  assert.ok(more < 150, `${more} MB`);
  assert.equal((await ask(gateway.origin, '/healthz')).status, 200);
});

test('a file that is denied while somebody reads it slowly never comes to its end, and is no download', {
  skip,
}, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const large = bigWheel('large', '1.0', 40);
  upstream.put(projectOf('large', large));
  await using gateway = await Gateway.start(before(upstream, folder));
  const path = `/simple/large/${large.filename}`;
  assert.equal((await askUntil(gateway.origin, path, 60_000)).status, 200);
  const socket = opened(t, gateway.origin).pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await pause(1500);
  await rule(folder, 'deny', 'large');
  await pause(1500);
  assert.equal((await ask(gateway.origin, path)).status, 403);
  let bytes = 0;
  socket.on('data', (part: Buffer) => {
    bytes += part.length;
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  await Promise.race([closed, pause(20_000)]);
  assert.ok(socket.destroyed && bytes < large.content.size, `${bytes} of ${large.content.size}`);
  assert.equal(logOf(folder).filter(({ event }) => event === 'serve').length, 1, 'the one before the denial');
  assert.match((await ask(gateway.origin, '/metrics')).body.toString(), /^rind_faults_total 0$/m);
});

test('uploads: no spelling of a name or version puts other bytes beside a file, or where one was deleted', {
  skip,
}, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  await using gateway = await Gateway.start(before(upstream, folder));
  const { authorization } = await tokenHeader(folder);
  const upload = (filename: string, content: Buffer, fields: Record<string, string>): Promise<Answered> => {
    const form = formOf(filename, content, { name: 'foo-bar', ...fields });
    return ask(gateway.origin, '/legacy/', { ...form.headers, authorization }, 'POST', form.body);
  };
  const made = (parts: Partial<DistributionParts>, text: string) => {
    const all = { name: 'foo-bar', version: '1.0', files: { 'foo_bar.py': `# ${text}\n` }, ...parts };
    return { wheel: makeWheel(all).content, sdist: makeSdist(all).content };
  };
  const own = made({}, 'own');
  assert.equal((await upload('foo_bar-1.0.tar.gz', own.sdist, { filetype: 'sdist', version: '1.0' })).status, 200);
  const wheelName = 'foo_bar-1.0-py3-none-any.whl';
  assert.equal((await upload(wheelName, own.wheel, { filetype: 'bdist_wheel', version: '1.0' })).status, 200);
  const spellings: readonly (readonly [string, string])[] = [
    ['foo-bar-1.0.tar.gz', '1.0'],
    ['Foo_Bar-1.0.tar.gz', '1.0'],
    ['foo.bar-1.0.tar.gz', '1.0'],
    ['foo_bar-1.0.0.tar.gz', '1.0.0'],
    ['Foo_Bar-1.0-py3-none-any.whl', '1.0'],
    ['foo.bar-1.0-py3-none-any.whl', '1.0'],
    ['foo_bar-1.0.0-py3-none-any.whl', '1.0.0'],
    ['foo_bar-1.0-PY3-none-any.whl', '1.0'],
  ];
  for (const deleted of [false, true]) {
    if (deleted)
      await withState(folder, async ({ hosted }) => {
        for (const name of ['foo_bar-1.0.tar.gz', wheelName]) await hosted.remove(name, 'test', Date.now());
      });
    for (const [filename, version] of spellings) {
      const { wheel, sdist } = made({ version, written: filename.split('-1.')[0] ?? '' }, 'other');
      const isWheel = filename.endsWith('.whl');
      const fields = { filetype: isWheel ? 'bdist_wheel' : 'sdist', version };
      const { status, body } = await upload(filename, isWheel ? wheel : sdist, fields);
      assert.equal(status, 400, filename);
      assert.match(body.toString(), /File already exists/, filename);
    }
  }
  await pause(1200);
  const page = JSON.parse((await ask(gateway.origin, '/simple/foo-bar/', JSON_PAGE)).body.toString());
  assert.deepEqual(page.files, []);
});

test('uploads: what a form says of a file against the file’s own metadata is not believed', { skip }, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  await using gateway = await Gateway.start(before(upstream, folder));
  const { authorization } = await tokenHeader(folder);
  const { filename, content } = makeWheel({ name: 'own', version: '1.0', requiresPython: '>=3.99' });
  const form = formOf(filename, content, { requires_python: '>=2' });
  assert.equal(
    (await ask(gateway.origin, '/legacy/', { ...form.headers, authorization }, 'POST', form.body)).status,
    200,
  );
  const page = JSON.parse((await ask(gateway.origin, '/simple/own/', JSON_PAGE)).body.toString());
  assert.equal(page.files[0]['requires-python'], '>=3.99');
  assert.equal((await ask(gateway.origin, `/simple/own/${filename}`)).status, 200);
});

test('who breaks off a body is no defect, and nobody’s body is read who shows no token', { skip }, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  await using gateway = await Gateway.start(before(upstream, folder));
  const host = new URL(gateway.origin).host;
  const { authorization } = await tokenHeader(folder, 'admin');
  for (const more of [`Origin: http://${host}`, `Authorization: ${authorization}`]) {
    const socket = opened(t, gateway.origin);
    socket.write(`POST /api/v1/rulings HTTP/1.1\r\nHost: ${host}\r\n${more}\r\nContent-Length: 100\r\n\r\n{`);
    await pause(300);
    socket.destroy();
  }
  await pause(300);
  assert.match((await ask(gateway.origin, '/metrics')).body.toString(), /^rind_faults_total 0$/m);
  assert.doesNotMatch(gateway.log, /defect/);
});

test('what the gateway knows is for its user alone, also in a folder that others may look into', {
  skip: process.platform === 'win32' ? 'no modes here' : skip,
}, async (t) => {
  const folder = folderFor(t);
  mkdirSync(join(folder, 'data'), { mode: 0o755 });
  await using upstream = await Upstream.start();
  await using _gateway = await Gateway.start(before(upstream, folder));
  for (const name of ['gateway.db', 'gateway.db-wal', 'gateway.db-shm', 'log/key.pem'])
    assert.equal(statSync(join(folder, 'data', name)).mode & 0o077, 0, name);
});
