/**
 * An upstream hangs: what is kept of it stands in, for a gateway that runs and for one that was just started, within the time
 * that a client waits; and nothing stands in for what the upstream said.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { clientNamed } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { SetClock } from './set-clock.ts';
import { type Answered, ask, askUntil, before, folderFor, pause } from './site.ts';

const NONE = missingGateway();
const MINUTE = 60_000;
const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };
/**
 * An upstream is waited for 4 s where something may stand in, and 12 s elsewhere; a machine may have other work. That only
 * the first waits is told by what is asked of a clock in a test's hands (`stand-ins.test.ts`).
 */
const IN_TIME = 11_000;
const AT_ONCE = IN_TIME;

function wheel(name: string, version = '1.0'): UpstreamFile {
  return fileOf(makeWheel({ name, version, files: { [`${name}.py`]: `# ${version}\n` } }));
}

const [first, held, unheld, more] = [wheel('first'), wheel('held'), wheel('unheld'), wheel('held', '2.0')];
const pathOf = (name: string, { filename }: UpstreamFile) => `/simple/${name}/${filename}`;

interface House {
  readonly folder: string;
  readonly clock: SetClock;
  readonly upstream: Upstream;
  gateway: Gateway;
  /** Ends the gateway as a crash does, and starts another on the same data. */
  restart(): Promise<void>;
}

/** A gateway that knows the pages of all projects, and has the files of all but `unheld`; some time ago. */
async function house(t: TestContext): Promise<House> {
  const folder = folderFor(t);
  const clock = new SetClock(folder);
  const upstream = await Upstream.start();
  upstream.put(projectOf('first', first), projectOf('held', held), projectOf('unheld', unheld));
  upstream.misbehave(/unheld-1/, { kind: 'hang' });
  const options = before(upstream, folder, { env: clock.env });
  const made: House = {
    folder,
    clock,
    upstream,
    gateway: await Gateway.start(options),
    async restart() {
      await made.gateway.kill();
      made.gateway = await Gateway.start(options);
    },
  };
  t.after(async () => {
    await made.gateway.kill();
    await upstream[Symbol.asyncDispose]();
  });
  const { origin } = made.gateway;
  for (const name of ['first', 'held', 'unheld']) await askUntil(origin, `/simple/${name}/`);
  for (const file of [first, held]) assert.equal((await askUntil(origin, pathOf(nameOf(file), file))).status, 200);
  await clock.pass(10 * MINUTE);
  return made;
}

function nameOf({ filename }: UpstreamFile): string {
  return filename.split('-')[0] ?? '';
}

function hang({ upstream }: House): void {
  upstream.behave();
  upstream.misbehave(/./, { kind: 'hang' });
}

/** Asks once: clients that are told to come back later may not. */
async function within(most: number, origin: string, path: string): Promise<Answered> {
  const begun = performance.now();
  const answer = await ask(origin, path, JSON_PAGE);
  const took = performance.now() - begun;
  assert.ok(took < most, `${path} took ${Math.round(took)} ms`);
  return answer;
}

function filesOf(page: Answered): string[] {
  assert.equal(page.status, 200, page.body.toString());
  return [...page.body.toString().matchAll(/"filename": ?"([^"]+)"/g)].map(([, filename = '']) => filename);
}

/** What everybody gets of a gateway whose upstream hangs. */
async function assertStandsIn({ gateway }: House): Promise<void> {
  const { origin } = gateway;
  assert.deepEqual(filesOf(await within(IN_TIME, origin, '/simple/first/')), [first.filename], 'the first who asks');
  assert.deepEqual(filesOf(await within(AT_ONCE, origin, '/simple/held/')), [held.filename], 'whoever asks then');
  const file = await within(AT_ONCE, origin, pathOf('held', held));
  assert.ok(file.status === 200 && file.whole, 'a file whose bytes are held');
  const metadata = await within(AT_ONCE, origin, `${pathOf('held', held)}.metadata`);
  assert.equal(metadata.status, 200, 'and its metadata');
  assert.match(metadata.body.toString(), /^Name: held$/m);
  assert.deepEqual(filesOf(await within(AT_ONCE, origin, '/simple/unheld/')), [unheld.filename]);
  const [lacking, unknown] = await Promise.all([
    ask(origin, pathOf('unheld', unheld)),
    ask(origin, '/simple/never-asked-for/'),
  ]);
  for (const { status, headers } of [lacking, unknown]) {
    assert.equal(status, 503, 'what is not here is to be asked for later');
    assert.ok(Number(headers['retry-after']) > 0);
  }
}

describe('an upstream that hangs', { skip: NONE, concurrency: 3 }, () => {
  test('after a restart: pages, metadata and files that are held are had by the first who asks, what is not held later', async (t) => {
    const all = await house(t);
    hang(all);
    await all.restart();
    await assertStandsIn(all);
    const metrics = (await ask(all.gateway.origin, '/metrics')).body.toString();
    assert.ok(Number(/^rind_upstream_stale_answers_total\{upstream="pypi"\} (\d+)$/m.exec(metrics)?.[1]) >= 3, metrics);
    assert.match(all.gateway.log, /upstream `pypi` does not answer, and what is known of it stands in: /);
    const home = (await ask(all.gateway.origin, '/', { accept: 'text/html' })).body.toString();
    assert.match(home, /does not answer/);
  });

  test('under a gateway that runs: the same', async (t) => {
    const all = await house(t);
    hang(all);
    await assertStandsIn(all);
    // For days: one question at a time goes on, and nobody waits for it.
    for (const days of [1, 3, 20]) {
      await all.clock.pass(days * 24 * 60 * MINUTE);
      filesOf(await within(IN_TIME, all.gateway.origin, '/simple/held/'));
      assert.equal((await within(AT_ONCE, all.gateway.origin, pathOf('held', held))).status, 200);
    }
    await all.clock.pass(10 * 24 * 60 * MINUTE);
    const page = await ask(all.gateway.origin, '/simple/held/', JSON_PAGE);
    assert.equal(page.status, 503, 'nothing stands in for longer than thirty days');
  });

  test('is believed again when it answers, and what it says then is heard without anybody having to wait for it', async (t) => {
    const all = await house(t);
    hang(all);
    await all.restart();
    filesOf(await within(IN_TIME, all.gateway.origin, '/simple/first/'));
    filesOf(await within(AT_ONCE, all.gateway.origin, '/simple/held/'));
    all.upstream.behave();
    all.upstream.put(projectOf('held', held, more));
    await all.clock.pass(3 * MINUTE);
    const until = performance.now() + 40_000;
    let files: string[] = [];
    while (files.length < 2 && performance.now() < until) {
      files = filesOf(await within(IN_TIME, all.gateway.origin, '/simple/held/'));
      await pause(200);
    }
    assert.deepEqual(files.sort(), [held.filename, more.filename]);
  });

  test('and then says that a project is gone: nothing of it stands in, now and after the next restart', async (t) => {
    const all = await house(t);
    hang(all);
    await all.restart();
    filesOf(await within(IN_TIME, all.gateway.origin, '/simple/first/'));
    assert.equal((await within(AT_ONCE, all.gateway.origin, pathOf('held', held))).status, 200);
    all.upstream.behave();
    all.upstream.misbehave(/^\/simple\/held\//, { kind: 'status', status: 404 });
    await all.clock.pass(3 * MINUTE);
    const until = performance.now() + 40_000;
    let status = 200;
    while (status === 200 && performance.now() < until) {
      ({ status } = await ask(all.gateway.origin, pathOf('held', held)));
      await pause(200);
    }
    assert.ok(status === 403 || status === 404, `${status}`);
    hang(all);
    await all.restart();
    await all.clock.pass(3 * MINUTE);
    for (const path of ['/simple/held/', pathOf('held', held)]) {
      const answer = await ask(all.gateway.origin, path, JSON_PAGE);
      assert.ok(answer.status !== 200 || !answer.body.includes('held-1.0'), `${path}: ${answer.status}`);
    }
  });

  for (const name of ['pip-26.3', 'uv']) {
    const client = clientNamed(name);
    test(`is not noticed by ${name} after a restart`, { skip: missingClient(...client.needs) }, async (t) => {
      const all = await house(t);
      hang(all);
      await all.restart();
      const folder = join(all.folder, 'order');
      mkdirSync(folder);
      const outcome = await client.install?.({
        folder,
        cache: join(all.folder, 'cache'),
        indexUrl: all.gateway.indexUrl,
        requirements: ['first', 'held'],
      });
      assert.equal(outcome?.ok, true, outcome?.output);
      assert.doesNotMatch(outcome?.output ?? '', /\b503\b|retry|error/i);
    });
  }
});
