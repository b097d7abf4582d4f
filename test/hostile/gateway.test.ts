/** A running gateway and somebody who means no good: each test is named after what must never be. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before as first, describe, it, type TestContext } from 'node:test';
import { exchangeRaw } from '../../src/gateway/testing/raw-client.ts';
import { ask, askUntil, before, folderFor, formOf, logOf, pause, rule, tokenHeader, withState } from '../faults/site.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { MAIN } from '../rind.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';

const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };
const CANARY = 'canary-that-must-not-be-written-down';

function wheel(name: string, version = '1.0', text = ''): UpstreamFile {
  return fileOf(makeWheel({ name, version, files: { [`${name}.py`]: `# ${name} ${version} ${text}\n` } }));
}

function bytesOf(file: UpstreamFile): Buffer {
  return Buffer.concat([...file.content.pieces(0, file.content.size)]);
}

function pathOf(name: string, file: UpstreamFile): string {
  return `/simple/${name}/${file.filename}`;
}

describe('a running gateway', { skip: missingGateway() }, () => {
  let folder: string;
  let upstream: Upstream;
  let gateway: Gateway;
  let uploader: string;
  const [good, bad, kept] = [wheel('good'), wheel('bad'), wheel('kept')];

  first(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rind-hostile-'));
    upstream = await Upstream.start();
    upstream.put(projectOf('good', good), projectOf('bad', bad), projectOf('kept', kept), projectOf('requests', wheel('requests')));
    gateway = await Gateway.start(before(upstream, folder, { args: ['--access-log'] }));
    uploader = (await tokenHeader(folder)).authorization;
    assert.equal((await askUntil(gateway.origin, pathOf('good', good))).status, 200);
    assert.equal((await askUntil(gateway.origin, pathOf('bad', bad))).status, 200);
    await rule(folder, 'deny', 'bad');
    await pause(1200);
  });
  after(async () => {
    await gateway.stop();
    await upstream[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    ask(gateway.origin, path, headers, method);
  const upload = (file: { filename: string; content: Buffer }, fields: Record<string, string> = {}, headers: Record<string, string> = {}) => {
    const form = formOf(file.filename, file.content, fields);
    return ask(gateway.origin, '/legacy/', { ...form.headers, authorization: uploader, ...headers }, 'POST', form.body);
  };
  const port = () => Number(new URL(gateway.origin).port);

  it('a denied file is denied at the page, its metadata, the file, HEAD, Range, provenance and every moment of the past', async () => {
    const paths = ['', '.metadata', '.provenance'].map((tail) => pathOf('bad', bad) + tail);
    const past = pathOf('bad', bad).replace('/simple/', '/simple/@2025-01-01T00:00:00Z/');
    for (const path of [...paths, past, `${past}.metadata`, `/integrity/bad/1.0/${bad.filename}/provenance`])
      for (const [method, headers] of [
        ['GET', {}],
        ['HEAD', {}],
        ['GET', { range: 'bytes=0-0' }],
        ['GET', { 'if-none-match': `"${bad.sha256}"` }],
        ['GET', { 'if-range': `"${bad.sha256}"`, range: 'bytes=5-' }],
      ] as const)
        assert.equal((await get(path, headers, method)).status, 403, `${method} ${path}`);
    assert.equal((await get('/simple/bad/')).status, 200, 'never 403 on a page');
  });

  it('what may be cached is asked for again: no-cache and a strong tag on pages and files, no coding on files', async () => {
    for (const path of ['/simple/good/', pathOf('good', good), `${pathOf('good', good)}.metadata`]) {
      const { headers } = await get(path, { ...JSON_PAGE, 'accept-encoding': 'gzip, zstd' });
      assert.equal(headers['cache-control'], 'no-cache', path);
      assert.match(String(headers['etag']), /^"[^"]+"$/, path);
      if (path !== '/simple/good/') assert.equal(headers['content-encoding'], undefined, path);
      const same = await get(path, { ...JSON_PAGE, 'accept-encoding': 'gzip, zstd', 'if-none-match': String(headers['etag']) });
      assert.equal(same.status, 304, path);
      assert.equal(same.headers['content-type'], undefined, path);
    }
  });

  it('no way of writing a path leads out, twice, or to somebody else', async () => {
    const tails = ['../../gateway.db', '..%2f..%2fgateway.db', '%2e%2e/%2e%2e/gateway.db', '%252e%252e%252fx', '..\\..\\x', '%00', 'good-1.0-py3-none-any.whl%00.txt', '%c0%ae%c0%ae/x', './good-1.0-py3-none-any.whl', '/etc/passwd', 'good-1.0-py3-none-any.whl/', 'GOOD-1.0-PY3-NONE-ANY.WHL', 'good-1.0-py3-none-any.whl%20', 'good-1%2E0-py3-none-any%252Ewhl'];
    for (const tail of tails) {
      const answer = await exchangeRaw(port(), `GET /simple/good/${tail} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      assert.match(answer.toString('latin1'), /^HTTP\/1\.1 (?:400|404) /, tail);
      assert.doesNotMatch(answer.toString('latin1'), /SQLite format|root:|\/tmp/, tail);
    }
    for (const name of ['G%4FOD', 'Good', 'good.', 'go%CC%88od', 'ｇｏｏｄ', 'good%E2%80%8B', '%67ood%00']) {
      const { status } = await get(`/simple/${encodeURI(name).replaceAll('%25', '%')}/`);
      assert.ok([301, 400, 404].includes(status), `${name}: ${status}`);
    }
  });

  it('request smuggling: what could be read as one request or two is refused and hung up on', async () => {
    const host = 'Host: localhost';
    const second = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    const shapes = {
      'CL and TE': `POST /legacy/ HTTP/1.1\r\n${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second}`,
      'two CL': `POST /legacy/ HTTP/1.1\r\n${host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
      'TE twice': `POST /legacy/ HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n${second}`,
      'TE in disguise': `POST /legacy/ HTTP/1.1\r\n${host}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${second}`,
      'a space before the colon': `GET /healthz HTTP/1.1\r\n${host}\r\nContent-Length : 5\r\n\r\nhello`,
      'a folded line': `GET /healthz HTTP/1.1\r\n${host}\r\nX: a\r\n Content-Length: 5\r\n\r\n`,
      'a bare CR': `GET /healthz HTTP/1.1\r\n${host}\r\nX: a\rContent-Length: 5\r\n\r\n`,
      'a bare LF': `GET /healthz HTTP/1.1\n${host}\n\n`,
      'a NUL': `GET /healthz HTTP/1.1\r\n${host}\r\nX: a\0b\r\n\r\n`,
      'no host': 'GET /healthz HTTP/1.1\r\n\r\n',
      'two hosts': `GET /healthz HTTP/1.1\r\n${host}\r\n${host}\r\n\r\n`,
      'a body of a GET': `GET /healthz HTTP/1.1\r\n${host}\r\nContent-Length: ${second.length}\r\n\r\n${second}`,
    };
    for (const [shape, bytes] of Object.entries(shapes)) {
      const answers = (await exchangeRaw(port(), bytes)).toString('latin1');
      assert.doesNotMatch(answers, /^HTTP\/1\.1 2/m, shape);
      assert.ok((answers.match(/^HTTP\/1\.1 /gm)?.length ?? 0) <= 1, `${shape}: ${answers}`);
    }
  });

  it('a host that is not ours is refused, as DNS rebinding needs one', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '169.254.169.254', '0x7f000001'])
      assert.equal((await get('/simple/good/', { host })).status, 421, host);
  });

  it('no state changes without a token or same-origin proof', async () => {
    const content = bytesOf(wheel('csrf'));
    const form = formOf('csrf-1.0-py3-none-any.whl', content);
    for (const [headers, status] of [
      [{}, 401],
      [{ authorization: 'Basic eDp5' }, 401],
      [{ authorization: uploader, origin: 'https://evil.example' }, 403],
      [{ authorization: uploader, origin: 'null' }, 403],
      [{ authorization: uploader, 'sec-fetch-site': 'cross-site' }, 403],
      [{ authorization: uploader, 'sec-fetch-site': 'same-site' }, 403],
    ] as const)
      assert.equal((await ask(gateway.origin, '/legacy/', { ...form.headers, ...headers }, 'POST', form.body)).status, status);
    assert.equal((await get('/simple/csrf/')).status, 404);
  });

  it('any uploader never owns a name that an upstream has, that was asked for there, or that was claimed', async () => {
    const refused = async (name: string, file = wheel(name)) => {
      const { status, body } = await upload({ filename: file.filename, content: bytesOf(file) }, { name });
      assert.ok(status === 403 || status === 404, `${name}: ${status} ${body}`);
    };
    await get('/simple/requests/');
    await refused('requests');
    await refused('Requests', wheel('requests'));
    await get('/simple/nobody-has-this/');
    await refused('nobody-has-this', wheel('nobody-has-this'));
    await withState(folder, ({ hosted }) => hosted.claim({ name: 'acme', prefix: true, by: 'test', made: Date.now() }));
    for (const name of ['acme', 'acme-tools']) await refused(name);
  });

  it('a token of one project never uploads to another, and an expired or revoked one never to any', async () => {
    const file = wheel('mine');
    const own = { filename: file.filename, content: bytesOf(file) };
    const other = await tokenHeader(folder, 'upload', { project: 'other' });
    assert.notEqual((await upload(own, {}, { authorization: other.authorization })).status, 200);
    const read = await tokenHeader(folder, 'read');
    assert.notEqual((await upload(own, {}, { authorization: read.authorization })).status, 200);
    const expired = await tokenHeader(folder, 'upload', { expires: Date.now() - 1 });
    assert.equal((await upload(own, {}, { authorization: expired.authorization })).status, 401);
    const revoked = await tokenHeader(folder, 'upload');
    await withState(folder, ({ tokens }) => tokens.revoke(revoked.id, Date.now()));
    assert.equal((await upload(own, {}, { authorization: revoked.authorization })).status, 401);
    assert.equal((await get('/simple/mine/')).status, 404);
  });

  it('uploaded filenames are immutable for ever, and deletion leaves a tombstone', async () => {
    const file = wheel('eternal');
    const other = wheel('eternal', '1.0', 'other');
    const send = (one: UpstreamFile) => upload({ filename: one.filename, content: bytesOf(one) });
    assert.deepEqual([(await send(file)).status, (await send(file)).status, (await send(other)).status], [200, 200, 400]);
    await withState(folder, ({ hosted }) => hosted.remove(file.filename, 'test', Date.now()));
    assert.deepEqual([(await send(file)).status, (await send(other)).status], [400, 400]);
    await pause(1200);
    assert.equal((await get(pathOf('eternal', file))).status === 200, false);
  });

  it('private names are never asked for upstream', async () => {
    const file = wheel('ours');
    assert.equal((await upload({ filename: file.filename, content: bytesOf(file) })).status, 200);
    upstream.taken();
    for (const path of ['/simple/ours/', pathOf('ours', file), `${pathOf('ours', file)}.metadata`, '/pypi/ours/json', '/simple/acme-secret/'])
      await get(path);
    assert.deepEqual(upstream.taken(), []);
  });

  it('a file name that leads away, lies about its project or hides characters is never stored', async () => {
    const content = bytesOf(wheel('evil'));
    const names = ['../evil-1.0-py3-none-any.whl', '/etc/evil-1.0-py3-none-any.whl', 'evil-1.0-py3-none-any.whl\0.txt', '..\\evil-1.0-py3-none-any.whl', 'evil-1.0-py3-none-any.whl/', 'evi\u006c\u0301-1.0-py3-none-any.whl', 'other-1.0-py3-none-any.whl', 'evil-2.0-py3-none-any.whl', 'evil-1.0-1.0-py3-none-any-x.whl', 'evil-1.0.exe', '.whl', '', `${'a'.repeat(5000)}.whl`, 'evil-1.0-py3-none-any.whl\r\nX: y', 'EVIL-1.0-py3-none-any.whl.'];
    for (const filename of names) {
      const { status } = await upload({ filename, content }, { name: 'evil', version: '1.0', filetype: 'bdist_wheel' });
      assert.ok(status >= 400 && status < 500, `${JSON.stringify(filename.slice(0, 60))}: ${status}`);
    }
    assert.equal((await get('/simple/evil/')).status, 404);
  });

  it('multipart bombs: many fields, long names, no end, nested parts and two files are refused', async () => {
    const head = 'Content-Disposition: form-data; name=';
    const part = (name: string, value: string) => `--b\r\n${head}"${name}"\r\n\r\n${value}\r\n`;
    const forms = {
      'many fields': `${Array.from({ length: 3000 }, (_, at) => part(`x${at}`, 'y')).join('')}--b--\r\n`,
      'a long name': `${part('x'.repeat(100_000), 'y')}--b--\r\n`,
      'no end': part(':action', 'file_upload') + `--b\r\n${head}"content"; filename="x-1.0-py3-none-any.whl"\r\n\r\nabc`,
      'a long field': `${part('description', 'y'.repeat(9_000_000))}--b--\r\n`,
      nested: `--b\r\n${head}"x"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n--b--\r\n`,
      'two files': `${part(':action', 'file_upload')}${['x', 'y'].map((name) => `--b\r\n${head}"content"; filename="${name}-1.0-py3-none-any.whl"\r\n\r\nabc\r\n`).join('')}--b--\r\n`,
      nothing: '',
    };
    for (const [what, body] of Object.entries(forms)) {
      const headers = { 'content-type': 'multipart/form-data; boundary=b', authorization: uploader };
      const { status } = await ask(gateway.origin, '/legacy/', headers, 'POST', Buffer.from(body));
      assert.ok((status >= 400 && status < 500) || status === 0, `${what}: ${status}`);
    }
    assert.equal((await get('/healthz')).status, 200);
    assert.deepEqual(readdirSync(join(folder, 'data', 'spool')), []);
  });

  it('tokens, users of addresses and signed queries are never written down', async () => {
    const secret = `rind_abcdefghij_${CANARY}`;
    await get(`/simple/good/?X-Amz-Signature=${CANARY}`);
    await get(`/simple/absent-name/?token=${CANARY}`);
    await get('/simple/good/', { authorization: `Bearer ${secret}` });
    await get('/simple/good/', { authorization: `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`, referer: `http://u:${CANARY}@x/` });
    await exchangeRaw(port(), `GET http://user:${CANARY}@localhost/simple/good/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    await exchangeRaw(port(), `GET /simple/good/?a=${CANARY}#${CANARY} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    await pause(700);
    const metrics = (await get('/metrics')).body.toString();
    for (const text of [gateway.log, metrics, JSON.stringify(logOf(folder))]) assert.doesNotMatch(text, new RegExp(CANARY));
    for (const name of readdirSync(join(folder, 'data')).filter((one) => one.startsWith('gateway.db')))
      assert.equal(readFileSync(join(folder, 'data', name)).includes(CANARY), false, name);
    assert.match(gateway.log, /"path":"\/simple\/good\/"/);
  });

  it('X-Forwarded-For is believed only from configured proxies', async () => {
    await get(pathOf('good', good), { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' });
    await pause(100);
    assert.doesNotMatch(gateway.log, /203\.0\.113\.9/);
    assert.ok(logOf(folder).every(({ address }) => address !== '203.0.113.9'));
  });

  it('a blob that was changed on the disk after it was judged is never served: it is fetched and judged again', async () => {
    assert.equal((await askUntil(gateway.origin, pathOf('kept', kept))).status, 200);
    const blob = join(folder, 'data', 'blobs', 'sha256', kept.sha256.slice(0, 2), kept.sha256.slice(2));
    await gateway.stop();
    const damages: readonly Buffer[] = [Buffer.from(bytesOf(kept)).fill(65, 40, 60), bytesOf(kept).subarray(0, 99), Buffer.alloc(0)];
    for (const damage of damages) {
      writeFileSync(blob, damage);
      gateway = await Gateway.start(before(upstream, folder, { args: ['--access-log'] }));
      const mended = await askUntil(gateway.origin, pathOf('kept', kept));
      assert.equal(mended.status, 200);
      assert.ok(mended.body.equals(bytesOf(kept)), 'wrong bytes were served');
      assert.ok(readFileSync(blob).equals(bytesOf(kept)), 'the blob is mended');
      if (damage !== damages.at(-1)) await gateway.stop();
    }
  });

  it('guessing tokens makes an address wait, a right one included', async () => {
    const wrong = { authorization: `Basic ${Buffer.from('x:rind_abcdefghij_0000000000000000000000000000000000000000000').toString('base64')}` };
    const statuses: number[] = [];
    for (let tried = 0; tried < 9; tried++) statuses.push((await get('/simple/good/', wrong)).status);
    assert.deepEqual(statuses.slice(0, 3), Array(3).fill(401));
    assert.equal(statuses.at(-1), 429);
    assert.equal((await get('/simple/good/', { authorization: uploader })).status, 429);
    assert.equal((await get('/simple/good/')).status, 200, 'who shows no token reads on');
  });

  it('two thousand idle connections keep nobody out', async () => {
    const sockets: Socket[] = [];
    for (let at = 0; at < 2000; at++) {
      const socket = connect(port(), '127.0.0.1');
      socket.on('error', () => {});
      sockets.push(socket);
      if (at % 100 === 99) await pause(5);
    }
    const begun = performance.now();
    assert.equal((await get(pathOf('good', good))).status, 200);
    assert.ok(performance.now() - begun < 3000);
    for (const socket of sockets) socket.destroy();
  });

  it('oversized headers, addresses and methods that nobody has are refused, and the gateway goes on', async () => {
    const shapes: readonly (readonly [string, RegExp])[] = [
      [`GET /simple/good/ HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
      [`GET /simple/${'a'.repeat(5000)}/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, /^HTTP\/1\.1 414 /],
      [`BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n`, /^HTTP\/1\.1 400 /],
      [`DELETE /simple/good/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, /^HTTP\/1\.1 405 /],
      [`CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n`, /^(?!HTTP\/1\.1 2)/],
    ];
    for (const [bytes, expected] of shapes) assert.match((await exchangeRaw(port(), bytes)).toString('latin1'), expected);
    assert.equal((await get('/healthz')).status, 200);
  });
});

it('a public listen address without tokens or TLS in front is refused unless said', { skip: missingGateway() }, (t: TestContext) => {
  for (const address of ['0.0.0.0:0', '[::]:0', '192.0.2.1:0']) {
    const folder = folderFor(t);
    const ran = spawnSync(process.execPath, [MAIN, 'serve', '--listen', address, '--data', join(folder, 'data')], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder },
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.equal(ran.status, 2, address);
    assert.match(ran.stderr, /--insecure-open/, address);
  }
});

it('a dry run shows what enforcement does not: no client may keep a page of the one for the other', { skip: missingGateway() }, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const file = wheel('doubtful');
  upstream.put(projectOf('doubtful', file));
  const pages: string[] = [];
  for (const args of [['--dry-run'], []]) {
    await using gateway = await Gateway.start(before(upstream, folder, { args }));
    if (args.length > 0) await rule(folder, 'deny', 'doubtful==1.0');
    await pause(1200);
    for (const path of ['/simple/doubtful/', '/simple/@2026-11-01/doubtful/']) {
      const { headers, status } = await ask(gateway.origin, path, { ...JSON_PAGE, 'if-none-match': pages.shift() ?? '"x"' });
      assert.equal(status, 200, `${path} ${args.join()}`);
      pages.push(String(headers['etag']));
    }
    const { status } = await askUntil(gateway.origin, pathOf('doubtful', file));
    assert.equal(status, args.length > 0 ? 200 : 403);
  }
});
