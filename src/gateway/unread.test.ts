/** Who asks and does not read: a thousand questions in one packet, and answers that nobody takes. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect, Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Backlog } from './backlog.ts';
import { decidedPage, projectFile, servedBytes } from './testing/fake-gateway.ts';
import { openDoor } from './testing/open-door.ts';

const MB = 1024 * 1024;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Somebody who sends this and reads nothing. */
function deaf(t: TestContext, port: number, sent: string): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  socket.pause();
  socket.write(sent);
  return socket;
}

const question = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

test('a thousand questions in one packet are not begun at once: the connection is hung up on', async (t) => {
  const door = await openDoor(t);
  door.gateway.project = (ask) => {
    door.gateway.asked.push(ask);
    return new Promise(() => undefined);
  };
  const sent = Array.from({ length: 1000 }, (_, at) => question(`/simple/n${at}/`)).join('');
  const socket = deaf(t, door.port, sent);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  await Promise.race([closed, pause(5000)]);
  assert.equal(socket.destroyed, true);
  assert.ok(door.gateway.asked.length <= 9, `${door.gateway.asked.length} were begun`);
  assert.equal((await door.get('/healthz')).status, 200);
  assert.deepEqual(door.faults, []);
});

test('who sends question after question, and reads the answers, is not hung up on', async (t) => {
  const door = await openDoor(t);
  const socket = connect(door.port, '127.0.0.1');
  t.after(() => socket.destroy());
  let got = '';
  socket.setEncoding('latin1').on('data', (text) => {
    got += text;
  });
  for (let round = 1; round <= 10; round++) {
    socket.write(question('/healthz').repeat(8));
    while ((got.match(/HTTP\/1\.1 200/g)?.length ?? 0) < round * 8) await pause(5);
  }
  assert.equal(socket.destroyed, false);
});

test('answers that nobody takes do not add up: who holds the most is hung up on, whoever reads is served', async (t) => {
  const door = await openDoor(t, { limits: { unreadBytes: 40 * MB } });
  // More than the system takes off for a connection.
  const large = Array.from({ length: 12 }, (_, at) => {
    const content = randomBytes(16 * MB);
    door.gateway.contents.set(`d-${at}.whl.metadata`, { answer: 'content', content, sha256: `${at}` });
    return content;
  });
  const sockets = large.map((_, at) => deaf(t, door.port, question(`/simple/d/d-${at}.whl.metadata`)));
  for (let waited = 0; waited < 100 && door.lines.length < 12; waited++) await pause(20);
  await pause(300);
  const read = await door.get('/simple/d/d-3.whl.metadata');
  assert.ok(read.body.equals(large[3] ?? Buffer.alloc(0)), 'whoever reads has all of it');
  const ends = await Promise.all(
    sockets.map(async (socket) => {
      let bytes = 0;
      socket.on('data', (part: Buffer) => {
        bytes += part.length;
      });
      socket.resume();
      for (let waited = 0; waited < 200 && !socket.destroyed && bytes < 16 * MB; waited++) await pause(10);
      return bytes >= 16 * MB;
    }),
  );
  const whole = ends.filter(Boolean).length;
  assert.ok(whole >= 1 && whole <= 3, `${whole} of 12 were kept waiting for`);
});

test('the same page that many wait for takes its memory once, and costs nobody a connection', async (t) => {
  const door = await openDoor(t, { limits: { unreadBytes: 20 * MB, smallFile: 32 * MB, fileBytes: 128 * MB } });
  const content = randomBytes(16 * MB);
  door.gateway.files.set('one.whl', servedBytes(content));
  assert.equal((await door.get('/simple/d/one.whl')).body.length, 16 * MB);
  const sockets = Array.from({ length: 12 }, () => deaf(t, door.port, question('/simple/d/one.whl')));
  await pause(500);
  for (const socket of sockets) assert.equal(socket.destroyed, false);
  assert.equal((await door.get('/simple/d/one.whl')).body.length, 16 * MB);
});

test('small files go out in pieces while much lies here that nobody takes', async (t) => {
  const log: string[] = [];
  const door = await openDoor(t, { limits: { unreadBytes: 24 * MB } });
  door.gateway.contents.set('d.whl.metadata', { answer: 'content', content: randomBytes(16 * MB), sha256: 'x' });
  const content = randomBytes(MB);
  door.gateway.files.set('small.whl', servedBytes(content, log));
  assert.ok((await door.get('/simple/d/small.whl')).body.equals(content));
  deaf(t, door.port, question('/simple/d/d.whl.metadata'));
  for (let waited = 0; waited < 100 && door.lines.length < 2; waited++) await pause(20);
  await pause(100);
  log.length = 0;
  assert.ok((await door.get('/simple/d/small.whl')).body.equals(content));
  assert.deepEqual(log, ['open', 'record', 'close']);
});

test('the address that holds the most makes room, its oldest first; nothing is counted twice or kept', () => {
  const backlog = new Backlog(100);
  const [many, few] = [[new Socket(), new Socket(), new Socket()], new Socket()];
  const end = backlog.hold(few, 'few', new Uint8Array(30));
  for (const socket of many.slice(0, 2)) backlog.hold(socket, 'many', new Uint8Array(30));
  assert.deepEqual([backlog.bytes, backlog.isFilling], [90, true]);
  backlog.hold(many[2] ?? few, 'many', new Uint8Array(30));
  assert.deepEqual([many[0]?.destroyed, many[1]?.destroyed, few.destroyed, backlog.bytes], [true, false, false, 90]);
  end();
  end();
  assert.equal(backlog.bytes, 60);
  const shared = new Uint8Array(35);
  const ends = Array.from({ length: 5 }, () => backlog.hold(few, 'few', shared.subarray(1)));
  assert.equal(backlog.bytes, 95);
  for (const one of ends) one();
  assert.deepEqual([backlog.bytes, backlog.isFilling], [60, true]);
  const last = new Socket();
  backlog.hold(last, 'another', new Uint8Array(300));
  assert.deepEqual(
    [last.destroyed, many[2]?.destroyed, backlog.bytes],
    [false, true, 300],
    'who came last may be reading',
  );
});

test('pages of the past are made two at a time, however many moments are asked for, and no other page waits for them', async (t) => {
  const door = await openDoor(t);
  const begun: (() => void)[] = [];
  let most = 0;
  let inside = 0;
  door.gateway.page(decidedPage('demo', [{ file: projectFile('demo-1.0-py3-none-any.whl') }]));
  const project = door.gateway.project.bind(door.gateway);
  door.gateway.project = (ask) => {
    if (ask.asOf === undefined) return project(ask);
    most = Math.max(most, ++inside);
    return new Promise((resolve) => {
      begun.push(() => {
        inside--;
        resolve(project(ask));
      });
    });
  };
  const asked = Array.from({ length: 210 }, (_, at) =>
    door.get(`/simple/@2025-01-01T00:0${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}Z/demo/`),
  );
  for (let waited = 0; waited < 200 && door.lines.length < 8; waited++) await pause(20);
  assert.equal((await door.get('/simple/demo/')).status, 200);
  for (let waited = 0; waited < 500 && door.lines.length < 211; waited++) {
    for (const go of begun.splice(0)) go();
    await pause(5);
  }
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  assert.deepEqual(
    [200, 503].map((status) => statuses.filter((one) => one === status).length),
    [202, 8],
  );
  assert.equal(most, 2);
});
