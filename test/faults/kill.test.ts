/**
 * kill -9 at instants that nobody chose, twenty times each: no wrong byte is ever served, nothing that was
 * acknowledged is lost, what was left half done is swept, and the next start takes seconds. `RIND_FAULTS=all` for
 * larger files and more rounds; a failure prints its seed (`RIND_FAULTS_SEED`).
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openStored } from '../../src/advisory/open-stored.fs.ts';
import { makeRecords } from '../../tools/make-records.ts';
import { type Gateway, missingGateway } from '../gateway/gateway.ts';
import { COMPILED, MAIN } from '../rind.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { ALL, assertVerifies, draw, ROUNDS, SEED, startedSoon } from './chance.ts';
import { assertHonest, bytesOf } from './right.ts';
import {
  ask,
  askUntil,
  before,
  folderFor,
  formOf,
  logOf,
  pause,
  soundBlobs,
  spoolsOf,
  tokenHeader,
  withState,
} from './site.ts';

const NONE = missingGateway();
const SEEDED = `(seed ${SEED})`;

/** Wheels of one project that differ in their content. */
function wheels(name: string, count: number, bytes: number): UpstreamFile[] {
  return Array.from({ length: count }, (_, at) => {
    const text = `${name} ${at} `.repeat(Math.ceil(bytes / 10)).slice(0, bytes);
    return fileOf(makeWheel({ name, version: `1.${at}`, files: { [`${name}.py`]: `# ${text}\n` } }));
  });
}

test('kill -9 while files are fetched and served', { skip: NONE }, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  upstream.misbehave(/^\/files\//, { kind: 'slow', bytesPerSecond: ALL ? 8_000_000 : 1_500_000 });
  const options = before(upstream, folder);
  const whole = new Map<string, number>();
  let broken = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const gateway = await startedSoon(options);
    assert.deepEqual(spoolsOf(folder), [], `leftovers of the crash before ${SEEDED}`);
    const files = wheels(`p${round}`, 4, ALL ? 3_000_000 : 150_000);
    upstream.put(projectOf(`p${round}`, ...files));
    const path = (file: UpstreamFile) => `/simple/p${round}/${file.filename}`;
    const asked = [...files, ...files].map(async (file) => ({ file, answer: await ask(gateway.origin, path(file)) }));
    const parts = files.map(async (file) => ({
      file,
      answer: await ask(gateway.origin, path(file), { range: 'bytes=100-1099' }),
    }));
    // Half of them at any instant, half when the first files are on their way out.
    if (round % 2 === 1) await Promise.race(asked);
    await pause(draw() * (round % 2 === 1 ? 100 : 500));
    await gateway.kill();
    for (const { file, answer } of await Promise.all(asked))
      if (assertHonest(answer, file, SEEDED)) whole.set(file.sha256, (whole.get(file.sha256) ?? 0) + 1);
      else broken++;
    for (const { file, answer } of await Promise.all(parts)) {
      assert.ok([0, 206, 503].includes(answer.status), `a part: ${answer.status} ${SEEDED}`);
      const right = bytesOf(file).subarray(100, 1100);
      if (answer.status === 206) assert.ok(right.subarray(0, answer.body.length).equals(answer.body), SEEDED);
    }
  }
  await using gateway = await startedSoon(options);
  soundBlobs(folder, readFileSync);
  const serves = logOf(folder).filter(({ event }) => event === 'serve');
  const served = Map.groupBy(serves, ({ sha256 }) => String(sha256));
  for (const [sha256, times] of whole)
    assert.ok((served.get(sha256)?.length ?? 0) >= times, `a serve of ${sha256} is not in the log ${SEEDED}`);
  const counted = await withState(folder, async ({ downloads }) => {
    let times = 0;
    for (const project of await downloads.projects())
      for (const download of await downloads.ofProject(project)) times += download.times;
    return times;
  });
  assert.equal(counted, serves.length, `who had what is known of every serve in the log ${SEEDED}`);
  for (let round = 0; round < ROUNDS; round += ALL ? 1 : 5)
    for (const file of upstream.projects.get(`p${round}`)?.files ?? [])
      assert.ok(assertHonest(await askUntil(gateway.origin, `/simple/p${round}/${file.filename}`), file));
  assertVerifies(gateway);
  assert.ok(whole.size > 0 && broken > 0, `${whole.size} whole, ${broken} broken off: the instants hit nothing`);
  t.diagnostic(`${ROUNDS} kills, ${whole.size} files whole before one, ${broken} answers broken off, seed ${SEED}`);
});

test('kill -9 while files are uploaded', { skip: NONE }, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const options = before(upstream, folder);
  mkdirSync(folder, { recursive: true });
  const { authorization } = await tokenHeader(folder);
  const stored = new Map<string, UpstreamFile>();
  const refused: UpstreamFile[] = [];
  const upload = ({ origin }: Gateway, { filename }: UpstreamFile, content: Buffer) => {
    const { headers, body } = formOf(filename, content);
    return ask(origin, '/legacy/', { ...headers, authorization }, 'POST', body);
  };
  for (let round = 0; round < ROUNDS; round++) {
    const gateway = await startedSoon(options);
    assert.deepEqual(spoolsOf(folder), [], `leftovers of the crash before ${SEEDED}`);
    const files = wheels(`own${round % 4}`, 6, ALL ? 2_000_000 : 60_000).map((file, at) => {
      const version = `${round}.${at}`;
      const size = ALL ? 15_000 : 900;
      return fileOf(
        makeWheel({ name: `own${round % 4}`, version, files: { 'x.py': `# ${file.sha256.repeat(size)}\n` } }),
      );
    });
    const sent = files.map(async (file) => ({ file, answer: await upload(gateway, file, bytesOf(file)) }));
    if (round % 2 === 1) await Promise.race(sent);
    await pause(draw() * (round % 2 === 1 ? 50 : 250));
    await gateway.kill();
    for (const { file, answer } of await Promise.all(sent))
      if (answer.status === 200) stored.set(file.filename, file);
      else refused.push(file);
  }
  await using gateway = await startedSoon(options);
  soundBlobs(folder, readFileSync);
  const isThere = async (file: UpstreamFile) => {
    const [name] = file.filename.split('-');
    const page = await ask(gateway.origin, `/simple/${name}/`, { accept: 'application/vnd.pypi.simple.v1+json' });
    assert.ok(page.body.includes(file.sha256), `${file.filename} was taken in, and is not listed ${SEEDED}`);
    const answer = await askUntil(gateway.origin, `/simple/${name}/${file.filename}`);
    assert.ok(assertHonest(answer, file, SEEDED), `${file.filename} was taken in, and is not there ${SEEDED}`);
  };
  const logged = new Set(logOf(folder).map(({ event, filename }) => `${event} ${String(filename)}`));
  for (const file of stored.values()) {
    await isThere(file);
    assert.ok(logged.has(`upload ${file.filename}`), `the upload of ${file.filename} is not in the log`);
    const other = await upload(gateway, file, Buffer.concat([bytesOf(file), Buffer.from('x')]));
    assert.equal(other.status, 400, `other bytes in the place of ${file.filename} ${SEEDED}`);
  }
  // What was broken off is all there or not at all: whoever sends it again has it stored, and nobody's name is burnt.
  for (const file of refused.slice(-30)) {
    const { status, body } = await upload(gateway, file, bytesOf(file));
    assert.equal(status, 200, `${file.filename}, sent again: ${body} ${SEEDED}`);
    await isThere(file);
  }
  assertVerifies(gateway);
  const broken = refused.length;
  assert.ok(stored.size > 0 && broken > 0, `${stored.size} stored, ${broken} broken off: the instants hit nothing`);
  t.diagnostic(`${ROUNDS} kills, ${stored.size} uploads acknowledged, ${broken} broken off, seed ${SEED}`);
});

test('kill -9 while advisories are synchronized beside a gateway', { skip: NONE }, async (t: TestContext) => {
  const folder = folderFor(t);
  const advisories = join(folder, 'advisories');
  const records = join(folder, 'records');
  mkdirSync(records);
  const made = makeRecords(ALL ? 3000 : 400);
  const flaw = { ...made[0], id: 'PYSEC-2026-9001', modified: '2026-06-01T00:00:00Z', summary: 'flaw' };
  const affected = [{ package: { ecosystem: 'PyPI', name: 'flawed' }, versions: ['1.0'] }];
  for (const record of [...made, { ...flaw, affected }])
    writeFileSync(join(records, `${record.id}.json`), JSON.stringify(record));
  await using upstream = await Upstream.start();
  const [file] = wheels('flawed', 1, 1000);
  assert.ok(file);
  upstream.put(projectOf('flawed', file));
  const env = { RIND_DATA_DIR: advisories };
  const options = before(upstream, folder, { env });
  await using gateway = await startedSoon(options);
  let cut = 0;
  let isKnown = false;
  for (let round = 0; round < ROUNDS; round++) {
    const args = [MAIN, 'sync', '--from', records, '--data-dir', advisories];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CACHE_HOME: COMPILED },
      stdio: 'ignore',
    });
    const gone = new Promise<number | null>((resolve) => child.on('close', resolve));
    if (round === ROUNDS - 1) assert.equal(await gone, 0, 'a synchronization after all those kills');
    else {
      await pause(150 + draw() * 350);
      child.kill('SIGKILL');
      if ((await gone) === null) cut++;
    }
    const opened = openStored(advisories);
    assert.ok(opened.ok, `a store that cannot be read ${SEEDED}`);
    const answer = await ask(gateway.origin, `/simple/flawed/${file.filename}`);
    if (answer.status === 403) isKnown = true;
    else assertHonest(answer, file, SEEDED);
    if (isKnown) assert.equal(answer.status, 403, `what was known once is forgotten ${SEEDED}`);
  }
  const until = performance.now() + 3000;
  let status = 0;
  while (status !== 403 && performance.now() < until) {
    ({ status } = await ask(gateway.origin, `/simple/flawed/${file.filename}`));
    await pause(100);
  }
  assert.equal(status, 403, 'what the advisories say is in force two seconds later');
  assert.ok(cut > 0, 'no synchronization was cut');
  t.diagnostic(`${cut} of ${ROUNDS} synchronizations were cut, seed ${SEED}`);
});

/** So that the two agree: what is hashed here is what the wheel is. */
test('the files of these tests are what they are said to be', () => {
  const [file] = wheels('one', 1, 100);
  assert.ok(file);
  assert.equal(createHash('sha256').update(bytesOf(file)).digest('hex'), file.sha256);
});
