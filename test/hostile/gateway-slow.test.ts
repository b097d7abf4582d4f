/** Many who read and send slowly, at once: a gateway that is a process of its own keeps its memory, and everybody else's time. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { memoryOf } from '../faults/right.ts';
import { ask, askUntil, before, folderFor, formOf, pause, tokenHeader } from '../faults/site.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { bigWheel } from '../servers/upstream-lies.ts';

const skip = existsSync('/proc/self/status') ? missingGateway() : 'this system does not say what a process holds';
const SLOW = 200;
/** Two small buffers and a connection each, and the pairs of large ones that there are. Unit: MB. */
const MOST_MORE_MB = 110;

function slow(t: TestContext, port: number, head: string): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  socket.pause();
  socket.write(head);
  return socket;
}

test('hundreds who read a byte a second, and hundreds who send one, cost little memory and nobody else’s time', {
  skip,
}, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const [large, small] = [bigWheel('large', '1.0', 30), fileOf(makeWheel({ name: 'small', version: '1.0' }))];
  upstream.put(projectOf('large', large), projectOf('small', small));
  await using gateway = await Gateway.start(before(upstream, folder));
  const { origin, pid } = gateway;
  const port = Number(new URL(origin).port);
  const [bigPath, path] = [`/simple/large/${large.filename}`, `/simple/small/${small.filename}`];
  assert.equal((await askUntil(origin, bigPath, 60_000)).status, 200);
  assert.equal((await askUntil(origin, path)).status, 200);
  const { authorization } = await tokenHeader(folder);
  const idle = memoryOf(pid);

  const readers = Array.from({ length: SLOW }, () =>
    slow(t, port, `GET ${bigPath} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
  );
  const heads = Array.from({ length: SLOW }, () => slow(t, port, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A'));
  const form = formOf('own-1.0.tar.gz', Buffer.alloc(100_000));
  const fields = Object.entries({
    ...form.headers,
    authorization,
    host: 'localhost',
    'content-length': form.body.length,
  });
  const uploadHead = `POST /legacy/ HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`;
  const uploads = Array.from({ length: 50 }, () => slow(t, port, uploadHead));
  const dripping = setInterval(() => {
    for (const socket of readers) socket.read(1);
    for (const socket of [...heads, ...uploads]) socket.write('x');
  }, 1000);
  t.after(() => clearInterval(dripping));
  // Until what the system itself takes off for each of them has gone out: a gigabyte, on a machine that has other work.
  await pause(2000);
  for (let waited = 0, quick = 0; waited < 60 && quick < 3; waited++) {
    const begun = performance.now();
    await ask(origin, path);
    quick = performance.now() - begun < 500 ? quick + 1 : 0;
  }

  const times: number[] = [];
  for (let at = 0; at < 20; at++) {
    const begun = performance.now();
    const answer = await ask(origin, at % 2 === 0 ? path : '/simple/small/');
    assert.equal(answer.status, 200);
    times.push(performance.now() - begun);
    await pause(50);
  }
  const whole = await ask(origin, bigPath);
  assert.deepEqual([whole.status, whole.body.length], [200, large.content.size]);
  const more = memoryOf(pid) - idle;
  const worst = Math.max(...times);
  t.diagnostic(
    `${Math.round(more)} MB more for ${2 * SLOW + 50} slow ones; others waited ${Math.round(worst)} ms at most`,
  );
  assert.ok(more < MOST_MORE_MB, `${more} MB`);
  assert.ok(worst < 3000, `${worst} ms`);

  // Who sends headers has fifteen seconds, however it drips.
  for (
    let waited = 0;
    waited < 300 && heads.some((socket) => socket.readyState === 'open' && !socket.destroyed);
    waited++
  ) {
    for (const socket of heads) socket.resume();
    await pause(100);
  }
  assert.ok(
    heads.every((socket) => socket.destroyed || socket.readyState !== 'open'),
    'headers that do not end are hung up on',
  );
  for (const socket of [...readers, ...uploads]) socket.destroy();
  await pause(500);
  assert.deepEqual(readdirSync(`${folder}/data/spool`), [], 'nothing is left of uploads that never came');
  assert.equal((await ask(origin, '/simple/small/')).status, 200);
});
