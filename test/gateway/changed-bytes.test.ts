/**
 * An index sends other bytes of a file than it lists: nothing of them goes out, and whoever asks is told why, once
 * asking again does not help.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { clientNamed } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { SetClock } from '../faults/set-clock.ts';
import { logOf } from '../faults/site.ts';
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
  readonly clock: SetClock;
  /** How often the upstream was asked for the file. */
  fetched(): number;
  /** Another gateway on the same data, in place of the first. */
  again(): Promise<Gateway>;
}

async function house(context: TestContext, file = real): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'rind-changed-'));
  const upstream = (await Upstream.start()).put(projectOf('tool', file));
  const clock = new SetClock(folder);
  const options = {
    folder: join(folder, 'gateway'),
    upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' as const }],
    env: clock.env,
  };
  const gateway = await Gateway.start(options);
  const running = [gateway];
  const again = async () => {
    await gateway.stop();
    const other = await Gateway.start(options);
    running.push(other);
    return other;
  };
  context.after(async () => {
    for (const one of running) await one.stop();
    await upstream[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const fetched = () => upstream.asked.filter(({ path }) => path.endsWith(`/${WHEEL}`)).length;
  return { folder, gateway, upstream, clock, fetched, again };
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

  test('and that made room here is no other, for who asks for it and who looks; who has the first bytes keeps them', async (context) => {
    const { folder, gateway, upstream, clock, fetched, again } = await house(context);
    const url = `${gateway.origin}/simple/tool/${WHEEL}`;
    const whole = await ask(gateway);
    const etag = whole.headers.get('etag') ?? '';
    assert.ok(Buffer.from(await whole.arrayBuffer()).equals(made.content));
    const page = await (await fetch(`${gateway.origin}/simple/tool/`)).text();
    // As retention does; what is kept in memory ends with the process.
    const blob = join(gateway.data, 'blobs', 'sha256', real.sha256.slice(0, 2), real.sha256.slice(2));
    rmSync(blob);
    const lie = Buffer.alloc(made.content.length, 'x');
    upstream.misbehave(new RegExp(`/${WHEEL}$`), { kind: 'replace', content: lie });
    const other = await again();
    const asked = (init?: RequestInit) => fetch(url.replace(gateway.origin, other.origin), init);
    const first = await asked();
    await first.body?.cancel();
    assert.deepEqual([first.status, first.headers.get('retry-after')], [503, '5']);
    const second = await asked();
    const said = Object(await second.json());
    assert.deepEqual([second.status, said.rule], [403, 'first-seen-hash']);
    const before = fetched();
    for (const init of [{}, { method: 'HEAD' }, { headers: { range: 'bytes=0-9' } }]) {
      const answer = await asked(init);
      await answer.body?.cancel();
      assert.equal(answer.status, 403);
    }
    assert.equal(fetched(), before, 'nobody fetches it meanwhile');
    assert.equal((await asked({ headers: { 'if-none-match': etag } })).status, 304, 'the first bytes are still good');
    const metadata = await fetch(`${other.origin}/simple/tool/${WHEEL}.metadata`);
    assert.deepEqual([metadata.status, /^Name: tool$/m.test(await metadata.text())], [200, true]);
    assert.equal(await (await fetch(`${other.origin}/simple/tool/`)).text(), page);
    const why = Object(await (await fetch(`${other.origin}${said.instance}?format=json`)).json());
    const came = createHash('sha256').update(lie).digest('hex');
    assert.match(why.reasons[0].message, new RegExp(`sha256 ${real.sha256}, .*sha256 ${came}`));
    // It sends the right ones again: it is tried after ten minutes, and all is as before.
    upstream.behave();
    await clock.pass(10 * 60_000);
    const healed = await asked();
    assert.equal(healed.status, 200);
    assert.ok(Buffer.from(await healed.arrayBuffer()).equals(made.content));
    assert.equal((await asked({ method: 'HEAD' })).status, 200);
    const events = logOf(join(folder, 'gateway')).map(({ event }) => event);
    assert.deepEqual(
      ['changed-bytes', 'deny', 'exposure'].map((name) => events.filter((event) => event === name).length > 0),
      [true, true, false],
      'a change of the first hash, refusals, and nobody is called exposed by the first bytes',
    );
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
