/** A gateway before an upstream that lies, hangs and falls silent: no byte goes out that was not announced and judged. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { bombWheel, foreignFile, linked, manyFiles, scriptedProject, wrongHash } from '../servers/upstream-lies.ts';
import { assertBounded, assertNothing, bytesOf } from './right.ts';
import { ask, askUntil, before, folderFor, logOf, pause, soundBlobs } from './site.ts';

const NONE = missingGateway();
const HTML = { accept: 'text/html' };
const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };

function wheel(name: string, version = '1.0', text = ''): UpstreamFile {
  return fileOf(makeWheel({ name, version, files: { [`${name}.py`]: `# ${name} ${version} ${text}\n` } }));
}

function pathOf(name: string, file: UpstreamFile): string {
  return `/simple/${name}/${encodeURIComponent(file.filename)}`;
}

describe('a gateway before a liar', { concurrency: 3, skip: NONE }, () => {
  test('of a file that is not what its page says, not one byte goes out', async (t) => {
    const folder = folderFor(t);
    await using upstream = await Upstream.start();
    const honest = wheel('honest');
    const lies = {
      wronghash: wrongHash(wheel('wronghash')),
      changing: wheel('changing'),
      truncated: wheel('truncated'),
      endless: wheel('endless'),
      bomb: bombWheel('bomb', '1.0', 700),
      othername: { ...wheel('honest', '9.0'), filename: 'othername-1.0-py3-none-any.whl' },
      html: wheel('html'),
    };
    // Without metadata beside them: where an index vouches for that by a hash, it goes out before the wheel is there.
    for (const [name, { metadata: _, ...file }] of Object.entries(lies)) upstream.put(projectOf(name, file));
    upstream.put(projectOf('honest', honest));
    const evil = bytesOf(wheel('changing', '1.0', 'evil'));
    upstream.misbehave(/changing-1\.0.*whl$/, {
      kind: 'replace',
      content: (time) => (time % 2 === 0 ? evil : bytesOf(lies.changing).subarray(1)),
    });
    upstream.misbehave(/truncated-1\.0.*whl$/, { kind: 'truncate', after: 100 });
    upstream.misbehave(/endless-1\.0.*whl$/, { kind: 'endless', contentType: 'application/octet-stream' });
    upstream.misbehave(/html-1\.0.*whl$/, {
      kind: 'replace',
      content: Buffer.from('<html>log in</html>'),
      contentType: 'text/html',
    });
    await using gateway = await Gateway.start(before(upstream, folder));
    await Promise.all(
      Object.entries(lies).map(async ([name, file]) => {
        for (const [method, headers] of [
          ['GET', {}],
          ['HEAD', {}],
          ['GET', { range: 'bytes=0-9' }],
        ] as const) {
          const answer = await ask(gateway.origin, pathOf(name, file), headers, method);
          if (method === 'HEAD') assert.ok([403, 404, 503].includes(answer.status), `${name}: ${answer.status}`);
          else assertNothing(answer, name);
        }
        assertNothing(await ask(gateway.origin, `${pathOf(name, file)}.metadata`), `${name}, its metadata`);
      }),
    );
    const answer = await askUntil(gateway.origin, pathOf('honest', honest));
    assert.ok(answer.status === 200 && answer.body.equals(bytesOf(honest)), 'beside all that, an honest file comes');
    assert.deepEqual(
      logOf(folder).filter(({ event, filename }) => event === 'serve' && filename !== honest.filename),
      [],
    );
    // Asked again and again, also when it is known what they are: nothing, and what is stored is what its name says.
    for (let times = 0; times < 3; times++)
      for (const [name, file] of Object.entries(lies))
        if (name !== 'endless') assertNothing(await ask(gateway.origin, pathOf(name, file)), `${name}, again`);
    soundBlobs(folder, readFileSync);
    assertBounded(gateway);
  });

  test('files of other projects, doubled names and hosts that nobody configured are not on a page, and not to be had', async (t) => {
    const folder = folderFor(t);
    let asked = 0;
    const inner = createServer((_, response) => {
      asked++;
      response.end(bytesOf(wheel('ssrf')));
    });
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
    t.after(() => inner.close());
    const { port } = inner.address() as AddressInfo;
    await using upstream = await Upstream.start();
    const addresses = [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `[::1]:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      '169.254.169.254',
      '100.64.0.1',
      '10.0.0.1',
      '2130706433',
    ];
    const ssrf = addresses.map((host, at) =>
      linked(wheel('ssrf', `1.${at}`), `http://${host}/ssrf-1.${at}-py3-none-any.whl`),
    );
    const schemes = ['file:///etc/passwd', 'javascript:alert(1)', 'data:,x', 'ftp://127.0.0.1/x'].map((href, at) =>
      linked(wheel('ssrf', `2.${at}`), href),
    );
    upstream.put(projectOf('ssrf', ...ssrf, ...schemes));
    upstream.put(foreignFile('stranger', wheel('requests', '3.0')));
    upstream.put(projectOf('foo', { ...wheel('foo'), filename: 'foo-2-2.tar.gz' }));
    const redirected = wheel('redirected');
    upstream.put(projectOf('redirected', redirected));
    await using gateway = await Gateway.start(before(upstream, folder));
    for (const file of [...ssrf, ...schemes])
      assertNothing(await ask(gateway.origin, pathOf('ssrf', file)), file.href ?? '');
    for (const to of [
      `http://127.0.0.1:${port}/x`,
      'http://169.254.169.254/x',
      `http://[::ffff:7f00:1]:${port}/`,
      'http://100.100.100.200/',
      'file:///etc/passwd',
    ]) {
      upstream.behave();
      upstream.misbehave(/redirected-1\.0/, { kind: 'redirect', to });
      assertNothing(await ask(gateway.origin, pathOf('redirected', redirected)), to);
      upstream.misbehave(/^\/simple\/moved/, { kind: 'redirect', to });
      assertNothing(await ask(gateway.origin, '/simple/moved/'), to);
    }
    assert.equal(asked, 0, "another port of the upstream's host was asked");
    assert.doesNotMatch((await ask(gateway.origin, '/simple/stranger/', JSON_PAGE)).body.toString(), /requests-3/);
    assertNothing(
      await ask(gateway.origin, '/simple/stranger/requests-3.0-py3-none-any.whl'),
      'a file of another project',
    );
    assert.doesNotMatch((await ask(gateway.origin, '/simple/foo/', JSON_PAGE)).body.toString(), /"filename":"foo-2-2/);
  });

  test('pages that are none, bombs or mazes are outages: 503, and the gateway goes on', async (t) => {
    const folder = folderFor(t);
    await using upstream = await Upstream.start();
    upstream.put(
      projectOf('honest', wheel('honest')),
      projectOf('deep'),
      projectOf('typed'),
      manyFiles('many', 10_000),
    );
    const json = 'application/vnd.pypi.simple.v1+json';
    const deep = Buffer.from(
      `{"meta":{"api-version":"1.0"},"name":"deep","files":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    );
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, ' '));
    const raw = (head: string, body: Buffer | string = '') => `HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`;
    upstream.misbehave(/^\/simple\/endless\//, { kind: 'endless', contentType: json });
    upstream.misbehave(/^\/simple\/deep\//, { kind: 'replace', content: deep, contentType: json });
    upstream.misbehave(/^\/simple\/typed\//, {
      kind: 'replace',
      content: Buffer.from('{"files":[]}'),
      contentType: 'image/png',
    });
    upstream.misbehave(/^\/simple\/crlf\//, {
      kind: 'raw',
      bytes: raw('Content-Type: text/html\r\nX: a\rb\r\nContent-Length: 2', 'hi'),
    });
    upstream.misbehave(/^\/simple\/noise\//, { kind: 'raw', bytes: '\0\0\0\0garbage\r\n\r\n' });
    upstream.misbehave(/^\/simple\/packed\//, {
      kind: 'raw',
      bytes: raw(`Content-Type: ${json}\r\nContent-Encoding: gzip\r\nConnection: close`, bomb.toString('latin1')),
    });
    upstream.misbehave(/^\/simple\/hang\//, { kind: 'hang' });
    await using gateway = await Gateway.start(before(upstream, folder));
    const names = ['endless', 'deep', 'typed', 'crlf', 'noise', 'packed', 'hang'];
    const answers = await Promise.all(
      names.map(async (name) => [name, await ask(gateway.origin, `/simple/${name}/`)] as const),
    );
    for (const [name, { status, headers }] of answers) {
      assert.equal(status, 503, `${name}: ${status}`);
      assert.ok(Number(headers['retry-after']) > 0, name);
    }
    assert.equal((await ask(gateway.origin, '/simple/honest/')).status, 200);
    const many = await askUntil(gateway.origin, '/simple/many/', 60_000, JSON_PAGE);
    assert.equal(many.status, 200);
    assert.equal(JSON.parse(many.body.toString()).files.length, 10_000);
    assertBounded(gateway);
  });

  test('what an upstream writes into names, reasons and hashes is text on every page', async (t) => {
    const folder = folderFor(t);
    await using upstream = await Upstream.start();
    const yanked = { ...wheel('split'), yanked: 'gone\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>\u001b[31m' };
    upstream.put(scriptedProject('scripted', '1.0'), projectOf('split', yanked));
    await using gateway = await Gateway.start(before(upstream, folder));
    for (const name of ['scripted', 'split'])
      for (const headers of [HTML, JSON_PAGE]) {
        const { status, body, headers: got } = await ask(gateway.origin, `/simple/${name}/`, headers);
        assert.ok(status === 200 || status === 503, `${status}`);
        if (String(got['content-type']).startsWith('text/html')) assert.doesNotMatch(body.toString(), /<script|<img/i);
        assert.doesNotMatch(body.toString(), /[\u0000-\u0009\u000b-\u001f]/);
        assert.equal(got['set-cookie'], undefined);
        assert.equal(got['x-content-type-options'], 'nosniff');
      }
  });

  test('an upstream that is down: what is known stays as it is, what is not is 503 and never 404, and nobody else is asked', async (t) => {
    const folder = folderFor(t);
    const first = await Upstream.start();
    await using second = await Upstream.start();
    const { port } = first;
    const [known, listed] = [wheel('known'), wheel('listed')];
    first.put(projectOf('known', known), projectOf('listed', listed));
    second.put(projectOf('unknown', wheel('unknown')), projectOf('known', wheel('known', '6.0')));
    const upstreams = [
      { name: 'first', url: first.indexUrl },
      { name: 'second', url: second.indexUrl },
    ];
    await using gateway = await Gateway.start({
      folder,
      upstreams,
      config: '[rules.release-cooldown]\nlevel = "off"\n',
    });
    assert.equal((await askUntil(gateway.origin, pathOf('known', known))).status, 200);
    assert.equal((await ask(gateway.origin, '/simple/listed/')).status, 200);
    await first[Symbol.asyncDispose]();
    second.taken();
    assert.equal((await ask(gateway.origin, pathOf('known', known))).status, 200, 'judged, and in the store');
    assert.equal((await ask(gateway.origin, '/simple/known/')).status, 200);
    const unknown = await ask(gateway.origin, '/simple/unknown/');
    assert.equal(unknown.status, 503);
    assert.ok(Number(unknown.headers['retry-after']) > 0);
    assert.deepEqual(second.taken(), [], 'a fall-through');

    // It answers again, and says that there is no such project any more: nobody steps into its place by itself.
    await using back = await Upstream.start({ port });
    back.put(projectOf('listed', listed));
    await gateway.kill();
    for (const status of [404, 410]) {
      // A page that was read a moment ago holds over a restart.
      rmSync(join(folder, 'data', 'pages'), { recursive: true, force: true });
      await using again = await Gateway.start({
        folder,
        upstreams,
        config: '[rules.release-cooldown]\nlevel = "off"\n',
      });
      back.misbehave(/^\/simple\/known\//, { kind: 'status', status });
      const page = await askUntil(again.origin, '/simple/known/');
      // What was served is remembered: it stays listed and denied, so that whoever has it in a lock is told why.
      assert.deepEqual([page.status, page.body.includes('known-6.0')], [200, false]);
      const file = await ask(again.origin, pathOf('known', known));
      assert.deepEqual([file.status, JSON.parse(file.body.toString()).rule], [403, 'removed-upstream']);
    }
    assert.ok(
      back.asked.some(({ path, status }) => path === '/simple/known/' && status === 404),
      'it was asked, and said so',
    );
    assert.deepEqual(
      second.taken().filter((line) => line.includes('/known/')),
      [],
      'another stepped into its place',
    );
  });

  test('files that hang keep no other project from coming', async (t) => {
    const folder = folderFor(t);
    await using upstream = await Upstream.start();
    const files = Array.from({ length: 12 }, (_, at) => wheel('hanging', `1.${at}`));
    upstream.put(projectOf('hanging', ...files), projectOf('quick', wheel('quick')));
    upstream.misbehave(/hanging-1/, { kind: 'hang' });
    await using gateway = await Gateway.start(before(upstream, folder));
    const gone = files.map((file) => ask(gateway.origin, pathOf('hanging', file)));
    // As many as are fetched of one project at once are on their way, and stay so.
    const waits = () => upstream.asked.filter(({ path }) => path.includes('hanging-1')).length;
    for (let waited = 0; waited < 100 && waits() < 6; waited++) await pause(50);
    const begun = performance.now();
    assert.equal((await askUntil(gateway.origin, pathOf('quick', wheel('quick')))).status, 200);
    assert.ok(performance.now() - begun < 5000);
    for (const { status } of await Promise.all(gone)) assert.equal(status, 503);
  });
});
