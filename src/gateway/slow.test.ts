/** Clients that read or send slowly keep their own connection waiting, and nobody else's. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { servedBytes } from './testing/fake-gateway.ts';
import { openDoor } from './testing/open-door.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';
const PATH = `/simple/demo/${WHEEL}`;

/** Somebody who asks for a file and takes a byte now and then. */
function slowReader(t: TestContext, port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const reading = setInterval(() => socket.read(1), 100);
  socket.once('close', () => clearInterval(reading));
  return socket;
}

const closed = (socket: Socket, milliseconds: number): Promise<boolean> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve(true);
    const timer = setTimeout(() => resolve(false), milliseconds);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
    // Who reads nothing does not see the end either.
    socket.once('end', () => socket.destroy());
  });

test('slow reading: who takes a byte now and then is hung up on, and the file is let go of', async (t) => {
  const log: string[] = [];
  const door = await openDoor(t, { limits: { idleMs: 1000 } });
  door.gateway.files.set(WHEEL, servedBytes(randomBytes(30_000_000), log));
  const sockets = Array.from({ length: 40 }, () => slowReader(t, door.port));
  await new Promise((resolve) => setTimeout(resolve, 300));
  // More than there are pairs of large buffers, and others are served as if nobody else were there.
  for (let times = 0; times < 5; times++) {
    const begun = performance.now();
    assert.equal((await door.get(PATH)).body.length, 30_000_000);
    assert.ok(performance.now() - begun < 5000);
  }
  for (let waited = 0; waited < 100 && log.filter((line) => line === 'close').length < 45; waited++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(log.filter((line) => line === 'open').length, 45);
  assert.equal(log.filter((line) => line === 'close').length, 45, 'every file was let go of');
  assert.equal(log.filter((line) => line === 'record').length, 5, 'what nobody had whole is no download');
  assert.equal(door.lines.length, 45);
  assert.equal(door.faults.length, 0);
  for (const socket of sockets) socket.destroy();
});

test('no address has all connections, and what it lets go of it may have again', async (t) => {
  const door = await openDoor(t, { limits: { connections: 40, connectionsOfOne: 20 } });
  const open = () => {
    const socket = connect(door.port, '127.0.0.1');
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    return socket;
  };
  const sockets = Array.from({ length: 20 }, open);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(await closed(open(), 3000), true, 'one more is hung up on');
  for (const socket of sockets) assert.equal(socket.destroyed, false);
  sockets[0]?.destroy();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await door.get('/healthz')).status, 200);
});

test('a proxy of ours speaks for many: it may have any number of connections', async (t) => {
  const door = await openDoor(t, { limits: { connectionsOfOne: 2 }, proxies: ['127.0.0.1'] });
  const sockets = Array.from({ length: 10 }, () => connect(door.port, '127.0.0.1'));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await door.get('/healthz')).status, 200);
});
