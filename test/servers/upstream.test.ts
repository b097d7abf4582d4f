import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request as askSecurely } from 'node:https';
import { test } from 'node:test';
import { parseProjectHtml, parseProjectJson } from '@rind/pypa';
import { makeSdist, makeWheel } from './distribution.ts';
import { Upstream } from './upstream.ts';
import { fileOf, projectOf } from './upstream-file.ts';
import { PYPI_LIKE_STYLE, pathOfFile } from './upstream-page.ts';

const wheel = fileOf(makeWheel({ name: 'Demo.Thing', version: '1.0+local.1', requiresPython: '>=3.8' }), {
  yanked: 'no "good" <b>',
  provenance: { version: 1, attestation_bundles: [] },
});
const sdist = fileOf(makeSdist({ name: 'Demo.Thing', version: '1.0+local.1' }));
const demo = projectOf('Demo.Thing', wheel, sdist);
const path = pathOfFile(wheel);
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';

test('a page says the same in JSON and in HTML', async () => {
  await using upstream = (await Upstream.start()).put(demo);
  const json = await fetch(`${upstream.indexUrl}demo-thing/`, { headers: { accept: JSON_TYPE } });
  const html = await fetch(`${upstream.indexUrl}demo-thing/`, { headers: { accept: 'text/html' } });
  assert.deepEqual([json.headers.get('content-type'), html.headers.get('content-type')], [JSON_TYPE, 'text/html']);
  const fromJson = parseProjectJson(await json.json());
  const fromHtml = parseProjectHtml(await html.text(), 'demo-thing');
  assert.deepEqual([fromJson.faults, fromHtml.faults], [[], []]);
  for (const reading of [fromJson, fromHtml]) {
    const [file] = reading.value?.files ?? [];
    assert.equal(file?.filename, 'demo_thing-1.0+local.1-py3-none-any.whl');
    assert.equal(file.url, `../..${path}`);
    assert.equal(file.yanked, 'no "good" <b>');
    assert.equal(file.requiresPython, '>=3.8');
    assert.equal(file.hashes.get('sha256'), wheel.sha256);
    assert.ok(file.coreMetadata instanceof Map);
    assert.ok(file.uploadTime);
  }
});

test('as PyPI is reached, a page is HTML only, without ETag and without word of `.metadata`', async () => {
  await using upstream = (await Upstream.start({ style: PYPI_LIKE_STYLE })).put(demo);
  const page = await fetch(`${upstream.indexUrl}demo-thing/`, { headers: { accept: `${JSON_TYPE}, text/html;q=0.1` } });
  const text = await page.text();
  assert.equal(page.headers.get('content-type'), 'text/html');
  assert.equal(page.headers.get('etag'), null);
  assert.match(text, /data-upload-time/);
  assert.doesNotMatch(text, /metadata/);
  const plain = await fetch(`${upstream.indexUrl}demo-thing/`, { headers: { accept: 'text/html' } });
  assert.doesNotMatch(await plain.text(), /data-upload-time/);
  const metadata = await fetch(`${upstream.origin}${path}.metadata`);
  assert.match(await metadata.text(), /^Name: Demo\.Thing$/m);
});

test('a file is served whole, in part, as a head, and not again to whoever has it', async () => {
  await using upstream = (await Upstream.start()).put(demo);
  const url = `${upstream.origin}${path}`;
  const whole = await fetch(url);
  const bytes = Buffer.from(await whole.arrayBuffer());
  assert.equal(createHash('sha256').update(bytes).digest('hex'), wheel.sha256);
  for (const [range, wanted, status] of [
    ['bytes=2-5', bytes.subarray(2, 6), 206],
    ['bytes=10-', bytes.subarray(10), 206],
    ['bytes=-7', bytes.subarray(-7), 206],
    ['bytes=99999999-', Buffer.alloc(0), 416],
  ] as const) {
    const part = await fetch(url, { headers: { range } });
    assert.equal(part.status, status, range);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), wanted, range);
  }
  const head = await fetch(url, { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), String(bytes.length));
  const again = await fetch(url, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } });
  assert.equal(again.status, 304);
  assert.equal(upstream.asked.length, 7);
});

test('names lead to their normal form, and unknown ones nowhere', async () => {
  await using upstream = (await Upstream.start()).put(demo);
  const to = await fetch(`${upstream.indexUrl}Demo_Thing`, { redirect: 'manual' });
  assert.deepEqual([to.status, to.headers.get('location')], [301, '/simple/demo-thing/']);
  assert.equal((await fetch(`${upstream.indexUrl}nothing/`)).status, 404);
  assert.equal((await fetch(`${upstream.origin}/files/0000000000000000/a.whl`)).status, 404);
  assert.equal((await fetch(upstream.indexUrl, { headers: { accept: 'image/png' } })).status, 406);
  assert.match(await (await fetch(upstream.indexUrl)).text(), /Demo\.Thing/);
  assert.deepEqual(upstream.taken().at(1), 'GET /simple/nothing/ 404');
});

test("PyPI's JSON and provenance are answered for what is there only", async () => {
  await using upstream = (await Upstream.start()).put(demo);
  const about: unknown = await (await fetch(`${upstream.origin}/pypi/demo-thing/json`)).json();
  assert.match(JSON.stringify(about), /"yanked_reason":"no \\"good\\" <b>"/);
  assert.equal((await fetch(`${upstream.origin}/pypi/demo-thing/9/json`)).status, 404);
  const provenance = `${upstream.origin}/integrity/Demo.Thing/1.0+local.1/${encodeURIComponent(wheel.filename)}/provenance`;
  assert.equal((await fetch(provenance)).status, 200);
  assert.equal((await fetch(provenance.replace('1.0', '1.1'))).status, 404);
});

test('what is uploaded is listed, once', async () => {
  await using upstream = await Upstream.start();
  const form = new FormData();
  form.set(':action', 'file_upload');
  form.set('name', 'fresh');
  const { filename, content } = makeWheel({ name: 'fresh', version: '1.0' });
  form.set('content', new Blob([new Uint8Array(content)]), filename);
  const send = () => fetch(upstream.uploadUrl, { method: 'POST', body: form });
  assert.equal((await send()).status, 200);
  assert.equal((await send()).status, 400);
  assert.deepEqual(upstream.uploads[0]?.content, content);
  assert.match(await (await fetch(`${upstream.indexUrl}fresh/`)).text(), /fresh-1\.0-py3-none-any\.whl/);
});

test('a file is found however its address is escaped', async () => {
  const file = fileOf(makeWheel({ name: 'epoch', version: '1!2.0+b' }));
  await using upstream = (await Upstream.start()).put(projectOf('epoch', file));
  const plainly = `${upstream.origin}${decodeURIComponent(pathOfFile(file))}`;
  for (const url of [plainly, plainly.replace('!', '%21'), plainly.replace('+', '%2B')])
    assert.equal((await fetch(url)).status, 200, url);
  assert.equal((await fetch(plainly.replace('!', '%2521'))).status, 404);
  assert.equal((await fetch(`${upstream.origin}/files/%ff`)).status, 404);
});

test('it asks for a name and password where it is told to', async () => {
  await using upstream = await Upstream.start({ credentials: { user: 'u', password: 'p' } });
  assert.equal((await fetch(upstream.indexUrl)).status, 401);
  const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
  assert.equal((await fetch(upstream.indexUrl, { headers: { authorization } })).status, 200);
});

test('over https only who knows its authority gets an answer', async () => {
  await using upstream = await Upstream.start({ tls: true });
  const get = (ca: string | undefined) =>
    new Promise<number | string>((resolve) => {
      askSecurely(upstream.indexUrl, { ca, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', ({ message }) => resolve(message))
        .end();
    });
  assert.equal(await get(upstream.authority), 200);
  assert.match(String(await get(undefined)), /unable to verify|self-signed/);
});
