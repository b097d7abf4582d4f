/**
 * Administration of a gateway that runs as a process of its own: by commands on its folder while it runs, and by
 * commands that go through its API.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { Gateway, missingGateway } from './gateway.ts';

const skip = missingGateway() ?? false;

interface Place extends AsyncDisposable {
  readonly gateway: Gateway;
}

async function place(context: TestContext): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'rind-admin-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = ['1.0', '1.1', '2.0'].map((version) => fileOf(makeWheel({ name: 'demo', version })));
  const upstream = (await Upstream.start()).put(projectOf('demo', ...files));
  const gateway = await Gateway.start({
    folder,
    upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
  });
  return {
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  return answer.status;
}

/** The address of a file as the gateway's page gives it. */
async function linkTo(gateway: Gateway, version: string): Promise<string> {
  const page = await (await fetch(`${gateway.indexUrl}demo/`, { headers: { accept: 'text/html' } })).text();
  const [, href = ''] =
    new RegExp(`href="([^"#]*demo-${version.replaceAll('.', '\\.')}-[^"#]*\\.whl)`).exec(page) ?? [];
  return new URL(href, `${gateway.indexUrl}demo/`).href;
}

function logOf(gateway: Gateway): Record<string, unknown>[] {
  const log = join(gateway.data, 'log');
  return readdirSync(log)
    .filter((name) => /^\d+$/.test(name))
    .flatMap((chain) => readdirSync(join(log, chain)).map((name) => join(log, chain, name)))
    .filter((file) => /\d{16}\.log$/.test(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line.slice(65)) as Record<string, unknown>);
}

test('a word that was waited for is in force when the command ends, on a folder that a gateway runs on', {
  skip,
}, async (context) => {
  await using there = await place(context);
  const { gateway } = there;
  const link = await linkTo(gateway, '1.0');
  assert.equal(await statusOf(link), 200);

  const denied = gateway.command('deny', 'demo==1.0', '--reason', 'it steals', '--wait');
  assert.equal(denied.code, 0, denied.err);
  assert.match(denied.out, /^\{"id":"[0-9a-f]{16}","epoch":1\}\n$/);
  assert.match(denied.err, /every running gateway acts on it/);
  const refused = await fetch(link);
  assert.equal(refused.status, 403);
  assert.match(await refused.text(), /it steals/);
  const { id } = JSON.parse(denied.out) as { id: string };
  const listed = gateway.command('deny', '--list');
  assert.match(listed.out, new RegExp(`${id}  demo==1.0  all   never  local:\\S+ +it steals`));

  assert.equal(gateway.command('deny', '--remove', id, '--wait').code, 0);
  assert.equal(await statusOf(link), 200);
  assert.equal(gateway.command('deny', '--remove', id).code, 2);
  const acts = logOf(gateway).filter(({ event }) => String(event).startsWith('ruling'));
  assert.deepEqual(
    acts.map(({ event, ruling }) => [event, ruling]),
    [
      ['ruling', id],
      ['ruling-removed', id],
    ],
  );
  assert.ok(acts.every(({ principal }) => /^local:./.test(String(principal))));
});

test('what waits is listed, explained and released for its bytes alone', { skip }, async (context) => {
  await using there = await place(context);
  const { gateway } = there;
  const [one, other] = [await linkTo(gateway, '1.0'), await linkTo(gateway, '2.0')];
  assert.equal(gateway.command('hold', 'demo', '--reason', 'not looked at', '--wait').code, 0);
  assert.equal(await statusOf(one), 403);
  assert.equal(await statusOf(other), 403);
  const { holds } = JSON.parse(gateway.command('holds', 'list', '--json').out) as {
    holds: { id: string; filename: string; found: string[] }[];
  };
  const first = holds.find(({ filename }) => filename.includes('1.0'));
  assert.deepEqual([holds.length, first?.found], [2, ['ruling']]);
  const why = await (await fetch(`${gateway.origin}/why/${first?.id}?format=json`)).json();
  assert.match(JSON.stringify(why), new RegExp(`rind holds release ${first?.id}`));
  const released = gateway.command('holds', 'release', first?.id ?? '', '--wait');
  assert.equal(released.code, 0, released.err);
  assert.equal(await statusOf(one), 200);
  assert.equal(await statusOf(other), 403);
  assert.equal(gateway.command('holds', 'release', first?.id ?? '').code, 2);
});

test('with --server a command needs a token that may administer, and it ends when it is revoked', {
  skip,
}, async (context) => {
  await using there = await place(context);
  const { gateway } = there;
  const server = ['--server', gateway.origin];
  const made = gateway.command('token', 'create', '--scope', 'admin');
  assert.match(made.out, /^rind_[a-z2-7]{10}_[\w-]{43}\n$/);
  assert.doesNotMatch(made.err, /rind_/);
  const reader = gateway.command('token', 'create', '--scope', 'read').out.trim();
  const api = (token: string, path: string, init: RequestInit = {}) =>
    fetch(`${gateway.origin}/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    });

  const token = made.out.trim();
  const remote = gateway.remote({ RIND_TOKEN: token }, 'deny', 'demo==1.1', '--reason', 'bad', '--wait', ...server);
  assert.equal(remote.code, 0, remote.err);
  assert.equal(await statusOf(await linkTo(gateway, '1.1')), 403);
  const without = gateway.remote({}, 'deny', '--list', ...server);
  assert.deepEqual([without.code, /RIND_TOKEN/.test(without.err)], [2, true]);
  const public_ = gateway.remote({ RIND_TOKEN: token }, 'deny', '--list', '--server', 'http://192.0.2.1:7463');
  assert.deepEqual([public_.code, /without encryption/.test(public_.err)], [2, true]);
  const inUrl = gateway.remote({ RIND_TOKEN: token }, 'deny', '--list', '--server', 'https://u:pw-secret@h.example/');
  assert.deepEqual([inUrl.code, inUrl.err.includes('pw-secret')], [2, false]);

  assert.equal((await api(reader, '/rulings')).status, 403);
  assert.equal((await fetch(`${gateway.origin}/api/v1/rulings`)).status, 401);
  const status = (await (await api(reader, '/status')).json()) as { running: boolean };
  assert.equal(status.running, true);
  const found = (await (await api(token, '/downloads?spec=demo')).json()) as { downloads: unknown[] };
  assert.deepEqual(found.downloads, []);
  const gateways = (await (await api(token, '/gateways')).json()) as { epoch: number; gateways: { epoch: number }[] };
  assert.deepEqual([gateways.epoch, gateways.gateways.map(({ epoch }) => epoch)], [1, [1]]);
  const ready = (await (await fetch(`${gateway.origin}/readyz`)).json()) as { why: string[] };
  assert.deepEqual(ready.why, ['there are no advisories yet']);

  const [, id = ''] = token.split('_');
  assert.equal(gateway.command('token', 'revoke', id).code, 0);
  assert.equal((await api(token, '/rulings')).status, 401);
  assert.doesNotMatch(JSON.stringify(logOf(gateway)), new RegExp(token.slice(-43)));
});
