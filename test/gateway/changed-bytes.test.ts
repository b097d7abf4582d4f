/**
 * An index sends other bytes of a file than it lists: nothing of them goes out, and whoever asks is told why, once
 * asking again does not help.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { clientNamed } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { wrongHash } from '../servers/upstream-lies.ts';
import { Gateway, missingGateway } from './gateway.ts';

const NONE = missingGateway();
const WHEEL = 'tool-1.0-py3-none-any.whl';
const made = makeWheel({ name: 'tool', version: '1.0' });
const real = fileOf(made);

interface House {
  readonly folder: string;
  readonly gateway: Gateway;
  readonly upstream: Upstream;
  /** How often the upstream was asked for the file. */
  fetched(): number;
}

async function house(context: TestContext, file = real): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'rind-changed-'));
  const upstream = (await Upstream.start()).put(projectOf('tool', file));
  const gateway = await Gateway.start({
    folder: join(folder, 'gateway'),
    upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
  });
  context.after(async () => {
    await gateway.stop();
    await upstream[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const fetched = () => upstream.asked.filter(({ path }) => path.endsWith(`/${WHEEL}`)).length;
  return { folder, gateway, upstream, fetched };
}

const ask = (gateway: Gateway) => fetch(`${gateway.origin}/simple/tool/${WHEEL}`);

describe('a file whose index sends other bytes than it lists', { skip: NONE }, () => {
  test('is to be asked for again once, then refused with the reason, and not fetched meanwhile', async (context) => {
    const lie = wrongHash(real);
    const { gateway, fetched } = await house(context, lie);
    const first = await ask(gateway);
    assert.deepEqual([first.status, first.headers.has('retry-after')], [503, true]);
    await first.body?.cancel();
    const second = await ask(gateway);
    assert.equal(second.status, 403);
    assert.match(second.statusText, /^denied by first-seen-hash: `upstream` sends other bytes than it lists: sha256 /);
    const said = Object(await second.json());
    assert.deepEqual([said.rule, typeof said.until], ['first-seen-hash', 'string']);
    const before = fetched();
    const third = await ask(gateway);
    assert.deepEqual([third.status, Object(await third.json()).instance, fetched()], [403, said.instance, before]);
    const why = Object(await (await fetch(`${gateway.origin}${said.instance}?format=json`)).json());
    assert.match(why.reasons[0].message, new RegExp(`sha256 ${lie.sha256}, .*sha256 ${real.sha256}`));
    assert.equal(why.current, true);
  });

  test('is given out where that was damage on the way', async (context) => {
    const { gateway, upstream } = await house(context);
    upstream.misbehave(new RegExp(`/${WHEEL}$`), { kind: 'replace', content: Buffer.alloc(500, 'x') }, 1);
    const first = await ask(gateway);
    await first.body?.cancel();
    const second = await ask(gateway);
    assert.deepEqual([first.status, second.status], [503, 200]);
    assert.ok(Buffer.from(await second.arrayBuffer()).equals(made.content));
  });

  for (const name of ['pip-26.3', 'uv']) {
    const client = clientNamed(name);
    test(`is explained by ${name}`, { skip: missingClient(...client.needs) }, async (context) => {
      const { folder, gateway } = await house(context, wrongHash(real));
      const own = join(folder, 'order');
      mkdirSync(own);
      const outcome = await client.install?.({
        folder: own,
        cache: join(folder, 'cache'),
        indexUrl: `${gateway.origin}/simple/`,
        requirements: ['tool==1.0'],
      });
      assert.equal(outcome?.ok, false, outcome?.output);
      assert.deepEqual(outcome?.installed, []);
      const said = outcome?.output.replaceAll(/\s+/g, ' ') ?? '';
      assert.match(said, /sends other bytes than it lists/);
    });
  }
});
