import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { OsvServer } from '../../test/servers/osv-server.ts';
import { tree } from '../../test/tree.ts';
import { type Download, download } from './download.fs.ts';
import { httpClient } from './http.ts';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));

function setUp(test: TestContext, server: OsvServer, more: Partial<Download> = {}) {
  const root = tree(test, {});
  server.files.set('/all.zip', CONTENT);
  const file = path.join(root, 'part');
  const request: Download = {
    url: `${server.origin}/all.zip`,
    file,
    state: path.join(root, 'state'),
    maxBytes: 1_000_000,
    progress: () => {},
    ...more,
  };
  const client = httpClient({
    trusted: new Set([server.origin]),
    variables: {},
    agent: 'rind/test',
    pauseMs: 1,
    idleMs: 200,
  });
  return { file, request, get: (changed: Partial<Download> = {}) => download(client, { ...request, ...changed }) };
}

describe('a download', () => {
  it('is written whole', async (test) => {
    await using server = await OsvServer.start();
    const { file, get } = setUp(test, server);
    assert.ok((await get()).ok);
    assert.deepEqual(readFileSync(file), CONTENT);
  });

  it('goes on where the connection broke, in the same run', async (test) => {
    await using server = await OsvServer.start();
    server.faults.set('/all.zip', [
      { kind: 'cut', after: 70_000 },
      { kind: 'cut', after: 60_000 },
    ]);
    const { file, get } = setUp(test, server);
    assert.ok((await get()).ok);
    assert.deepEqual(readFileSync(file), CONTENT);
    assert.deepEqual(server.taken(), ['GET /all.zip 200', 'GET /all.zip 206', 'GET /all.zip 206']);
  });

  it('goes on where an earlier run ended', async (test) => {
    await using server = await OsvServer.start();
    server.faults.set(
      '/all.zip',
      Array.from({ length: 4 }, () => ({ kind: 'cut', after: 0 }) as const),
    );
    const { file, get } = setUp(test, server);
    server.faults.get('/all.zip')?.unshift({ kind: 'cut', after: 100_000 });
    assert.equal((await get()).ok, false);
    const kept = statSync(file).size;
    assert.ok(kept > 0);
    server.faults.clear();
    server.taken();
    assert.ok((await get()).ok);
    assert.deepEqual(readFileSync(file), CONTENT);
    assert.deepEqual(server.taken(), ['GET /all.zip 206']);
  });

  it('begins anew where the server has something else by now', async (test) => {
    await using server = await OsvServer.start();
    const { file, get } = setUp(test, server);
    const changed = Buffer.concat([Buffer.from('changed'), CONTENT]);
    const then = () => server.files.set('/all.zip', changed);
    server.faults.set('/all.zip', [{ kind: 'cut', after: 100_000, then }]);
    assert.ok((await get()).ok);
    assert.deepEqual(readFileSync(file), changed);
    assert.deepEqual(server.taken(), ['GET /all.zip 200', 'GET /all.zip 200']);
  });

  it('takes no part for whole that belongs to another address', async (test) => {
    await using server = await OsvServer.start();
    const { file, request, get } = setUp(test, server);
    writeFileSync(file, 'planted');
    writeFileSync(request.state, JSON.stringify({ url: 'https://elsewhere.example/', etag: '"x"' }));
    assert.ok((await get()).ok);
    assert.deepEqual(readFileSync(file), CONTENT);
  });

  it('a partial answer that does not fit the part is thrown away', async (test) => {
    await using server = await OsvServer.start();
    const { file, get } = setUp(test, server);
    server.faults.set('/all.zip', [
      { kind: 'cut', after: 100_000 },
      { kind: 'announce', headers: { 'content-range': 'bytes 5-9/10' } },
    ]);
    assert.ok((await get()).ok);
    assert.deepEqual(server.taken(), ['GET /all.zip 200', 'GET /all.zip 206', 'GET /all.zip 200']);
    assert.deepEqual(readFileSync(file), CONTENT);
  });

  it('is not made where it is known already', async (test) => {
    await using server = await OsvServer.start();
    const { file, get } = setUp(test, server);
    const first = await get();
    assert.ok(first.ok && first.value !== 'same');
    const again = await get({ known: first.value.etag });
    assert.equal(again.ok && again.value, 'same');
    assert.ok(existsSync(file));
  });

  it('that is whole already is not made again', async (test) => {
    await using server = await OsvServer.start();
    const { get } = setUp(test, server);
    assert.ok((await get()).ok);
    server.taken();
    assert.ok((await get()).ok);
    assert.deepEqual(server.taken(), ['GET /all.zip 416']);
  });

  it('is held to the checksum that is announced', async (test) => {
    await using server = await OsvServer.start();
    const { file, get } = setUp(test, server);
    const wrong = { kind: 'announce', headers: { 'x-goog-hash': `crc32c=AAAAAA==,md5=${'A'.repeat(22)}==` } } as const;
    server.faults.set('/all.zip', [wrong]);
    const got = await get();
    assert.match(got.ok ? '' : got.error.message, /checksum/);
    assert.equal(existsSync(file), false);
  });

  it('ends at its limit, announced or not', async (test) => {
    await using server = await OsvServer.start();
    const { file, get } = setUp(test, server);
    const got = await get({ maxBytes: 1000 });
    assert.match(got.ok ? '' : got.error.message, /more than 1000 bytes/);
    assert.equal(existsSync(file), false);
  });

  it('where nothing can be written is a problem', async (test) => {
    await using server = await OsvServer.start();
    const { get } = setUp(test, server);
    // A file is no folder, whoever runs this.
    const got = await get({ file: `${process.execPath}/part`, state: `${process.execPath}/state` });
    assert.equal(got.ok ? '' : got.error.code, 'file-unreadable');
  });
});
