import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OsvServer } from '../../test/servers/osv-server.ts';
import { fetchBytes, type HttpSettings, httpClient } from './http.ts';

function clientOf(trusted: readonly string[], more: Partial<HttpSettings> = {}) {
  return httpClient({ trusted: new Set(trusted), variables: {}, agent: 'rind/test', pauseMs: 1, ...more });
}

async function served(content = 'hello'): Promise<OsvServer> {
  const server = await OsvServer.start();
  server.files.set('/x', Buffer.from(content));
  return server;
}

async function refusedWith(url: string): Promise<string> {
  const got = await clientOf([], { attempts: 1 }).send({ url });
  return got.ok ? 'asked' : got.error.code;
}

describe('asking a server', () => {
  it('gets the content, and says who asks', async () => {
    await using server = await served();
    const got = await fetchBytes(clientOf([server.origin]), { url: `${server.origin}/x` }, 100);
    assert.equal(got.ok && Buffer.from(got.value.bytes).toString(), 'hello');
    assert.equal(server.asked[0]?.headers['user-agent'], 'rind/test');
    assert.equal(server.asked[0]?.headers['accept-encoding'], 'identity');
  });

  it('of a private address nobody named is refused, and not one byte goes there', async () => {
    await using server = await served();
    const port = new URL(server.origin).port;
    for (const url of [
      `${server.origin}/x`,
      `https://127.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      'https://2130706433/',
      'https://0x7f.1/',
    ]) {
      const got = await clientOf([]).send({ url });
      assert.equal(got.ok ? 'asked' : got.error.code, 'url-refused', url);
    }
    assert.deepEqual(server.asked, []);
  });

  it('of anything but https is refused', async () => {
    for (const url of ['http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'data:,x', 'not a url', ''])
      assert.equal(await refusedWith(url), 'url-refused', url);
  });

  it('a redirect to a private address is refused, even from a host that is trusted', async () => {
    await using server = await served();
    await using inner = await served('secret');
    for (const to of [`${inner.origin}/x`, 'http://169.254.169.254/latest/meta-data/', 'file:///etc/passwd']) {
      server.faults.set('/x', [{ kind: 'redirect', to }]);
      const got = await clientOf([server.origin]).send({ url: `${server.origin}/x` });
      assert.equal(got.ok ? 'asked' : got.error.code, 'url-refused', to);
    }
    assert.deepEqual(inner.asked, []);
  });

  it('redirects end after five', async () => {
    await using server = await served();
    server.faults.set(
      '/x',
      Array.from({ length: 9 }, () => ({ kind: 'redirect', to: '/x' }) as const),
    );
    const got = await clientOf([server.origin]).send({ url: `${server.origin}/x` });
    assert.equal(got.ok, false);
    assert.equal(server.asked.length, 6);
  });

  it('credentials go to their own origin alone, and stand in no message', async () => {
    await using server = await served();
    await using other = await served();
    server.faults.set('/x', [{ kind: 'redirect', to: `${other.origin}/x` }]);
    const url = `${server.origin.replace('//', '//user:pass%20word@')}/x`;
    const got = await clientOf([server.origin, other.origin]).send({ url });
    if (got.ok) got.value.discard();
    assert.equal(server.asked[0]?.headers['authorization'], `Basic ${btoa('user:pass word')}`);
    assert.equal(other.asked[0]?.headers['authorization'], undefined);
    const failed = await clientOf([]).send({ url });
    assert.ok(!failed.ok && !JSON.stringify(failed.error).includes('pass'));
  });

  it('500s are tried again, and then the answer counts', async () => {
    await using server = await served();
    server.faults.set('/x', [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 503, retryAfter: '0' },
    ]);
    const got = await fetchBytes(clientOf([server.origin]), { url: `${server.origin}/x` }, 100);
    assert.ok(got.ok);
    assert.deepEqual(server.taken(), ['GET /x 500', 'GET /x 503', 'GET /x 200']);
  });

  it('tries end, and a server that wants an hour is not waited for', async () => {
    await using server = await served();
    server.faults.set(
      '/x',
      Array.from({ length: 9 }, () => ({ kind: 'status', status: 500 }) as const),
    );
    assert.equal((await clientOf([server.origin]).send({ url: `${server.origin}/x` })).ok, false);
    assert.equal(server.taken().length, 4);
    server.faults.set('/x', [{ kind: 'status', status: 503, retryAfter: '3600' }]);
    assert.equal((await clientOf([server.origin]).send({ url: `${server.origin}/x` })).ok, false);
    assert.equal(server.taken().length, 1);
  });

  it('a 404 is an answer', async () => {
    await using server = await served();
    const got = await fetchBytes(clientOf([server.origin]), { url: `${server.origin}/none` }, 100);
    assert.equal(got.ok && got.value.response.status, 404);
  });

  it('a content that breaks off is fetched again', async () => {
    await using server = await served('x'.repeat(5000));
    server.faults.set('/x', [{ kind: 'cut', after: 100 }]);
    const got = await fetchBytes(clientOf([server.origin]), { url: `${server.origin}/x` }, 10_000);
    assert.equal(got.ok && got.value.bytes.length, 5000);
  });

  it('a content that is shorter than announced is no content', async () => {
    await using server = await served();
    server.faults.set(
      '/x',
      Array.from({ length: 9 }, () => ({ kind: 'announce', headers: { 'content-length': '9999' } }) as const),
    );
    const got = await fetchBytes(
      clientOf([server.origin], { idleMs: 50, attempts: 2 }),
      { url: `${server.origin}/x` },
      100_000,
    );
    assert.equal(got.ok, false);
  });

  it('a content that is too long is not read to its end', async () => {
    await using server = await served('x'.repeat(50_000));
    const got = await fetchBytes(clientOf([server.origin]), { url: `${server.origin}/x` }, 1000);
    assert.match(got.ok ? '' : got.error.message, /more than 1000 bytes/);
  });

  it('a server that drips is left after the time without a byte', async () => {
    await using server = await served('x'.repeat(5000));
    server.faults.set(
      '/x',
      Array.from({ length: 9 }, () => ({ kind: 'stall' }) as const),
    );
    const begun = performance.now();
    const got = await fetchBytes(
      clientOf([server.origin], { idleMs: 60, attempts: 2 }),
      { url: `${server.origin}/x` },
      10_000,
    );
    assert.equal(got.ok, false);
    assert.ok(performance.now() - begun < 5000);
  });

  it('goes through a proxy where the environment names one', async () => {
    await using proxy = await OsvServer.start();
    proxy.files.set('/x', Buffer.from('by proxy'));
    const client = clientOf(['http://mirror.example'], { variables: { http_proxy: proxy.origin } });
    const got = await fetchBytes(client, { url: 'http://mirror.example/x' }, 100);
    assert.equal(got.ok && Buffer.from(got.value.bytes).toString(), 'by proxy');
  });
});
