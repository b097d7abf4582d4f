import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { type HttpRequest, type HttpSettings, httpClient, shownUrl } from './http.ts';

/** A server on loopback; its port. */
async function serve(test: TestContext, handle: RequestListener): Promise<number> {
  const server = createServer({ keepAliveTimeout: 60_000 }, handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function clientOf(more: Partial<HttpSettings> = {}) {
  return httpClient({ trusted: new Set(), variables: {}, agent: 'rind/test', pauseMs: 1, attempts: 1, ...more });
}

async function told(request: HttpRequest, client = clientOf()): Promise<string> {
  const got = await client.ask(request);
  if (!got.ok) return got.error.kind;
  for await (const _ of got.value.content);
  return `${got.value.status}`;
}

describe('one request', () => {
  it('has its own trust, instead of the client’s', async (test) => {
    const port = await serve(test, (_request, response) => response.end('x'));
    const url = `http://127.0.0.1:${port}/`;
    const { origin } = new URL(url);
    const client = clientOf({ trusted: new Set([origin]) });
    assert.equal(await told({ url }, client), '200');
    assert.equal(await told({ url, trusted: new Set() }, client), 'refused');
    assert.equal(await told({ url, trusted: new Set([origin]) }), '200');
    assert.equal(await told({ url, trusted: new Set([`http://127.0.0.1:${port + 1}`]) }), 'refused');
  });

  it('goes to no address that it does not allow, by no redirect', async (test) => {
    const asked: (string | undefined)[] = [];
    const port = await serve(test, (request, response) => {
      asked.push(request.url);
      if (request.url === '/a') response.writeHead(302, { location: '/b' }).end();
      else response.end('x');
    });
    const origin = `http://127.0.0.1:${port}`;
    const trusted = new Set([origin]);
    const allows = (url: URL) => url.pathname !== '/b';
    assert.equal(await told({ url: `${origin}/a`, trusted, allows }), 'refused');
    assert.equal(await told({ url: `${origin}/b`, trusted, allows }), 'refused');
    assert.deepEqual(asked, ['/a']);
  });

  it('has its own tries', async (test) => {
    let asked = 0;
    const port = await serve(test, (_request, response) => {
      asked++;
      response.writeHead(503).end();
    });
    const trusted = new Set([`http://127.0.0.1:${port}`]);
    assert.equal(await told({ url: `http://127.0.0.1:${port}/`, trusted, attempts: 3 }), 'status');
    assert.equal(asked, 3);
  });

  it('that finds its kept connection ended is sent again, even if it has one try', async (test) => {
    const port = await serve(test, (request, response) => {
      response.end('x');
      // The server ends the connection that the client has just put aside.
      if (request.url === '/last') setTimeout(() => request.socket.resetAndDestroy(), 5);
    });
    const url = `http://127.0.0.1:${port}`;
    const trusted = new Set([url]);
    const client = clientOf();
    for (let round = 0; round < 20; round++) {
      assert.equal(await told({ url: `${url}/last`, trusted }, client), '200');
      await new Promise((resolve) => setTimeout(resolve, 4 + (round % 4)));
      assert.equal(await told({ url: `${url}/next`, trusted }, client), '200');
    }
  });

  it('that failed says how: no time, nobody there, no answer', async (test) => {
    const port = await serve(test, (request, response) => {
      if (request.url === '/garbage') request.socket.end('garbage\r\n\r\n');
      else if (request.url === '/inject') request.socket.end('HTTP/1.1 200 OK\r\nx: a\rb\r\n\r\n');
      else if (request.url === '/cut') request.socket.destroy();
      else if (request.url === '/long') response.writeHead(200, { x: 'x'.repeat(100_000) }).end();
    });
    const origin = `http://127.0.0.1:${port}`;
    const trusted = new Set([origin]);
    const at = (path: string, more: Partial<HttpRequest> = {}) => told({ url: `${origin}${path}`, trusted, ...more });
    assert.equal(await at('/hang', { idleMs: 30 }), 'timeout');
    assert.equal(await at('/hang', { deadlineMs: 30 }), 'timeout');
    assert.equal(await at('/hang', { deadlineMs: 0 }), 'timeout');
    assert.equal(await at('/cut'), 'connection');
    assert.equal(await at('/garbage'), 'protocol');
    assert.equal(await at('/inject'), 'protocol');
    assert.equal(await at('/long'), 'protocol');
    assert.equal(await told({ url: 'http://127.0.0.1:1/', trusted: new Set(['http://127.0.0.1:1']) }), 'connection');
    assert.equal(
      await told({ url: `https://127.0.0.1:${port}/`, trusted: new Set([`https://127.0.0.1:${port}`]) }),
      'tls',
    );
  });
});

describe('an address in a message', () => {
  for (const [url, shown] of [
    ['https://u:p@x.example/a?X-Signature=secret#f', 'https://***@x.example/a?…'],
    ['https://x.example/a', 'https://x.example/a'],
  ] as const)
    it(`is shown without password and query: ${shown}`, () => assert.equal(shownUrl(url), shown));
});
