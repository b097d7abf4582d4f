import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DownloadAnswer, DownloadLimits } from './download.http.ts';
import type { IndexFile } from './index-file.ts';
import {
  clientWith,
  endless,
  hanging,
  IndexServer,
  named,
  ranged,
  redirect,
  say,
  sha256,
  slowLoris,
  truncated,
  upstreamAt,
} from './testing/index-server.ts';

const FILE = 'demo-1.0-py3-none-any.whl';
const PATH = `/files/${FILE}`;
const CONTENT = Buffer.from(Array.from({ length: 50_000 }, (_, at) => at % 251));

/** Downloads the file, as it is listed but for what a test changes; how it ended, and what the sink had. */
async function fetch(server: IndexServer, change: Partial<IndexFile> = {}, limits: DownloadLimits = {}) {
  const upstream = upstreamAt(server);
  const page = await clientWith().page(upstream, named('demo'));
  assert.ok(page.state === 'found');
  const [listed] = page.page.files;
  assert.ok(listed);
  server.taken();
  const chunks: Uint8Array[] = [];
  const sink = { write: async (chunk: Uint8Array) => void chunks.push(Uint8Array.from(chunk)) };
  const file = { ...listed, ...change };
  const answer = await clientWith().download(upstream, file, sink, { attempts: 3, deadlineMs: 5000, ...limits });
  return { answer, told: told(answer), content: Buffer.concat(chunks) };
}

function told(answer: DownloadAnswer): string {
  return answer.state === 'unavailable' ? answer.reason : answer.state;
}

async function serving(): Promise<IndexServer> {
  const server = await IndexServer.start();
  server.list('demo', { [FILE]: CONTENT });
  return server;
}

const unknown: Partial<IndexFile> = { hashes: new Map(), size: undefined };

describe('downloading a file', () => {
  it('gives its bytes, its length and its sha256', async () => {
    await using server = await serving();
    const { answer, content } = await fetch(server);
    assert.deepEqual(answer, { state: 'whole', sha256: sha256(CONTENT), bytes: CONTENT.length, announced: true });
    assert.deepEqual(content, CONTENT);
    assert.deepEqual((await fetch(server, unknown)).answer, { ...answer, announced: false });
  });

  it('memory: bytes are let go of once they are written, and not before', async () => {
    await using server = await IndexServer.start();
    const content = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => at % 251));
    server.list('demo', { [FILE]: content });
    const page = await clientWith().page(upstreamAt(server), named('demo'));
    assert.ok(page.state === 'found');
    const [listed] = page.page.files;
    assert.ok(listed);
    const chunks: Uint8Array[] = [];
    const copies: Uint8Array[] = [];
    const sink = {
      async write(chunk: Uint8Array): Promise<void> {
        chunks.push(chunk);
        await new Promise((resolve) => setTimeout(resolve, 1));
        copies.push(Uint8Array.from(chunk));
      },
    };
    const answer = await clientWith().download(upstreamAt(server), listed, sink);
    assert.equal(answer.state, 'whole');
    assert.ok(Buffer.concat(copies).equals(content));
    const left = chunks.reduce((sum, { length }) => sum + length, 0);
    assert.ok(left < 200_000, `${left} of ${content.length}`);
  });

  it('of other bytes than announced is damaged, whatever of it is other', async () => {
    await using server = await serving();
    const changed = Buffer.from(CONTENT);
    changed[7] = 0;
    server.on(PATH, say(changed));
    assert.equal((await fetch(server)).told, 'damaged');
    assert.equal((await fetch(server, { hashes: new Map([['sha512', 'a'.repeat(128)]]) })).told, 'damaged');
    assert.equal((await fetch(server, { hashes: new Map([['md5', 'a'.repeat(32)]]) })).answer.state, 'whole');
    for (const length of [CONTENT.length - 1, CONTENT.length + 1]) {
      const other = Buffer.alloc(length);
      CONTENT.copy(other);
      server.on(PATH, say(other));
      assert.equal((await fetch(server)).told, 'damaged');
      server.on(PATH, (_request, response) => void response.writeHead(200).end(other));
      assert.equal((await fetch(server)).told, 'damaged');
    }
  });

  it('that changes its hash on each question is damaged each time', async () => {
    await using server = await serving();
    let count = 0;
    server.on(PATH, (request, response) => say(Buffer.alloc(CONTENT.length, ++count))(request, response));
    assert.equal((await fetch(server)).told, 'damaged');
    assert.equal((await fetch(server)).told, 'damaged');
  });

  it('that never ends, or is larger than allowed, is left', async () => {
    await using server = await serving();
    server.on(PATH, endless);
    assert.equal((await fetch(server)).told, 'damaged');
    const { told: ended, content } = await fetch(server, unknown, { maxBytes: 1_000_000 });
    assert.equal(ended, 'too-large');
    assert.ok(content.length <= 1_000_000);
    server.on(PATH, ranged(CONTENT));
    assert.equal((await fetch(server, {}, { maxBytes: 100 })).told, 'too-large');
    assert.deepEqual(server.asked, []);
    assert.equal((await fetch(server, unknown, { maxBytes: 100 })).content.length, 0);
  });

  it('that hangs, or drips, is left', async () => {
    await using server = await serving();
    server.on(PATH, hanging);
    assert.equal((await fetch(server, {}, { idleMs: 50, attempts: 1 })).told, 'timeout');
    server.on(PATH, slowLoris);
    assert.equal((await fetch(server, {}, { deadlineMs: 300 })).told, 'timeout');
  });

  it('goes on where it broke off, and every byte counts once', async () => {
    await using server = await serving();
    let count = 0;
    server.on(PATH, (request, response) => {
      const answer = ++count === 1 ? truncated(CONTENT, 20_000, { etag: '"1"' }) : ranged(CONTENT);
      answer(request, response);
    });
    assert.deepEqual((await fetch(server)).content, CONTENT);
    assert.match(`${server.headers.at(-1)?.range}`, /^bytes=\d+-$/);
    assert.equal(server.headers.at(-1)?.['if-range'], '"1"');
    for (const change of [{}, unknown]) {
      // A server without ranges begins anew: what came before is passed over, where a hash will tell.
      count = 0;
      server.on(PATH, (request, response) => {
        const answer = ++count === 1 ? truncated(CONTENT, 20_000, { etag: '"1"' }) : say(CONTENT);
        answer(request, response);
      });
      const again = await fetch(server, change);
      assert.equal(again.told, change === unknown ? 'damaged' : 'whole');
      if (change !== unknown) assert.deepEqual(again.content, CONTENT);
    }
  });

  it('does not go on with what nothing binds to what came', async () => {
    await using server = await serving();
    for (const headers of [{}, { etag: 'W/"1"' }]) {
      server.on(PATH, truncated(CONTENT, 20_000, headers));
      assert.equal((await fetch(server, unknown)).told, 'damaged');
      assert.equal(server.asked.length, 1);
    }
  });

  it('takes no part that it did not ask for', async () => {
    await using server = await serving();
    server.on(PATH, (_request, response) => {
      response.writeHead(206, { 'content-range': `bytes 0-9/${CONTENT.length}` }).end(CONTENT.subarray(0, 10));
    });
    assert.equal((await fetch(server)).told, 'damaged');
    let count = 0;
    server.on(PATH, (request, response) => {
      if (++count === 1) truncated(CONTENT, 20_000)(request, response);
      else response.writeHead(206, { 'content-range': `bytes 5-9/${CONTENT.length}` }).end('xxxxx');
    });
    assert.equal((await fetch(server)).told, 'damaged');
  });

  it('that was listed and is gone is absent', async () => {
    await using server = await serving();
    server.on(PATH, say('', {}, 404));
    const { answer } = await fetch(server);
    assert.deepEqual(answer, { state: 'absent', status: 404 });
  });

  it('follows no redirect to a private address, or to another port of the same host', async () => {
    await using server = await serving();
    await using inner = await IndexServer.start();
    inner.on('*', say(CONTENT));
    for (const to of [
      `${inner.origin}/x`,
      'http://169.254.169.254/',
      'http://10.0.0.1/',
      'https://[::1]/',
      'file:///etc/passwd',
    ]) {
      server.on(PATH, redirect(to));
      assert.equal((await fetch(server)).told, 'refused', to);
    }
    assert.deepEqual(inner.asked, []);
    server.on(PATH, redirect('/files/moved'));
    server.on('/files/moved', ranged(CONTENT));
    assert.equal((await fetch(server)).told, 'whole');
  });

  it('whose sink fails says so', async () => {
    await using server = await serving();
    const upstream = upstreamAt(server);
    const page = await clientWith().page(upstream, named('demo'));
    assert.ok(page.state === 'found');
    const [file] = page.page.files;
    assert.ok(file);
    const sink = { write: () => Promise.reject(new Error('disk full')) };
    await assert.rejects(clientWith().download(upstream, file, sink), /disk full/);
  });

  it('that hangs keeps nobody from a page', async () => {
    await using server = await serving();
    server.on(PATH, hanging);
    const client = clientWith({ concurrency: 2 });
    const upstream = upstreamAt(server);
    const page = await client.page(upstream, named('demo'));
    assert.ok(page.state === 'found');
    const [file] = page.page.files;
    assert.ok(file);
    const sink = { write: async () => {} };
    const downloads = Array.from({ length: 5 }, () =>
      client.download(upstream, file, sink, { attempts: 1, deadlineMs: 400 }),
    );
    assert.equal((await client.page(upstream, named('demo'), { deadlineMs: 200 })).state, 'found');
    assert.deepEqual(new Set((await Promise.all(downloads)).map(told)), new Set(['timeout']));
  });
});
