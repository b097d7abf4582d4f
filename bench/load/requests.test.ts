import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it, type TestContext } from 'node:test';
import { openConnection } from './requests.ts';

/** A server on loopback until the test ends; its port, and how many connections it had. */
async function serving(t: TestContext, listener: RequestListener): Promise<{ port: number; connections(): number }> {
  let count = 0;
  const server = createServer(listener).on('connection', () => count++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => count };
}

/** Asks five times; what came last. */
async function five(port: number) {
  const connection = await openConnection(port);
  let left = 5;
  const asked = await connection.ask({ path: '/' }, () => --left === 0);
  connection.close();
  return asked;
}

it('a server that keeps the connection is asked over one', async (t) => {
  const { port, connections } = await serving(t, (_, answer) => answer.end('x'.repeat(100_000)));
  const { times, last } = await five(port);
  assert.deepEqual([times, last.status, last.bytes, connections()], [5, 200, 100_000, 1]);
});

for (const [how, headers] of [
  ['a length', { 'Content-Length': '100000' }],
  ['chunks', {}],
] as const)
  it(`a server that ends the connection with each answer is asked over a new one: a body of ${how}`, async (t) => {
    const { port, connections } = await serving(t, (_, answer) => {
      answer.writeHead(200, { ...headers, Connection: 'close' });
      answer.write('x'.repeat(60_000));
      answer.end('x'.repeat(40_000));
    });
    const { times, last } = await five(port);
    assert.deepEqual([times, last.status, connections()], [5, 200, 5]);
    assert.ok(last.bytes >= 100_000);
  });

it('a server that hangs up without a word is no answer', async (t) => {
  let asked = 0;
  const { port } = await serving(t, (_, answer) => (++asked === 3 ? answer.destroy() : answer.end('x')));
  await assert.rejects(five(port));
});
