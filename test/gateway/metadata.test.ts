/** `.metadata` before the wheel is held: what is passed on, what is fetched for it, and what becomes of liars. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { clientNamed } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { PYPI_LIKE_STYLE, type UpstreamStyle } from '../servers/upstream-page.ts';
import { Gateway, missingGateway } from './gateway.ts';

const skip = missingGateway();

async function house(context: TestContext, files: readonly UpstreamFile[], style?: UpstreamStyle) {
  const folder = mkdtempSync(join(tmpdir(), 'rind-metadata-'));
  const upstream = (await Upstream.start(style === undefined ? {} : { style })).put(projectOf('tool', ...files));
  const gateway = await Gateway.start({
    folder: join(folder, 'gateway'),
    upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
  });
  context.after(async () => {
    await gateway.stop();
    await upstream[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = async (path: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${gateway.indexUrl}tool/${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  /** Files that were asked for, without where they lie. */
  const fetched = () => upstream.taken().flatMap((line) => /\/files\/.*\/([^/ ]+) \d+$/.exec(line)?.[1] ?? []);
  return { folder, gateway, upstream, ask, fetched };
}

const wheelOf = (version: string) => fileOf(makeWheel({ name: 'tool', version }));

test('metadata that a hash binds is passed on before the wheel is fetched, and asked for once', {
  skip,
}, async (context) => {
  const { ask, fetched } = await house(context, [wheelOf('1.0')]);
  const name = 'tool-1.0-py3-none-any.whl';
  const first = await ask(`${name}.metadata`);
  assert.equal(first.status, 200);
  assert.match(first.text, /^Metadata-Version: /);
  assert.deepEqual(await ask(`${name}.metadata`), first);
  assert.deepEqual(fetched(), [`${name}.metadata`]);
  assert.equal((await ask(name)).status, 200);
  assert.deepEqual(fetched(), [name]);
  assert.deepEqual(await ask(`${name}.metadata`), first);
  assert.deepEqual(fetched(), []);
});

test('without a stated hash the metadata is the wheel’s own', { skip }, async (context) => {
  const other = Buffer.from('Metadata-Version: 2.1\nName: tool\nVersion: 1.0\nRequires-Dist: evil\n');
  const file = { ...wheelOf('1.0'), metadata: other };
  const { ask, fetched } = await house(context, [file], PYPI_LIKE_STYLE);
  const { status, text } = await ask('tool-1.0-py3-none-any.whl.metadata');
  assert.equal(status, 200);
  assert.doesNotMatch(text, /evil/);
  assert.deepEqual(fetched(), ['tool-1.0-py3-none-any.whl']);
});

test('a wheel whose metadata is not what was passed on before is refused', { skip }, async (context) => {
  const other = Buffer.from('Metadata-Version: 2.1\nName: tool\nVersion: 1.0\nSummary: harmless\n');
  const { ask } = await house(context, [{ ...wheelOf('1.0'), metadata: other }]);
  const name = 'tool-1.0-py3-none-any.whl';
  assert.match((await ask(`${name}.metadata`)).text, /harmless/);
  const { status, text } = await ask(name);
  assert.equal(status, 403, text);
  assert.match(text, /metadata-mismatch/);
  // And from then on the metadata is refused as well.
  assert.equal((await ask(`${name}.metadata`)).status, 403);
});

test('metadata other than its stated hash is not passed on', { skip }, async (context) => {
  const { ask, upstream } = await house(context, [wheelOf('1.0')]);
  const liar = Buffer.from('Metadata-Version: 2.1\nName: tool\nVersion: 1.0\nRequires-Dist: evil\n');
  upstream.misbehave(/\.metadata$/, { kind: 'replace', content: liar });
  const { status, text } = await ask('tool-1.0-py3-none-any.whl.metadata');
  assert.equal(status, 200);
  assert.doesNotMatch(text, /evil/);
});

test('who resolves has no wheel fetched that is not installed', {
  skip: skip ?? missingClient('uv', 'pip-26.3'),
}, async (context) => {
  const { folder, gateway, fetched } = await house(context, ['1.0', '1.1', '2.0'].map(wheelOf));
  for (const name of ['uv', 'pip-26.3']) {
    const own = join(folder, name);
    mkdirSync(own);
    const order = { folder: own, cache: join(own, 'cache'), indexUrl: gateway.indexUrl, requirements: ['tool<2'] };
    const outcome = await clientNamed(name).lock?.(order);
    assert.ok(outcome?.ok, outcome?.output);
  }
  const wheels = fetched().filter((name) => name.endsWith('.whl'));
  // `pip lock` looks into the wheel that it locks.
  assert.deepEqual(
    wheels.filter((name) => name !== 'tool-1.1-py3-none-any.whl'),
    [],
  );
});
