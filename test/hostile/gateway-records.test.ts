/** What a gateway that runs writes down, keeps and says: all that has to be there, and nothing that may not. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { exchangeRaw } from '../../src/gateway/testing/raw-client.ts';
import { SetClock } from '../faults/set-clock.ts';
import { ask, askUntil, before, folderFor, formOf, logOf, pause, rule, tokenHeader } from '../faults/site.ts';
import { say } from '../gateway/by-hand.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream, type UpstreamOptions } from '../servers/upstream.ts';
import { type FileFacts, fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { pathOfFile } from '../servers/upstream-page.ts';

const CANARY = 'canary-that-must-not-be-written-down';

function wheel(name: string, facts: FileFacts = {}): UpstreamFile {
  return fileOf(makeWheel({ name, version: '1.0' }), facts);
}

function pathOf({ filename }: UpstreamFile): string {
  return `/simple/${filename.split('-')[0]}/${filename}`;
}

async function upstreamFor(t: TestContext, options: UpstreamOptions = {}): Promise<Upstream> {
  const upstream = await Upstream.start(options);
  t.after(() => upstream[Symbol.asyncDispose]());
  return upstream;
}

/** Every file below a folder that holds a text. */
function holding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => {
    const file = join(folder, path);
    return statSync(file).isFile() && readFileSync(file).includes(text);
  });
}

describe('what a running gateway writes down', { skip: missingGateway(), concurrency: 2 }, () => {
  test('tokens are stored hashed: nothing that a gateway keeps, prints or answers has the text of one', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    await using gateway = await Gateway.start(before(upstream, folder, { args: ['--access-log'] }));
    const made = gateway.command('token', 'create', '--scope', 'admin');
    const token = /rind_\w{10}_[\w-]{43}/.exec(made.out)?.[0] ?? '';
    assert.equal(made.out.split(token).length, 2, 'it is printed once');
    const authorization = `Bearer ${token}`;
    const secret = token.slice(-43);
    const listed = await ask(gateway.origin, '/api/v1/tokens', { authorization });
    assert.equal(listed.status, 200);
    const form = formOf('own-1.0-py3-none-any.whl', makeWheel({ name: 'own', version: '1.0' }).content);
    const headers = { ...form.headers, authorization };
    assert.equal((await ask(gateway.origin, '/legacy/', headers, 'POST', form.body)).status, 200);
    await pause(700);
    assert.equal((await ask(gateway.origin, `/simple/own/?token=${token}`, { authorization })).status, 200);
    assert.deepEqual(holding(join(folder, 'data'), secret), []);
    for (const text of [gateway.log, listed.body.toString(), gateway.command('token', 'list').out])
      assert.equal(text.includes(secret), false);
  });

  test('credentials of an upstream and signed queries of its files are never logged, shown, or sent to another port', async (t) => {
    const password = `pw-${CANARY}`;
    const upstream = await upstreamFor(t, { credentials: { user: 'me', password } });
    const folder = folderFor(t);
    const sent: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      sent.push(request.headers.authorization);
      response.end('x');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    t.after(() => other.close());
    const { port } = other.address() as AddressInfo;
    const signed = (name: string) => {
      const file = wheel(name);
      return { ...file, href: `../..${pathOfFile(file)}?X-Amz-Signature=${CANARY}&X-Amz-Expires=60` };
    };
    const names = ['good', 'broken', 'absent', 'away', 'cut'];
    const files = names.map(signed);
    for (const [at, name] of names.entries()) upstream.put(projectOf(name, ...files.slice(at, at + 1)));
    upstream.misbehave(/broken-1/, { kind: 'status', status: 500 });
    upstream.misbehave(/absent-1/, { kind: 'status', status: 404 });
    upstream.misbehave(/away-1/, { kind: 'redirect', to: `http://u:${CANARY}@127.0.0.1:${port}/?sig=${CANARY}` });
    upstream.misbehave(/cut-1/, { kind: 'truncate', after: 10 });
    // The way that tells most: an operator wrote the password into the address, as pip takes it.
    const address = upstream.indexUrl.replace('://', `://me:${password}@`);
    const config = `[[server.upstreams]]\nname = "pypi"\nurl = "${address}"\nmirrors = "pypi"\n`;
    const options = { folder, upstreams: [], config, args: ['--access-log', '-v'] };
    await using gateway = await Gateway.start(options);
    const answers: string[] = [];
    const get = async (path: string) => {
      const answer = await ask(gateway.origin, path);
      answers.push(`${answer.reason} ${JSON.stringify(answer.headers)} ${answer.body.toString('latin1')}`);
      return answer.status;
    };
    const [good] = files;
    assert.ok(good);
    assert.equal((await askUntil(gateway.origin, pathOf(good))).status, 200, 'what is signed is fetched');
    for (const file of files.slice(1)) {
      assert.ok([403, 404, 503].includes(await get(pathOf(file))), file.filename);
      await get(pathOf(file));
      await get(`${pathOf(file)}.metadata`);
    }
    for (const name of names) await get(`/simple/${name}/`);
    for (const path of ['/', '/metrics', '/api/v1/status', '/readyz', '/pypi/good/json', '/project/good/'])
      await get(path);
    await pause(700);
    const log = JSON.stringify(logOf(folder));
    for (const text of [gateway.log, log, ...answers]) assert.equal(text.includes(CANARY), false, text.slice(0, 2000));
    // What an index answered is kept as it came, for nobody but the gateway; passwords are kept nowhere.
    assert.deepEqual(holding(join(folder, 'data'), password), []);
    assert.deepEqual(
      holding(join(folder, 'data'), CANARY).filter((path) => !path.startsWith('pages/')),
      [],
    );
    assert.deepEqual(sent, [], 'another port of that host was asked');
  });

  test('a reason of strangers in the status line is printable ASCII of at most 200 characters, and problem+json exactly', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const split = 'gone\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>\u2028\u0000é'.padEnd(900, '!');
    upstream.put(projectOf('taken', wheel('taken', { yanked: split })), projectOf('said', wheel('said')));
    const config = '[rules.yanked]\nlevel = "deny"\n';
    await using gateway = await Gateway.start(before(upstream, folder, { config }));
    await say(gateway.data, { word: 'deny', spec: 'said', reason: split });
    await pause(1200);
    const port = Number(new URL(gateway.origin).port);
    for (const name of ['taken', 'said'])
      for (const tail of ['', '.metadata']) {
        const path = `${pathOf(wheel(name))}${tail}`;
        const raw = await exchangeRaw(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
        const [head = '', body = ''] = raw.toString('latin1').split('\r\n\r\n');
        const [status = '', ...headers] = head.split('\r\n');
        assert.match(status, /^HTTP\/1\.1 403 denied by (?:yanked|ruling)[\x20-\x7e]{1,190}$/, path);
        assert.ok(headers.includes('Content-Type: application/problem+json'), head);
        assert.doesNotMatch(head, /^set-cookie/im);
        assert.doesNotMatch(body, /[\u0000-\u0009\u000b-\u001f]/, path);
      }
  });

  test('policy never makes a simple page 403; Poetry, locked and warm, is shown no denied file, and others the reason', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    upstream.put(projectOf('partly', wheel('partly'), fileOf(makeWheel({ name: 'partly', version: '2.0' }))));
    await rule(folder, 'deny', 'partly==1.0');
    await using gateway = await Gateway.start(before(upstream, folder));
    const page = async (agent: string) => {
      const accept = 'application/vnd.pypi.simple.v1+json';
      const answer = await ask(gateway.origin, '/simple/partly/', { accept, 'user-agent': agent });
      assert.equal(answer.status, 200, agent);
      assert.equal(answer.headers['vary'], 'Accept, Accept-Encoding, User-Agent, Authorization');
      const { files } = JSON.parse(answer.body.toString());
      return files.map((file: { filename: string; yanked: unknown }) => `${file.filename.slice(0, 10)} ${file.yanked}`);
    };
    assert.deepEqual(await page('poetry/2.5.1 CPython/3.12'), ['partly-2.0 false']);
    for (const agent of ['pip/26.3', 'uv/0.13.8', 'pdm/2.29.3', 'curl/8']) {
      const [denied, other] = await page(agent);
      assert.match(denied, /^partly-1\.0 denied by ruling: .*\/why\/[0-9a-f]{16}/, agent);
      assert.equal(other, 'partly-2.0 false', agent);
    }
  });

  test('a file is streamed, never a redirect to a presigned address, and Range, HEAD and no-cache hold for it', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const file = wheel('streamed');
    upstream.put(projectOf('streamed', file));
    await using gateway = await Gateway.start(before(upstream, folder));
    const whole = await askUntil(gateway.origin, pathOf(file));
    const { length } = whole.body;
    assert.deepEqual([whole.status, length, whole.headers['location']], [200, file.content.size, undefined]);
    assert.equal(whole.headers['cache-control'], 'no-cache', 'never `immutable`');
    const [head, part] = [
      await ask(gateway.origin, pathOf(file), {}, 'HEAD'),
      await ask(gateway.origin, pathOf(file), { range: 'bytes=10-19' }),
    ];
    assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, String(length), 0]);
    assert.deepEqual([part.status, part.headers['content-range']], [206, `bytes 10-19/${length}`]);
    assert.ok(part.body.equals(whole.body.subarray(10, 20)));
  });

  test('every denial, hold, file serve and administrative act is durable before it is told; of page allows at most a second is lost', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const [good, bad, waits] = [wheel('good'), wheel('bad'), wheel('waits')];
    upstream.put(projectOf('good', good), projectOf('bad', bad), projectOf('waits', waits), projectOf('paged'));
    await rule(folder, 'deny', 'bad');
    await rule(folder, 'hold', 'waits');
    const { authorization } = await tokenHeader(folder, 'admin');
    const start = () => Gateway.start(before(upstream, folder));
    const events = () => logOf(folder).map(({ event, project, name }) => `${event} ${project ?? name ?? ''}`.trim());
    // Told, and in the same moment killed.
    const acts: readonly (readonly [string, string, number, (gateway: Gateway) => ReturnType<typeof ask>])[] = [
      ['deny bad', 'a denial', 403, (gateway) => askUntil(gateway.origin, pathOf(bad))],
      ['hold waits', 'a hold', 403, (gateway) => askUntil(gateway.origin, pathOf(waits))],
      ['serve good', 'a file', 200, (gateway) => askUntil(gateway.origin, pathOf(good))],
      [
        'claim',
        'an act',
        200,
        (gateway) => {
          const headers = { authorization, 'content-type': 'application/json' };
          return ask(gateway.origin, '/api/v1/claims', headers, 'POST', Buffer.from('{"name":"acme"}'));
        },
      ],
    ];
    for (const [entry, what, status, act] of acts) {
      const gateway = await start();
      const answer = await act(gateway);
      await gateway.kill();
      assert.ok(
        answer.status === status || (status === 200 && answer.status === 201),
        `${what}: ${answer.status} ${answer.body}`,
      );
      assert.ok(
        events().some((one) => one.startsWith(entry)),
        `${what} is in the log: ${events().join(', ')}`,
      );
    }
    const gateway = await start();
    assert.equal((await ask(gateway.origin, '/simple/good/')).status, 200);
    await pause(1000);
    await gateway.kill();
    const pages = logOf(folder).filter(({ event }) => event === 'pages');
    assert.match(JSON.stringify(pages.at(-1)?.['pages']), /"good {2}anonymous 127\.0\.0\.1 \w+ 1"/);
  });

  test('retention by a size budget takes what was used longest ago, never what is ours, waits, or is evidence of a denial', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const clock = new SetClock(folder);
    // It says of itself to be another: refused when it is looked into, and given to nobody.
    const denied = { ...wheel('another'), filename: 'denied-1.0-py3-none-any.whl' };
    const waits = wheel('waits');
    const large = { 'cold.py': `# ${'x'.repeat(1_200_000)}\n` };
    const cold = fileOf(makeWheel({ name: 'cold', version: '1.0', files: large }));
    upstream.put(projectOf('cold', cold), projectOf('denied', denied), projectOf('waits', waits));
    // What is done each hour, and first after five minutes, is done in this process each second.
    const quick = join(folder, 'quick.mjs');
    writeFileSync(
      quick,
      'const { setTimeout: after } = globalThis;\nglobalThis.setTimeout = (work, ms, ...rest) => after(work, ms > 200_000 ? 1000 : ms, ...rest);\n',
    );
    const options = `${clock.env['NODE_OPTIONS']} --import=${pathToFileURL(quick).href}`;
    const config = '[server]\nsync-every = "off"\ndisk-budget = "1MB"\n';
    const env = { NODE_OPTIONS: options };
    await using gateway = await Gateway.start(before(upstream, folder, { config, env }));
    assert.equal((await askUntil(gateway.origin, pathOf(denied))).status, 403);
    for (const file of [waits, cold])
      assert.equal((await askUntil(gateway.origin, pathOf(file))).status, 200, file.filename);
    const own = makeWheel({ name: 'own', version: '1.0' });
    const form = formOf(own.filename, own.content);
    const { authorization } = await tokenHeader(folder);
    const headers = { ...form.headers, authorization };
    assert.equal((await ask(gateway.origin, '/legacy/', headers, 'POST', form.body)).status, 200);
    await rule(folder, 'hold', 'waits');
    await pause(1500);
    assert.equal((await ask(gateway.origin, pathOf(waits))).status, 403);
    const isStored = (sha256: string) =>
      existsSync(join(folder, 'data', 'blobs', 'sha256', sha256.slice(0, 2), sha256.slice(2)));
    const all = [cold, denied, waits].map(({ sha256 }) => sha256);
    assert.deepEqual(all.map(isStored), [true, true, true], 'what was used just now stays');
    await clock.pass(60 * 60_000);
    for (let waited = 0; waited < 150 && isStored(cold.sha256); waited++) await pause(100);
    await pause(2500);
    assert.deepEqual(all.map(isStored), [false, true, true]);
    assert.equal((await ask(gateway.origin, `/simple/own/${own.filename}`)).status, 200, 'what is only here');
    const again = await askUntil(gateway.origin, pathOf(cold));
    assert.ok(again.status === 200 && again.body.length === cold.content.size, 'what is needed again is fetched again');
  });

  test('heads of the log are signed each minute while the gateway runs', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const file = wheel('signed');
    upstream.put(projectOf('signed', file));
    // What happens each minute happens in this process each half second.
    const quick = join(folder, 'quick.mjs');
    writeFileSync(
      quick,
      'const { setInterval: every } = globalThis;\nglobalThis.setInterval = (work, ms, ...rest) => every(work, ms === 60_000 ? 500 : ms, ...rest);\n',
    );
    const env = { NODE_OPTIONS: `--import=${pathToFileURL(quick).href}` };
    const gateway = await Gateway.start(before(upstream, folder, { env }));
    assert.equal((await askUntil(gateway.origin, pathOf(file))).status, 200);
    const heads = join(folder, 'data', 'log', '01', 'heads.log');
    const served = logOf(folder).find(({ event }) => event === 'serve')?.seq ?? 0;
    const signed = () =>
      existsSync(heads)
        ? Number(/"seq":(\d+)/.exec(readFileSync(heads, 'utf8').trimEnd().split('\n').at(-1) ?? '')?.[1] ?? 0)
        : 0;
    for (let waited = 0; waited < 60 && signed() < served; waited++) await pause(100);
    await gateway.kill();
    assert.ok(
      served > 0 && signed() >= served,
      `entry ${served} is signed up to ${signed()}, and nobody closed the log`,
    );
  });
});
