/** What a process may use runs out: no wrong byte goes out, whoever asks is told to come back, and it goes on when there is more. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { assertHonest, bytesOf } from './right.ts';
import { ask, askUntil, before, folderFor, formOf, logOf, pause, soundBlobs, tokenHeader } from './site.ts';

const skip = missingGateway() ?? (process.platform === 'linux' ? undefined : 'limits are set as Linux does');

function wheel(name: string, bytes: number, version = '1.0'): UpstreamFile {
  return fileOf(makeWheel({ name, version, files: { [`${name}.py`]: `# ${'x'.repeat(bytes)}\n` } }));
}

function pathOf(name: string, { filename }: UpstreamFile): string {
  return `/simple/${name}/${filename}`;
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Opens connections that ask nothing, until the gateway has no room for more. */
async function fillUp(port: number, pid: number, most: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let at = 0; at < 2 * most && openFiles(pid) < most; at++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    await pause(5);
  }
  return sockets;
}

test('64 file descriptors: no wrong byte, an honest 503, and all of it back', { skip }, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const small = Array.from({ length: 12 }, (_, at) => wheel(`p${at}`, 2000));
  const large = Array.from({ length: 4 }, (_, at) => wheel(`large${at}`, 2_500_000));
  const files = [...small, ...large];
  for (const file of files) upstream.put(projectOf(file.filename.split('-')[0] ?? '', file));
  const path = (file: UpstreamFile) => pathOf(file.filename.split('-')[0] ?? '', file);
  await using gateway = await Gateway.start(before(upstream, folder, { limits: '-n 64' }));
  const { origin, pid } = gateway;
  const port = Number(new URL(origin).port);
  const known = wheel('p0', 2000);
  assert.equal((await askUntil(origin, path(known))).status, 200);

  // Sixty at once, of files that have to be fetched, judged and opened.
  const asked = Array.from({ length: 60 }, (_, at) => files[at % files.length] ?? known);
  const answers = await Promise.all(asked.map((file) => ask(origin, path(file))));
  for (const [at, answer] of answers.entries()) assertHonest(answer, asked[at] ?? known);

  // And while connections that ask nothing have taken the rest.
  const idle = await fillUp(port, pid, 63);
  const [first] = idle;
  assert.ok(first);
  for (const file of small.slice(0, 6)) assertHonest(await ask(origin, path(file)), file);
  for (const socket of idle) socket.destroy();
  await pause(300);
  for (const file of files) {
    const answer = await askUntil(origin, path(file), 30_000);
    assert.equal(answer.status, 200, `${file.filename}: ${answer.body}`);
    assertHonest(answer, file);
  }
  assert.equal((await ask(origin, '/healthz')).status, 200);
  assert.ok(openFiles(pid) < 60, `${openFiles(pid)} are open`);
  t.diagnostic(`${answers.filter(({ status }) => status === 200).length} of 60 at once were answered`);
  assert.equal(await gateway.stop(), 0);
  soundBlobs(folder, readFileSync);
  logOf(folder);
});

test('files of 2 MB at most: no wrong byte, an honest 503, and all of it back', { skip }, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const [small, large] = [wheel('small', 2000), wheel('large', 5_000_000)];
  const random = fileOf(makeWheel({ name: 'random', version: '1.0', files: { 'random.bin': noise(5_000_000) } }));
  upstream.put(projectOf('small', small), projectOf('large', large), projectOf('random', random));
  await using gateway = await Gateway.start(before(upstream, folder, { limits: '-S -f 2000' }));
  const { origin, pid } = gateway;
  const { authorization } = await tokenHeader(folder);
  assert.equal((await askUntil(origin, pathOf('small', small))).status, 200);
  for (let times = 0; times < 3; times++) {
    const answer = await ask(origin, pathOf('random', random));
    assert.equal(answer.status, 503, answer.body.toString());
    assertHonest(answer, random);
  }
  const form = formOf('random-1.0-py3-none-any.whl', bytesOf(random), { name: 'own' });
  const uploaded = await ask(origin, '/legacy/', { ...form.headers, authorization }, 'POST', form.body);
  assert.equal(uploaded.status, 503, uploaded.body.toString());
  assert.equal((await ask(origin, pathOf('small', small))).status, 200, 'what has room goes on');
  const spooled = readdirSync(`${folder}/data/spool`);
  assert.deepEqual(spooled, [], 'nothing is left of what had no room');

  const raised = spawnSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited']);
  if (raised.status !== 0) t.diagnostic('the limit of a process that runs cannot be raised here');
  else {
    for (const [name, file] of [
      ['random', random],
      ['large', large],
    ] as const) {
      const answer = await askUntil(origin, pathOf(name, file), 20_000);
      assert.equal(answer.status, 200, `${name}: ${answer.body.subarray(0, 300)}`);
      assertHonest(answer, file);
    }
  }
  assert.equal(await gateway.stop(), 0);
  soundBlobs(folder, readFileSync);
});

test('a log and a database that may not grow: nothing goes out that is not written down', { skip }, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const file = wheel('demo', 2000);
  upstream.put(projectOf('demo', file));
  await using gateway = await Gateway.start(before(upstream, folder, { limits: '-S -f 2000' }));
  const { origin, pid } = gateway;
  assert.equal((await askUntil(origin, pathOf('demo', file))).status, 200);
  // As full as the log is now, and not a byte more.
  const limited = (bytes: string) =>
    spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]).status === 0;
  if (!limited('1000')) return t.skip('the limit of a process that runs cannot be set here');
  let refused = await ask(origin, pathOf('demo', file));
  let more = 0;
  for (; refused.status === 200 && more < 50; more++) refused = await ask(origin, pathOf('demo', file));
  assert.equal(refused.status, 503, refused.body.toString());
  assertHonest(refused, file);
  assert.equal((await ask(origin, '/readyz')).status, 503);
  assert.ok(limited('unlimited'));
  assert.equal((await askUntil(origin, pathOf('demo', file))).status, 200);
  assert.equal(await gateway.stop(), 0);
  assert.equal(gateway.command('log', 'verify').code, 0);
  const serves = logOf(folder).filter(({ event }) => event === 'serve').length;
  assert.equal(serves, 1 + more + 1);
});

/** Bytes that no packing makes smaller. */
function noise(size: number): string {
  let [state, text] = [1, ''];
  for (; text.length < size; text += state.toString(36)) state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return text;
}
