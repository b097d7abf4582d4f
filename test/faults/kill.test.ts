/**
 * kill -9 at instants that nobody chose, twenty times each: no wrong byte is ever served, nothing that was
 * acknowledged is lost, what was left half done is swept, and the next start takes seconds. `RIND_FAULTS=all` for
 * larger files and more rounds; a failure prints its seed (`RIND_FAULTS_SEED`).
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openStored } from '../../src/advisory/open-stored.fs.ts';
import { makeRecords } from '../../tools/make-records.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { COMPILED, MAIN } from '../rind.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import {
  type Answered,
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
} from './site.ts';

const ALL = process.env['RIND_FAULTS'] === 'all';
const NONE = missingGateway();
const ROUNDS = ALL ? 60 : 20;
/** What a gateway may take to start after a crash: it is loaded, migrated, swept. Milliseconds, on a busy machine. */
const START = 10_000;

const SEED = Number(process.env['RIND_FAULTS_SEED'] ?? (process.env['CI'] ? 1_122 : Date.now() % 1_000_000));
let drawn = SEED;

/** The next of a sequence between 0 and 1 that its seed determines. Source: the generator of Park and Miller. */
function draw(): number {
  drawn = (drawn * 48_271 + 11) % 2_147_483_647;
  return drawn / 2_147_483_647;
}

/** Wheels of one project that differ in their content. */
function wheels(name: string, count: number, bytes: number): UpstreamFile[] {
  return Array.from({ length: count }, (_, at) => {
    const text = `${name} ${at} `.repeat(Math.ceil(bytes / 10)).slice(0, bytes);
    return fileOf(makeWheel({ name, version: `1.${at}`, files: { [`${name}.py`]: `# ${text}\n` } }));
  });
}

async function startedSoon(options: Parameters<typeof Gateway.start>[0]): Promise<Gateway> {
  const begun = performance.now();
  const gateway = await Gateway.start(options);
  const took = performance.now() - begun;
  assert.ok(took < START, `it took ${took} ms to start after a crash (seed ${SEED})`);
  return gateway;
}

/** Whole answers are right ones, and those that break off are the beginning of right ones. */
function assertRight({ status, body, whole, headers }: Answered, file: UpstreamFile): boolean {
  if (status !== 200) return false;
  const right = Buffer.concat([...file.content.pieces(0, file.content.size)]);
  assert.ok(right.subarray(0, body.length).equals(body), `${file.filename}: wrong bytes (seed ${SEED})`);
  assert.equal(headers['etag'], `"${file.sha256}"`);
  if (whole) assert.equal(body.length, right.length, `${file.filename} ends too early (seed ${SEED})`);
  return whole;
}

test('kill -9 while files are fetched and served', { skip: NONE }, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  upstream.misbehave(/^\/files\//, { kind: 'slow', bytesPerSecond: ALL ? 8_000_000 : 1_500_000 });
  const options = before(upstream, folder);
  const whole = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const gateway = await startedSoon(options);
    assert.deepEqual(spoolsOf(folder), [], `leftovers of the crash before (seed ${SEED})`);
    const files = wheels(`p${round}`, 4, ALL ? 3_000_000 : 150_000);
    upstream.put(projectOf(`p${round}`, ...files));
    const asked = [...files, ...files].map(async (file) => ({
      file,
      answer: await ask(gateway.origin, `/simple/p${round}/${file.filename}`),
    }));
    await pause(draw() * 500);
    await gateway.kill();
    for (const { file, answer } of await Promise.all(asked))
      if (assertRight(answer, file)) whole.set(file.sha256, (whole.get(file.sha256) ?? 0) + 1);
  }
  await using gateway = await startedSoon(options);
  soundBlobs(folder, readFileSync);
  const served = Map.groupBy(
    logOf(folder).filter(({ event }) => event === 'serve'),
    ({ sha256 }) => String(sha256),
  );
  for (const [sha256, times] of whole)
    assert.ok((served.get(sha256)?.length ?? 0) >= times, `a serve of ${sha256} is not in the log (seed ${SEED})`);
  for (let round = 0; round < ROUNDS; round += 5)
    for (const file of upstream.projects.get(`p${round}`)?.files ?? [])
      assert.ok(assertRight(await askUntil(gateway.origin, `/simple/p${round}/${file.filename}`), file));
  t.diagnostic(`${ROUNDS} kills, ${whole.size} files whole before one, seed ${SEED}`);
});

test('kill -9 while files are uploaded', { skip: NONE }, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const options = before(upstream, folder);
  mkdirSync(folder, { recursive: true });
  const { authorization } = await tokenHeader(folder);
  const stored = new Map<string, UpstreamFile>();
  let refused = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const gateway = await startedSoon(options);
    assert.deepEqual(spoolsOf(folder), [], `leftovers of the crash before (seed ${SEED})`);
    const files = wheels(`own${round % 4}`, 6, ALL ? 2_000_000 : 60_000).map((file, at) => {
      const version = `${round}.${at}`;
      return fileOf(
        makeWheel({ name: `own${round % 4}`, version, files: { 'x.py': `# ${file.sha256.repeat(900)}\n` } }),
      );
    });
    const sent = files.map(async (file) => {
      const content = Buffer.concat([...file.content.pieces(0, file.content.size)]);
      const { headers, body } = formOf(file.filename, content);
      return { file, answer: await ask(gateway.origin, '/legacy/', { ...headers, authorization }, 'POST', body) };
    });
    await pause(draw() * 250);
    await gateway.kill();
    for (const { file, answer } of await Promise.all(sent))
      if (answer.status === 200) stored.set(file.filename, file);
      else refused++;
  }
  await using gateway = await startedSoon(options);
  soundBlobs(folder, readFileSync);
  const logged = new Set(logOf(folder).map(({ event, filename }) => `${event} ${String(filename)}`));
  for (const file of stored.values()) {
    const [name] = file.filename.split('-');
    const page = await ask(gateway.origin, `/simple/${name}/`, { accept: 'application/vnd.pypi.simple.v1+json' });
    assert.ok(page.body.includes(file.sha256), `${file.filename} was taken in, and is not listed (seed ${SEED})`);
    assert.ok(
      assertRight(await askUntil(gateway.origin, `/simple/${name}/${file.filename}`), file),
      `${file.filename} was taken in, and is not there (seed ${SEED})`,
    );
    assert.ok(logged.has(`upload ${file.filename}`), `the upload of ${file.filename} is not in the log`);
  }
  assert.ok(stored.size > 0 && refused > 0, `${stored.size} stored, ${refused} broken off: the instants hit nothing`);
  t.diagnostic(`${ROUNDS} kills, ${stored.size} uploads acknowledged, ${refused} broken off, seed ${SEED}`);
});

test('kill -9 while a database is made and brought up to date', { skip: NONE }, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const [file] = wheels('fresh', 1, 1000);
  assert.ok(file);
  upstream.put(projectOf('fresh', file));
  const options = before(upstream, folder);
  writeFileSync(join(folder, 'rind.toml'), options.config ?? '');
  let between = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const data = join(folder, 'data');
    rmSync(data, { recursive: true, force: true });
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CACHE_HOME: COMPILED };
    const args = ['serve', '--listen', '127.0.0.1:0', '--data', data, '--config', join(folder, 'rind.toml')];
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
    let listens = false;
    child.stdout.on('data', () => {
      listens = true;
    });
    const gone = new Promise((resolve) => child.on('close', resolve));
    while (!existsSync(join(data, 'gateway.db'))) await pause(1);
    await pause(draw() * 60);
    child.kill('SIGKILL');
    await gone;
    if (!listens) between++;
    if (round % 2 === 1 && round < ROUNDS - 1) continue;
    const gateway = await startedSoon(options);
    assert.ok(assertRight(await askUntil(gateway.origin, `/simple/fresh/${file.filename}`), file));
    await gateway.kill();
  }
  assert.ok(between > 0, 'no kill came before it listened');
  t.diagnostic(`${ROUNDS} kills, ${between} of them before it listened, seed ${SEED}`);
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
    assert.ok(opened.ok, `a store that cannot be read (seed ${SEED})`);
    const { status } = await ask(gateway.origin, `/simple/flawed/${file.filename}`);
    assert.ok(status === 200 || status === 403 || status === 503, `${status} (seed ${SEED})`);
  }
  const until = performance.now() + 3000;
  let status = 0;
  while (status !== 403 && performance.now() < until) {
    ({ status } = await ask(gateway.origin, `/simple/flawed/${file.filename}`));
    await pause(100);
  }
  assert.equal(status, 403, 'what the advisories say is in force two seconds later');
  t.diagnostic(`${cut} of ${ROUNDS} synchronizations were cut, seed ${SEED}`);
});

/** So that the two agree: what is hashed here is what the wheel is. */
test('the files of these tests are what they are said to be', () => {
  const [file] = wheels('one', 1, 100);
  const bytes = Buffer.concat([...(file?.content.pieces(0, file.content.size) ?? [])]);
  assert.equal(createHash('sha256').update(bytes).digest('hex'), file?.sha256);
});
