/** Which upstream is asked for which name, and which never is: by what the upstreams themselves were asked. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamProject } from '../servers/upstream-file.ts';
import { claim, makeUploadToken } from './by-hand.ts';
import { Gateway, missingGateway } from './gateway.ts';

const NONE = missingGateway();

function project(name: string, version: string): UpstreamProject {
  return projectOf(name, fileOf(makeWheel({ name, version })));
}

interface House {
  readonly gateway: Gateway;
  /** Bound to `inner` and `inner-*`. */
  readonly inner: Upstream;
  readonly first: Upstream;
  readonly second: Upstream;
  /** Which upstreams were asked since the last time. */
  asked(): string[];
}

async function house(context: TestContext): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'rind-upstreams-'));
  const [inner, first, second] = [await Upstream.start(), await Upstream.start(), await Upstream.start()];
  const gateway = await Gateway.start({
    folder: join(folder, 'gateway'),
    config: '[rules.release-cooldown]\nlevel = "off"\n',
    upstreams: [
      { name: 'inner', url: inner.indexUrl, names: ['inner', 'inner-*'] },
      { name: 'first', url: first.indexUrl },
      { name: 'second', url: second.indexUrl },
    ],
  });
  context.after(async () => {
    await gateway.stop();
    for (const upstream of [inner, first, second]) await upstream[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const named = { inner, first, second };
  const asked = () => Object.entries(named).flatMap(([name, upstream]) => (upstream.taken().length > 0 ? [name] : []));
  return { gateway, inner, first, second, asked };
}

async function files(gateway: Gateway, name: string): Promise<string[] | number> {
  const answer = await fetch(`${gateway.indexUrl}${name}/`, {
    headers: { accept: 'application/vnd.pypi.simple.v1+json' },
  });
  const text = await answer.text();
  return answer.ok ? [...text.matchAll(/"filename": ?"([^"]+)"/g)].map(([, filename = '']) => filename) : answer.status;
}

async function upload(gateway: Gateway, name: string, version: string): Promise<number> {
  const { filename, content } = makeWheel({ name, version });
  const form = new FormData();
  const fields = { ':action': 'file_upload', protocol_version: '1', metadata_version: '2.1', name, version };
  for (const [key, value] of Object.entries({ ...fields, filetype: 'bdist_wheel', pyversion: 'py3' }))
    form.append(key, value);
  form.append('content', new Blob([new Uint8Array(content)]), filename);
  const token = Buffer.from(`__token__:${await makeUploadToken(gateway.data)}`).toString('base64');
  const answer = await fetch(gateway.uploadUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${token}` },
    body: form,
  });
  await answer.arrayBuffer();
  return answer.status;
}

describe('which upstream is asked', { skip: NONE, concurrency: 2 }, () => {
  test('the first that has a name serves it, and those after it are not asked', async (context) => {
    const { gateway, first, second, asked } = await house(context);
    first.put(project('thing', '1.0'));
    second.put(project('thing', '9.0'), project('other', '2.0'));
    assert.deepEqual(await files(gateway, 'thing'), ['thing-1.0-py3-none-any.whl']);
    assert.deepEqual(asked(), ['first']);
    assert.deepEqual(await files(gateway, 'other'), ['other-2.0-py3-none-any.whl']);
    assert.deepEqual(asked(), ['first', 'second']);
    assert.equal(await files(gateway, 'nothing'), 404);
    assert.deepEqual(asked(), ['first', 'second']);
  });

  test('names bound to an upstream are asked for nowhere else, and it is asked for no others', async (context) => {
    const { gateway, inner, first, second, asked } = await house(context);
    inner.put(project('inner-lib', '1.0'), project('thing', '5.0'));
    for (const other of [first, second]) other.put(project('inner-lib', '9.0'), project('inner-evil', '9.0'));
    assert.deepEqual(await files(gateway, 'Inner.Lib'), await files(gateway, 'inner-lib'));
    assert.deepEqual(await files(gateway, 'inner-lib'), ['inner_lib-1.0-py3-none-any.whl']);
    assert.equal(await files(gateway, 'inner-evil'), 404);
    assert.deepEqual(asked(), ['inner']);
    assert.equal(await files(gateway, 'thing'), 404);
    assert.deepEqual(asked(), ['first', 'second']);
  });

  test('an upstream that is down makes an unknown name 503, never 404, and the next is not asked', async (context) => {
    const { gateway, first, second, asked } = await house(context);
    second.put(project('other', '9.0'));
    first.misbehave(/\/simple\//, { kind: 'status', status: 500 });
    const answer = await fetch(`${gateway.indexUrl}other/`);
    assert.equal(answer.status, 503, await answer.text());
    assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
    assert.deepEqual(asked(), ['first']);
    await first[Symbol.asyncDispose]();
    assert.equal(await files(gateway, 'another'), 503);
    assert.deepEqual(asked(), []);
  });

  test('a name of the team shadows the upstreams, which never hear of it', async (context) => {
    const { gateway, first, second, asked } = await house(context);
    for (const upstream of [first, second]) upstream.put(project('ours', '99.0'));
    assert.equal(await upload(gateway, 'ours', '1.0'), 200);
    assert.deepEqual(await files(gateway, 'ours'), ['ours-1.0-py3-none-any.whl']);
    const file = await fetch(`${gateway.indexUrl}ours/ours-99.0-py3-none-any.whl`);
    assert.equal(file.status, 404);
    assert.deepEqual(asked(), []);
  });

  test('a name that was asked for upstream is not uploaded by whoever comes', async (context) => {
    const { gateway, first } = await house(context);
    first.put(project('requests', '2.0'));
    await files(gateway, 'requests');
    await files(gateway, 'not-there-yet');
    for (const name of ['requests', 'not-there-yet']) assert.ok((await upload(gateway, name, '3.0')) >= 400, name);
    assert.deepEqual(await files(gateway, 'requests'), ['requests-2.0-py3-none-any.whl']);
  });

  test('a claimed name and prefix are asked for nowhere, also before anything was uploaded', async (context) => {
    const { gateway, first, second, asked } = await house(context);
    for (const upstream of [first, second]) upstream.put(project('acme-tools', '9.0'), project('acmetools', '9.0'));
    await claim(gateway.data, { name: 'acme', prefix: true });
    assert.equal(await files(gateway, 'acme-tools'), 404);
    assert.equal(await files(gateway, 'acme'), 404);
    assert.deepEqual(asked(), []);
    // What only looks like it is not claimed. Source: PEP 752, "Semantics".
    assert.deepEqual(await files(gateway, 'acmetools'), ['acmetools-9.0-py3-none-any.whl']);
  });
});
