/** Two processes on one data folder: both serve, both write, each sees within two seconds what the other did. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { assertHonest } from './right.ts';
import {
  ask,
  askUntil,
  before,
  folderFor,
  formOf,
  logOf,
  pause,
  rule,
  soundBlobs,
  spoolsOf,
  tokenHeader,
  withState,
} from './site.ts';

const SOON = 2000;

function wheel(name: string, version = '1.0'): UpstreamFile {
  return fileOf(makeWheel({ name, version, files: { [`${name}.py`]: `# ${name} ${version}\n` } }));
}

/** Waits until what is asked has a status; after how many milliseconds it was asked that had it: how long the answer took is no part of that. */
async function until(
  origin: string,
  path: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const took = performance.now() - begun;
    const answer = await ask(origin, path, headers);
    if (answer.status === status) return took;
    assert.ok(took < 10_000, `${path} is still ${answer.status} after ten seconds, not ${status}`);
    await pause(50);
  }
}

test('two processes that start at once on nothing both listen', { skip: missingGateway() }, async (t: TestContext) => {
  await using upstream = await Upstream.start();
  for (let round = 0; round < 3; round++) {
    const options = before(upstream, folderFor(t));
    const started = await Promise.all([Gateway.start(options), Gateway.start(options), Gateway.start(options)]);
    for (const { origin } of started) assert.equal((await ask(origin, '/healthz')).status, 200);
    await Promise.all(started.map((gateway) => gateway.kill()));
  }
});

test('what one of two processes takes in, the other serves within two seconds', {
  skip: missingGateway(),
}, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  upstream.put(projectOf('shared', wheel('shared')));
  const options = before(upstream, folder);
  await using one = await Gateway.start(options);
  await using other = await Gateway.start(options);
  const { authorization } = await tokenHeader(folder);
  const upload = async (origin: string, file: UpstreamFile): Promise<number> => {
    const { headers, body } = formOf(file.filename, Buffer.concat([...file.content.pieces(0, file.content.size)]));
    return (await ask(origin, '/legacy/', { ...headers, authorization }, 'POST', body)).status;
  };
  const page = async (origin: string) => (await ask(origin, '/simple/own/')).body.toString();

  // Both know already that there is one file: what is kept of that must not stand in the way.
  assert.equal(await upload(one.origin, wheel('own')), 200);
  assert.ok((await until(other.origin, '/simple/own/own-1.0-py3-none-any.whl', 200)) < SOON);
  assert.match(await page(one.origin), /own-1\.0/);
  assert.equal(await upload(other.origin, wheel('own', '2.0')), 200);
  assert.ok((await until(one.origin, '/simple/own/own-2.0-py3-none-any.whl', 200)) < SOON);
  assert.match(await page(one.origin), /own-2\.0/);

  // One name, other bytes: whoever is first stays, whichever process is asked.
  const changed = fileOf(makeWheel({ name: 'own', version: '3.0', files: { 'own.py': '# evil\n' } }));
  const both = await Promise.all([upload(one.origin, wheel('own', '3.0')), upload(other.origin, changed)]);
  assert.deepEqual(both.toSorted(), [200, 400]);

  // What was never there is remembered for a while, and not longer than somebody needs to upload it.
  assert.equal((await ask(other.origin, '/simple/late/')).status, 404);
  await withState(folder, ({ hosted }) => hosted.claim({ name: 'late', prefix: false, by: 'test', made: Date.now() }));
  const late = await tokenHeader(folder, 'upload', { project: 'late' });
  const form = formOf(
    wheel('late').filename,
    Buffer.concat([...wheel('late').content.pieces(0, wheel('late').content.size)]),
  );
  const sent = await ask(
    one.origin,
    '/legacy/',
    { ...form.headers, authorization: late.authorization },
    'POST',
    form.body,
  );
  assert.equal(sent.status, 200, sent.body.toString());
  assert.ok((await until(other.origin, '/simple/late/', 200)) < SOON);

  // A token that is taken back opens neither any more.
  const reader = await tokenHeader(folder, 'admin');
  const desk = '/api/v1/tokens';
  for (const { origin } of [one, other])
    assert.equal((await ask(origin, desk, { authorization: reader.authorization })).status, 200);
  await withState(folder, ({ tokens }) => tokens.revoke(reader.id, Date.now()));
  for (const { origin } of [one, other])
    assert.ok((await until(origin, desk, 401, { authorization: reader.authorization })) < SOON);

  // A person's word and a withdrawal hold for both.
  for (const { origin } of [one, other])
    assert.equal((await askUntil(origin, '/simple/shared/shared-1.0-py3-none-any.whl')).status, 200);
  await rule(folder, 'deny', 'shared');
  for (const { origin } of [one, other])
    assert.ok((await until(origin, '/simple/shared/shared-1.0-py3-none-any.whl', 403)) < SOON);
  await withState(folder, ({ hosted }) => hosted.remove('own-1.0-py3-none-any.whl', 'test', Date.now()));
  await pause(SOON);
  for (const { origin } of [one, other]) assert.doesNotMatch(await page(origin), /own-1\.0/);
});

test('who was given a file by a process that was killed just then is known to the one that is left', {
  skip: missingGateway(),
}, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const file = wheel('shared');
  upstream.put(projectOf('shared', file));
  const options = before(upstream, folder);
  const one = await Gateway.start(options);
  const other = await Gateway.start(options);
  for (const { origin } of [one, other])
    assert.equal((await askUntil(origin, `/simple/shared/${file.filename}`)).status, 200);
  // What went out is counted twice a second: here it is not, and whoever starts next takes up the chain of the first.
  await Promise.all([one.kill(), other.kill()]);
  const serves = logOf(folder).filter(({ event }) => event === 'serve').length;
  assert.equal(serves, 2);
  await using again = await Gateway.start(options);
  assert.equal((await ask(again.origin, '/healthz')).status, 200);
  const counted = await withState(folder, async ({ downloads }) =>
    (await downloads.ofProject('shared')).reduce((sum, { times }) => sum + times, 0),
  );
  assert.equal(counted, serves, 'every serve of the log is counted, whoever wrote it');
});

test('a process that starts, or is killed, takes nothing from another that is fetching and serving', {
  skip: missingGateway(),
}, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const files = Array.from({ length: 6 }, (_, at) => wheel(`p${at}`));
  for (const [at, file] of files.entries()) upstream.put(projectOf(`p${at}`, file));
  upstream.misbehave(/^\/files\//, { kind: 'stall', after: 300, everyMs: 20 });
  const options = before(upstream, folder);
  await using one = await Gateway.start(options);
  const asked = files.map((file, at) => askUntil(one.origin, `/simple/p${at}/${file.filename}`, 60_000));
  // What it has on its way is no leftover of a crash, whoever looks for those.
  for (let round = 0; round < 3; round++) {
    while (spoolsOf(folder).length === 0) await pause(10);
    const other = await Gateway.start(options);
    void ask(other.origin, `/simple/p${round}/${files[round]?.filename}`);
    await pause(100);
    await other.kill();
  }
  for (const [at, answer] of (await Promise.all(asked)).entries()) {
    const file = files[at];
    assert.ok(file !== undefined && assertHonest(answer, file), `p${at}: ${answer.status}`);
  }
  await one.stop();
  await using last = await Gateway.start(options);
  assert.deepEqual(spoolsOf(folder), [], 'what the killed had on its way is left');
  assert.equal(last.command('log', 'verify').code, 0);
  soundBlobs(folder, readFileSync);
});

test('one file that both processes fetch at once is one file', { skip: missingGateway() }, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const files = Array.from({ length: 8 }, (_, at) => wheel(`p${at}`));
  for (const [at, file] of files.entries()) upstream.put(projectOf(`p${at}`, file));
  upstream.misbehave(/^\/files\//, { kind: 'slow', bytesPerSecond: 3000 });
  const options = before(upstream, folder);
  await using one = await Gateway.start(options);
  await using other = await Gateway.start(options);
  const asked = files.flatMap((file, at) =>
    [one, other, one, other].map(async ({ origin }) => {
      const { status, body } = await askUntil(origin, `/simple/p${at}/${file.filename}`);
      assert.equal(status, 200);
      assert.ok(body.equals(Buffer.concat([...file.content.pieces(0, file.content.size)])));
    }),
  );
  await Promise.all(asked);
  await Promise.all([one.stop(), other.stop()]);
  assert.equal(soundBlobs(folder, readFileSync), files.length);
  const entries = logOf(folder);
  assert.equal(entries.filter(({ event }) => event === 'serve').length, asked.length);
  await using again = await Gateway.start(options);
  assert.equal((await ask(again.origin, '/healthz')).status, 200);
  await withState(folder, async ({ downloads }) => {
    for (const at of files.keys()) {
      const times = (await downloads.ofProject(`p${at}`)).reduce((sum, download) => sum + download.times, 0);
      assert.equal(times, 4, 'every serve is counted once');
    }
  });
});
