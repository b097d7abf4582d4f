/** Clocks that jump, and days that go by: nothing is let out early, nothing is lost, and what waits for time gets it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { type FileFacts, fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { assertHonest } from './right.ts';
import { SetClock } from './set-clock.ts';
import { type Answered, ask, askUntil, before, folderFor, formOf, logOf, pause, rule, tokenHeader } from './site.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };
const skip = missingGateway();

function wheel(name: string, version = '1.0', facts: FileFacts = {}): UpstreamFile {
  return fileOf(makeWheel({ name, version, files: { [`${name}.py`]: `# ${version}\n` } }), facts);
}

/** An upload time so long ago. */
function ago(milliseconds: number): FileFacts {
  return { uploaded: new Date(Date.now() - milliseconds).toISOString() };
}

function pathOf(name: string, { filename }: UpstreamFile): string {
  return `/simple/${name}/${filename}`;
}

/** Whether a page shows a file as denied. */
function isDenied(page: Answered, filename: string): boolean {
  assert.equal(page.status, 200, page.body.toString());
  const { files } = JSON.parse(page.body.toString());
  assert.ok(Array.isArray(files));
  const file = files.find((one) => one.filename === filename);
  assert.ok(file, `${filename} is listed`);
  return file._policy !== undefined;
}

test('a clock that jumps ahead or back lets nothing out early and nobody in again, and breaks no log', {
  skip,
}, async (t) => {
  const folder = folderFor(t);
  const clock = new SetClock(folder);
  await using upstream = await Upstream.start();
  const [old, young] = [wheel('demo'), wheel('demo', '2.0', ago(DAY))];
  const lent = wheel('lent', '1.0', ago(DAY));
  upstream.put(projectOf('demo', old, young), projectOf('lent', lent));
  const gateway = await Gateway.start(before(upstream, folder, { env: clock.env }));
  t.after(() => gateway.stop());
  const soon = await tokenHeader(folder, 'upload', { expires: Date.now() + 1500 });
  const lasting = await tokenHeader(folder, 'upload');
  const upload = (authorization: string) => {
    const form = formOf('own-1.0.tar.gz', Buffer.from('no sdist'));
    return ask(gateway.origin, '/legacy/', { ...form.headers, authorization }, 'POST', form.body);
  };
  const get = (path: string) => ask(gateway.origin, path, JSON_PAGE);
  assert.equal((await askUntil(gateway.origin, pathOf('demo', old))).status, 200);
  assert.equal((await get(pathOf('demo', young))).status, 403);
  // Allowed for as long as it takes to see that it is: not again, whatever the clock says.
  const lifts = { seen: [lent.sha256], lifts: ['release-cooldown'], expires: Date.now() + 8000 };
  await rule(folder, 'allow', 'lent', lifts);
  const until = performance.now() + 8000;
  let isLent = false;
  for (; !isLent && performance.now() < until; await pause(100))
    isLent = (await get(pathOf('lent', lent))).status === 200;
  assert.ok(isLent, 'it is allowed for a while');
  while ((await get(pathOf('lent', lent))).status === 200) await pause(200);
  for (const off of [40 * DAY, -40 * DAY, 0, 400 * DAY, -20_000 * DAY, 0]) {
    await clock.set(off);
    await pause(1200);
    const at = `${off / DAY} days off`;
    assert.equal((await get(pathOf('demo', young))).status, 403, at);
    assert.equal(isDenied(await get('/simple/demo/'), young.filename), true, at);
    assert.ok(assertHonest(await get(pathOf('demo', old)), old, at), at);
    assert.equal((await get(pathOf('lent', lent))).status, 403, `a word that has ended, ${at}`);
    assert.equal((await upload(soon.authorization)).status, 401, `an expired token, ${at}`);
    assert.notEqual((await upload(lasting.authorization)).status, 401, at);
  }
  assert.equal(await gateway.stop(), 0);
  const verified = gateway.command('log', 'verify');
  assert.equal(verified.code, 0, verified.out + verified.err);
  const jumps = logOf(folder).filter(({ event }) => event === 'clock');
  assert.ok(jumps.length >= 4, `${jumps.length} jumps are in the log`);
  assert.match(gateway.log, /the clock was set ahead by 40d/);
});

test('a machine that starts without knowing the time makes no file older than it is', { skip }, async (t) => {
  const folder = folderFor(t);
  const clock = new SetClock(folder);
  await using upstream = await Upstream.start();
  const [demo, fresh] = [wheel('demo'), wheel('fresh')];
  // No index that is believed about times: its files count from when they were seen here.
  const upstreams = [{ name: 'team', url: upstream.indexUrl }];
  upstream.put(projectOf('demo', demo), projectOf('fresh', fresh));
  const start = () => Gateway.start({ folder, upstreams, env: clock.env });
  {
    await using gateway = await start();
    assert.equal((await ask(gateway.origin, pathOf('demo', demo))).status, 403, 'it was seen just now');
  }
  await clock.set(-10_000 * DAY);
  {
    await using gateway = await start();
    assert.match(gateway.log, /before the log of this gateway ends/);
    assert.equal((await ask(gateway.origin, pathOf('fresh', fresh))).status, 403);
  }
  await clock.set(0);
  {
    await using gateway = await start();
    for (const [name, file] of [
      ['demo', demo],
      ['fresh', fresh],
    ] as const)
      assert.equal((await ask(gateway.origin, pathOf(name, file))).status, 403, name);
    await clock.pass(3 * DAY + HOUR);
    for (const [name, file] of [
      ['demo', demo],
      ['fresh', fresh],
    ] as const)
      assert.equal((await askUntil(gateway.origin, pathOf(name, file))).status, 200, `${name}, after its days`);
  }
});

test('an upstream that is down for a day, and for two months: pages stand in for as long as they may, time goes on, and it is back at once', {
  skip,
}, async (t) => {
  const folder = folderFor(t);
  const clock = new SetClock(folder);
  const first = await Upstream.start();
  const { port } = first;
  const [old, young, later] = [wheel('demo'), wheel('demo', '2.0', ago(3 * DAY - 12 * HOUR)), wheel('later')];
  first.put(projectOf('demo', old, young), projectOf('later', later));
  await using gateway = await Gateway.start(before(first, folder, { env: clock.env }));
  const get = (path: string) => ask(gateway.origin, path, JSON_PAGE);
  assert.equal((await askUntil(gateway.origin, pathOf('demo', old))).status, 200);
  assert.equal(isDenied(await get('/simple/demo/'), young.filename), true);
  await first[Symbol.asyncDispose]();

  const down = async (what: string) => {
    assert.ok(assertHonest(await get(pathOf('demo', old)), old, what), what);
    for (const path of ['/simple/unknown/', '/simple/later/', pathOf('later', later)]) {
      const answer = await get(path);
      assert.equal(answer.status, 503, `${path}, ${what}`);
      assert.ok(Number(answer.headers['retry-after']) > 0, what);
    }
  };
  await clock.pass(11 * HOUR);
  await down('after eleven hours');
  assert.equal(isDenied(await get('/simple/demo/'), young.filename), true, 'its cooldown ends in an hour');
  await clock.pass(2 * HOUR);
  assert.equal(isDenied(await get('/simple/demo/'), young.filename), false, 'its cooldown ended with nobody asking');
  const wanted = await get(pathOf('demo', young));
  assert.equal(wanted.status, 503, 'it may go out, and nobody has it');
  await clock.pass(11 * HOUR);
  await down('after a day');
  assert.deepEqual(JSON.parse((await get('/readyz')).body.toString()).why, ['there are no advisories yet']);
  assert.match((await ask(gateway.origin, '/')).body.toString(), /does not answer/);

  await clock.pass(60 * DAY);
  const gone = await get('/simple/demo/');
  assert.equal(gone.status, 503, 'a page of two months ago says nothing');
  assert.equal((await get(pathOf('demo', old))).status, 503, 'and so nothing is known of its files');

  await using back = await Upstream.start({ port });
  back.put(projectOf('demo', old, young), projectOf('later', later));
  await clock.pass(11_000);
  for (const [name, file] of [
    ['demo', old],
    ['demo', young],
    ['later', later],
  ] as const)
    assert.ok(assertHonest(await askUntil(gateway.origin, pathOf(name, file)), file), `${file.filename} is back`);
  assert.equal((await get('/simple/unknown/')).status, 404);
  assert.equal(await gateway.stop(), 0);
  const verified = gateway.command('log', 'verify');
  assert.equal(verified.code, 0, verified.out + verified.err);
});
