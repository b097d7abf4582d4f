import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { SIMPLE_ACCEPT } from '@rind/pypa';
import type { PageAnswer } from './page-fetch.http.ts';
import {
  clientWith,
  endless,
  hanging,
  IndexServer,
  named,
  redirect,
  say,
  slowLoris,
  truncated,
  upstreamAt,
} from './testing/index-server.ts';
import type { UpstreamSettings } from './upstream.ts';

const HASH = 'a'.repeat(64);
const wheel = (version: string) => `demo-${version}-py3-none-any.whl`;
const JSON_PAGE = {
  meta: { 'api-version': '1.1' },
  name: 'demo',
  files: [{ filename: wheel('1.0'), url: `../../files/${wheel('1.0')}`, hashes: { sha256: HASH }, size: 3 }],
};

/** The page of `demo`, asked once. */
async function ask(server: IndexServer, more: Partial<UpstreamSettings> = {}, patience = {}): Promise<PageAnswer> {
  return clientWith().page(upstreamAt(server, more), named('demo'), { attempts: 1, deadlineMs: 5000, ...patience });
}

/** What came of it, in a word. */
function told(answer: PageAnswer): string {
  if (answer.state === 'unavailable') return answer.reason;
  return answer.state === 'found'
    ? Array.from(answer.page.files, ({ filename }) => filename).join(' ')
    : `${answer.status}`;
}

function problemsOf(answer: PageAnswer): string {
  if (answer.state === 'absent') return '';
  return answer.state === 'found'
    ? answer.page.problems.map(({ message }) => message).join('\n')
    : answer.problem.message;
}

describe('the page of a project', () => {
  it('is asked for as JSON first, and read by what it comes as', async () => {
    await using server = await IndexServer.start();
    server.json('demo', JSON_PAGE);
    const answer = await ask(server);
    assert.equal(told(answer), wheel('1.0'));
    assert.ok(answer.state === 'found');
    assert.equal(answer.page.files.at(0)?.url, `${server.origin}/files/${wheel('1.0')}`);
    assert.equal(server.headers[0]?.accept, SIMPLE_ACCEPT);
    assert.equal(answer.source.digest.length, 64);
  });

  it('in HTML as PyPI has it, without entity tag, says all that HTML can', async () => {
    await using server = await IndexServer.start();
    const link = `<a href="${server.origin}/f/${wheel('1.0')}#sha256=${HASH}" data-requires-python="&gt;=3.8" data-upload-time="2024-01-02T03:04:05Z" data-yanked="bad">${wheel('1.0')}</a>`;
    server.html('demo', `<!DOCTYPE html>\n<html><body>${link}<br/></body></html>`);
    const answer = await ask(server);
    assert.ok(answer.state === 'found');
    const [file] = answer.page.files;
    assert.equal(file?.requiresPython, '>=3.8');
    assert.equal(file?.uploadTime?.epochMilliseconds, Date.UTC(2024, 0, 2, 3, 4, 5));
    assert.equal(file?.yanked, 'bad');
    assert.equal(file?.hashes.get('sha256'), HASH);
    assert.equal(file?.url, `${server.origin}/f/${wheel('1.0')}`);
  });

  it('with a base, relative addresses and a byte order mark is read as installers read it', async () => {
    await using server = await IndexServer.start();
    server.html(
      'demo',
      `\ufeff<html><base href="/else/where/"><a href="../${wheel('1.0')}">${wheel('1.0')}</a></html>`,
    );
    const html = await ask(server);
    assert.ok(html.state === 'found');
    assert.equal(html.page.files.at(0)?.url, `${server.origin}/else/${wheel('1.0')}`);
    server.json('demo', `\ufeff${JSON.stringify(JSON_PAGE)}`);
    assert.equal(told(await ask(server)), wheel('1.0'));
  });

  it('that names another project is none', async () => {
    await using server = await IndexServer.start();
    server.json('demo', { ...JSON_PAGE, name: 'other' });
    const answer = await ask(server);
    assert.equal(told(answer), 'damaged');
    assert.match(problemsOf(answer), /says that it is of `other`/);
    server.json('demo', { ...JSON_PAGE, name: 'De.Mo' });
    assert.equal(told(await ask(server)), 'damaged');
    server.json('demo', { ...JSON_PAGE, name: 'Demo' });
    assert.equal(told(await ask(server)), wheel('1.0'));
  });

  it('loses files of other projects, `demo-2-2.tar.gz` among them, and says so', async () => {
    await using server = await IndexServer.start();
    const names = [
      'other-1.0-py3-none-any.whl',
      'demo-2-2.tar.gz',
      'demo2-1.0.tar.gz',
      'demo-1.0.tar.gz',
      'demo-1.0.exe',
    ];
    server.json('demo', { ...JSON_PAGE, files: names.map((filename) => ({ filename, url: filename, hashes: {} })) });
    const answer = await ask(server);
    assert.equal(told(answer), 'demo-1.0.tar.gz');
    assert.match(
      problemsOf(answer),
      /`other-1\.0-py3-none-any\.whl` is of `other`[\s\S]*`demo-2-2\.tar\.gz`[\s\S]*`demo2/,
    );
    assert.equal(answer.state === 'found' && answer.page.passedOver, 1);
  });

  it('loses files whose addresses are not the index’s to name', async () => {
    await using server = await IndexServer.start();
    await using other = await IndexServer.start();
    const urls = [
      `${other.origin}/x.whl`,
      `http://127.0.0.1:${server.port + 1}/x.whl`,
      `https://127.0.0.1:${server.port}/x.whl`,
      'https://evil.example/x.whl',
      `http://user:secret@127.0.0.1:${server.port}/x.whl`,
      'http://169.254.169.254/x.whl',
      'file:///etc/passwd',
      'javascript:alert(1)',
      `${server.origin}/a\r\nx: y`,
      `${server.origin}\\@evil.example/x.whl`,
      `//evil.example/x.whl`,
    ];
    const files = urls.map((url, at) => ({ filename: wheel(`1.${at}`), url, hashes: {} }));
    server.json('demo', { ...JSON_PAGE, files });
    const answer = await ask(server);
    assert.equal(told(answer), '');
    assert.equal(answer.state === 'found' && answer.page.problems.length, urls.length);
    assert.ok(!problemsOf(answer).includes('secret'));
    const allowed = await ask(server, { fileHosts: ['evil.example'] });
    assert.equal(told(allowed), wheel('1.3'));
  });

  it('loses both of two files of one name and different content', async () => {
    await using server = await IndexServer.start();
    const one = { filename: wheel('1.0'), url: 'a.whl', hashes: { sha256: HASH } };
    server.json('demo', { ...JSON_PAGE, files: [one, { ...one, hashes: { sha256: 'b'.repeat(64) } }] });
    assert.equal(told(await ask(server)), '');
    server.json('demo', { ...JSON_PAGE, files: [one, { ...one }] });
    assert.equal(told(await ask(server)), wheel('1.0'));
    server.json('demo', { ...JSON_PAGE, files: [one, { ...one, hashes: {} }] });
    assert.equal(told(await ask(server)), '');
  });

  it('with a script or line ends in its names gives no such file', async () => {
    await using server = await IndexServer.start();
    const names = [
      '<script>alert(1)</script>-1.0.tar.gz',
      'demo-1.0\r\nx: y.tar.gz',
      'demo-1.0<b>.tar.gz',
      '../demo-1.0.tar.gz',
    ];
    server.json('demo', { ...JSON_PAGE, files: names.map((filename) => ({ filename, url: 'x', hashes: {} })) });
    assert.equal(told(await ask(server)), '');
  });

  it('whose Content-Type lies is none', async () => {
    await using server = await IndexServer.start();
    const json = JSON.stringify(JSON_PAGE);
    for (const [type, body] of [
      ['text/html', json],
      ['application/vnd.pypi.simple.v1+json', '<html></html>'],
      ['application/json', json],
      ['application/octet-stream', json],
      ['', json],
      ['text/html', ''],
      ['text/html', 'please log in'],
    ] as const) {
      server.on('/simple/demo/', say(body, type === '' ? {} : { 'content-type': type }));
      assert.equal(told(await ask(server)), 'damaged', `${type} ${body}`);
    }
  });

  it('in JSON that is malformed, too deep, or says something twice is none', async () => {
    await using server = await IndexServer.start();
    const file = JSON.stringify(JSON_PAGE.files[0]);
    for (const body of [
      '{',
      `{"name":"demo","files":${'['.repeat(100_000)}`,
      `{"name":"demo","files":[${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}]}`,
      `{"name":"demo","files":[],"files":[${file}]}`,
      `{"name":"demo","files":[${file},]}`,
      `{"name":"demo","files":[{"filename":"x","url":"${'x'.repeat(60_000)}"},]}`,
      `{"name":"demo","files":[${file}}`,
      `{"name":"demo","name":"other","files":[]}`,
      `{"name":"demo","files":[]} {}`,
      '{"meta":{"api-version":"2.0"},"name":"demo","files":[]}',
    ]) {
      server.json('demo', body);
      assert.equal(told(await ask(server)), 'damaged', body.slice(0, 60));
    }
  });

  it('packed by gzip is unpacked, and a bomb is not', async () => {
    await using server = await IndexServer.start();
    const type = { 'content-type': 'application/vnd.pypi.simple.v1+json' };
    const gzip = { ...type, 'content-encoding': 'gzip' };
    server.on('/simple/demo/', say(gzipSync(JSON.stringify(JSON_PAGE)), gzip));
    assert.equal(told(await ask(server)), wheel('1.0'));
    server.on('/simple/demo/', say(gzipSync(Buffer.alloc(100 * 1024 * 1024)), gzip));
    assert.equal(told(await ask(server)), 'too-large');
    server.on('/simple/demo/', say('no gzip', gzip));
    assert.equal(told(await ask(server)), 'damaged');
    server.on('/simple/demo/', say('x', { ...type, 'content-encoding': 'br' }));
    assert.equal(told(await ask(server)), 'damaged');
  });

  it('of 10,000 files is read, in pieces; of more than the limit it is not', async () => {
    await using server = await IndexServer.start();
    const files = Array.from({ length: 10_000 }, (_, at) => ({ ...JSON_PAGE.files[0], filename: wheel(`1.${at}`) }));
    server.json('demo', { ...JSON_PAGE, files });
    const answer = await ask(server);
    assert.equal(answer.state === 'found' && answer.page.files.length, 10_000);
    const links = files.map(({ filename }) => `<a href="${filename}">x</a>`).join('');
    server.html('demo', `<html>${links}</html>`);
    assert.equal(
      told(await clientWith({ limits: { maxFiles: 9999 } }).page(upstreamAt(server), named('demo'))),
      'too-large',
    );
    server.json('demo', { ...JSON_PAGE, files });
    assert.equal(
      told(await clientWith({ limits: { maxFiles: 9999 } }).page(upstreamAt(server), named('demo'))),
      'too-large',
    );
  });

  it('that never ends, or comes too slowly, or breaks off, is left', async () => {
    await using server = await IndexServer.start();
    server.on('/simple/demo/', endless);
    assert.equal(told(await ask(server)), 'too-large');
    server.on('/simple/demo/', hanging);
    assert.equal(told(await ask(server, {}, { idleMs: 50 })), 'timeout');
    server.on('/simple/demo/', slowLoris);
    assert.equal(told(await ask(server, {}, { deadlineMs: 200 })), 'timeout');
    server.on('/simple/demo/', truncated(Buffer.from('<html></html>'), 6, { 'content-type': 'text/html' }));
    assert.equal(told(await ask(server)), 'damaged');
  });

  it('is absent where the index says so, and unavailable where it says something else', async () => {
    await using server = await IndexServer.start();
    for (const [status, expected] of [
      [404, '404'],
      [410, '410'],
      [401, 'forbidden'],
      [403, 'forbidden'],
      [418, 'unexpected'],
      [429, 'busy'],
      [500, '5xx'],
      [503, '5xx'],
      [206, 'damaged'],
      [304, 'damaged'],
    ] as const) {
      server.on('/simple/demo/', say('', { 'retry-after': '7' }, status));
      const answer = await ask(server);
      assert.equal(told(answer), expected, `${status}`);
      if (status === 503) assert.equal(answer.state === 'unavailable' && answer.retryAfterMs, 7000);
    }
  });

  it('comes from the index itself: no redirect leads elsewhere, another port of the host included', async () => {
    await using server = await IndexServer.start();
    await using inner = await IndexServer.start();
    inner.json('demo', JSON_PAGE);
    for (const to of [
      `${inner.origin}/simple/demo/`,
      `http://localhost:${inner.port}/simple/demo/`,
      'http://169.254.169.254/latest/',
      `http://[::ffff:127.0.0.1]:${inner.port}/simple/demo/`,
      'https://pypi.org/simple/demo/',
    ]) {
      server.on('/simple/demo/', redirect(to));
      assert.equal(told(await ask(server, { fileHosts: ['pypi.org'] })), 'refused', to);
    }
    assert.deepEqual(inner.asked, []);
    server.on('/simple/demo/', redirect('/simple/demo/x'));
    server.on(
      '/simple/demo/x',
      say(JSON.stringify(JSON_PAGE), { 'content-type': 'application/vnd.pypi.simple.v1+json' }),
    );
    assert.equal(told(await ask(server)), wheel('1.0'));
  });

  it('of an index at a private address is asked for only where somebody who may say so named it', async () => {
    await using server = await IndexServer.start();
    const upstream = { ...upstreamAt(server), privateOrigins: new Set<string>() };
    assert.equal(told(await clientWith().page(upstream, named('demo'))), 'refused');
    assert.deepEqual(server.asked, []);
  });

  it('without a right certificate is unavailable for that reason', async () => {
    await using server = await IndexServer.start(true);
    assert.equal(told(await ask(server)), 'tls');
    assert.deepEqual(server.asked, []);
  });

  it('where nobody listens is unavailable for that reason', async () => {
    const server = await IndexServer.start();
    await server[Symbol.asyncDispose]();
    assert.equal(told(await ask({ ...server, origin: 'http://127.0.0.1:1' } as IndexServer)), 'unreachable');
  });

  it('all tries, pauses and redirects together take no longer than there is time', async () => {
    await using server = await IndexServer.start();
    server.on('/simple/demo/', say('', {}, 500));
    const begun = performance.now();
    const client = clientWith({}, { pauseMs: 100, attempts: 100 });
    const answer = await client.page(upstreamAt(server), named('demo'), { deadlineMs: 500 });
    assert.equal(told(answer), '5xx');
    assert.ok(performance.now() - begun < 2000);
    server.on('/simple/demo/', (request, response) => {
      setTimeout(() => redirect(`${request.url}`)(request, response), 60);
    });
    assert.equal(
      told(await client.page(upstreamAt(server), named('demo'), { deadlineMs: 200, attempts: 1 })),
      'timeout',
    );
  });

  it('is asked for once at a time, and not more questions at once than allowed', async () => {
    await using server = await IndexServer.start();
    let [now, most] = [0, 0];
    server.on('*', (request, response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        const name = /simple\/(.*)\//.exec(request.url ?? '')?.[1] ?? '';
        say(JSON.stringify({ name, files: [] }), { 'content-type': 'application/vnd.pypi.simple.v1+json' })(
          request,
          response,
        );
      }, 10);
    });
    const client = clientWith({ concurrency: 3 });
    const upstream = upstreamAt(server);
    const names = Array.from({ length: 40 }, (_, at) => named(`p${at % 20}`));
    const answers = await Promise.all(names.map((name) => client.page(upstream, name)));
    assert.ok(answers.every(({ state }) => state === 'found'));
    assert.equal(server.asked.length, 20);
    assert.equal(most, 3);
  });
});
