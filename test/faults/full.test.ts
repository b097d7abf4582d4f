/** A disk without room: nothing goes out that cannot be written down, and all goes on when there is room again. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { assertBounded, assertHonest, bytesOf } from './right.ts';
import { type Answered, ask, askUntil, before, formOf, logOf, pause, soundBlobs, tokenHeader } from './site.ts';

function wheel(name: string, bytes: number, version = '1.0'): UpstreamFile {
  return fileOf(makeWheel({ name, version, files: { [`${name}.py`]: `# ${'x'.repeat(bytes)}\n` } }));
}

/** A folder for a gateway whose data lie on a small disk; undefined where none can be mounted. */
function folderWithSmallDisk(test: TestContext, megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'rind-full-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', data]);
  test.after(() => {
    if (made.status === 0) spawnSync('umount', ['-l', data]);
    rmSync(folder, { recursive: true, force: true });
  });
  return made.status === 0 ? folder : undefined;
}

/** Fills a disk to the last byte. */
function fill(folder: string): string {
  const ballast = join(folder, 'ballast');
  for (const piece of [1024 * 1024, 4096, 1])
    try {
      for (;;) writeFileSync(ballast, Buffer.alloc(piece), { flag: 'a' });
    } catch {
      // There is no room for another such piece.
    }
  return ballast;
}

function assertLater(answer: Answered, what: string): void {
  assert.equal(answer.status, 503, `${what}: ${answer.status} ${answer.reason}`);
  assert.ok(Number(answer.headers['retry-after']) > 0, what);
  assert.doesNotMatch(answer.body.toString(), /\/tmp|gateway\.db|SQLITE/, what);
}

test('a full disk: 503 for what cannot be written down, and all of it back with the room', {
  skip: missingGateway(),
}, async (t) => {
  const folder = folderWithSmallDisk(t, 12);
  if (folder === undefined) return t.skip('a small disk cannot be mounted here');
  const data = join(folder, 'data');
  await using upstream = await Upstream.start();
  const [known, unknown, large] = [wheel('known', 1000), wheel('unknown', 1000), wheel('large', 3_000_000)];
  const big = wheel('big', 1_500_000);
  for (const file of [known, unknown, large, big]) upstream.put(projectOf(file.filename.split('-')[0] ?? '', file));
  await using gateway = await Gateway.start(before(upstream, folder));
  const { authorization } = await tokenHeader(folder);
  const own = wheel('own', 1000);
  const { headers, body } = formOf(own.filename, bytesOf(own));
  const upload = () => ask(gateway.origin, '/legacy/', { ...headers, authorization }, 'POST', body);
  const path = (file: UpstreamFile) => `/simple/${file.filename.split('-')[0]}/${file.filename}`;
  for (const file of [known, big]) assert.equal((await askUntil(gateway.origin, path(file))).status, 200);

  const ballast = fill(data);
  // The last block of the log has some room left: as long as a serve can be written down, it goes on.
  let refused = await ask(gateway.origin, path(known));
  let more = 1;
  for (; refused.status === 200 && more < 50; more++) refused = await ask(gateway.origin, path(known));
  assertLater(refused, 'a file that is there: its serve cannot be written down');
  // Whichever way the bytes go, or the word that a copy is still good: the last of them waits for the log.
  const tag = `"${known.sha256}"`;
  const ways: Record<string, string>[] = [{ range: 'bytes=1-' }, { range: 'bytes=-1' }, { 'if-none-match': tag }];
  for (const headers of ways)
    assertLater(await ask(gateway.origin, path(known), headers), `a file that is there, ${JSON.stringify(headers)}`);
  for (const headers of [{}, { range: 'bytes=5-' }]) {
    const cut = await ask(gateway.origin, path(big), headers);
    assert.equal(cut.whole, false, `a file that is sent in pieces, ${JSON.stringify(headers)}`);
  }
  assertLater(await ask(gateway.origin, path(unknown)), 'a file that has to be fetched');
  assertLater(await ask(gateway.origin, path(large)), 'a file larger than what is free');
  assertLater(await upload(), 'an upload');
  assert.equal((await ask(gateway.origin, '/healthz')).status, 200);
  assert.equal((await ask(gateway.origin, '/simple/known/')).status, 200, 'a page that is in memory');

  rmSync(ballast);
  for (const file of [known, unknown, large])
    assert.ok(assertHonest(await askUntil(gateway.origin, path(file), 15_000), file), file.filename);
  assert.equal((await upload()).status, 200);
  assert.ok(assertHonest(await askUntil(gateway.origin, path(own)), own));
  assertBounded(gateway);
  await gateway.stop();
  soundBlobs(folder, readFileSync);
  const served = logOf(folder)
    .filter(({ event }) => event === 'serve')
    .map(({ filename }) => filename);
  assert.deepEqual(
    served,
    [known, big, ...Array(more - 1).fill(known), known, unknown, large, own].map(({ filename }) => filename),
  );
});

test('a disk that runs full again and again in the middle of serving: every serve is in the log, and the chain is whole', {
  skip: missingGateway(),
}, async (t) => {
  const folder = folderWithSmallDisk(t, 8);
  if (folder === undefined) return t.skip('a small disk cannot be mounted here');
  const data = join(folder, 'data');
  await using upstream = await Upstream.start();
  const files = Array.from({ length: 6 }, (_, at) => wheel(`p${at}`, 2000));
  for (const file of files) upstream.put(projectOf(file.filename.split('-')[0] ?? '', file));
  await using gateway = await Gateway.start(before(upstream, folder));
  let whole = 0;
  const asking = async (until: number, file: UpstreamFile) => {
    while (performance.now() < until) {
      const answer = await ask(gateway.origin, `/simple/${file.filename.split('-')[0]}/${file.filename}`);
      if (assertHonest(answer, file)) whole++;
      if (answer.status === 503) await pause(20);
    }
  };
  const { authorization } = await tokenHeader(folder);
  const stored: UpstreamFile[] = [];
  let refused = 0;
  const uploading = async (until: number, round: number) => {
    for (let at = 0; performance.now() < until; at++) {
      const own = wheel('own', 2000, `${round}.${at}`);
      const { headers, body } = formOf(own.filename, bytesOf(own));
      const answer = await ask(gateway.origin, '/legacy/', { ...headers, authorization }, 'POST', body);
      assert.ok([0, 200, 503].includes(answer.status), `${answer.status} ${answer.body}`);
      if (answer.status === 200) stored.push(own);
      else refused++;
      await pause(50);
    }
  };
  for (let round = 0; round < 5; round++) {
    const until = performance.now() + 700;
    const asked = [...files.map((file) => asking(until, file)), uploading(until, round)];
    await pause(150);
    const ballast = fill(data);
    await pause(250);
    rmSync(ballast);
    await Promise.all(asked);
  }
  // While there is no room it is killed, too: what it acknowledged is there at the next start.
  const ballast = fill(data);
  await gateway.kill();
  rmSync(ballast);
  const serves = logOf(folder).filter(({ event }) => event === 'serve').length;
  assert.ok(whole > 20 && serves >= whole, `${whole} served, ${serves} in the log`);
  await using again = await Gateway.start(before(upstream, folder));
  soundBlobs(folder, readFileSync);
  for (const own of stored)
    assert.ok(assertHonest(await askUntil(again.origin, `/simple/own/${own.filename}`), own), own.filename);
  for (const file of files)
    assert.ok(
      assertHonest(await askUntil(again.origin, `/simple/${file.filename.split('-')[0]}/${file.filename}`), file),
    );
  assert.equal(again.command('log', 'verify').code, 0);
  assertBounded(again);
  assert.ok(stored.length > 0 && refused > 0, `${stored.length} uploads stored, ${refused} refused`);
  t.diagnostic(`${whole} served, ${serves} in the log; ${stored.length} uploads stored, ${refused} refused`);
});
