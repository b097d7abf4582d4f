/**
 * kill -9 while a database is made, and while one that an older version left is brought up to date: the next start goes
 * on from there, and what was in it stays.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { type GatewayOptions, missingGateway } from '../gateway/gateway.ts';
import { COMPILED, MAIN } from '../rind.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { assertVerifies, draw, ROUNDS, SEED, startedSoon } from './chance.ts';
import { assertHonest, bytesOf } from './right.ts';
import { ask, askUntil, before, folderFor, formOf, pause, rule, tokenHeader, withState } from './site.ts';

const NONE = missingGateway();
const SEEDED = `(seed ${SEED})`;
/** Rows of the table on which an index is made: so many that it takes a while. */
const ROWS = 5000;
/** Half of the rounds make a database, half bring one up to date. */
const EACH = ROUNDS / 2;

/** Starts a gateway, and kills it some milliseconds after `isBegun`, or when it listens and `isBegun` is never so; whether it listened. */
async function killed(folder: string, data: string, isBegun: () => boolean, after: number): Promise<boolean> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CACHE_HOME: COMPILED };
  const args = ['serve', '--listen', '127.0.0.1:0', '--data', data, '--config', join(folder, 'rind.toml')];
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let listens = false;
  child.stdout.on('data', () => {
    listens = true;
  });
  const gone = new Promise((resolve) => child.on('close', resolve));
  while (!isBegun() && !listens && child.exitCode === null) await pause(1);
  await pause(after);
  child.kill('SIGKILL');
  await gone;
  return listens;
}

/** How many bytes a file has; none where it is not there. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Steps that a database says have run. */
function stepsOf(file: string): string[] {
  const database = new DatabaseSync(file);
  try {
    const rows = database.prepare('SELECT id FROM migration ORDER BY rowid').all();
    return rows.map(({ id }) => String(id));
  } catch {
    return [];
  } finally {
    database.close();
  }
}

/** Makes of a database what an older version had: without tables and indices that came later. What is then left. */
function olden(file: string): string[] {
  const later = /^(?:evidence\/(?:provenance-1|follower-1|policy-1|kept-file-1|download-2)|platform\/lease-1)$/;
  const database = new DatabaseSync(file);
  for (const { id, text } of database.prepare('SELECT id, text FROM migration ORDER BY rowid DESC').all()) {
    if (!later.test(String(id))) continue;
    for (const [, kind, name] of [...String(text).matchAll(/CREATE (TABLE|INDEX) (\w+)/g)].reverse())
      database.exec(`DROP ${kind} ${name}`);
    database.prepare('DELETE FROM migration WHERE id = ?').run(String(id));
  }
  const row = `printf('%064x', i), 'anonymous', '127.0.0.' || i, '', 'bulk' || (i / 100), '1.0', 'bulk', 'pip', i, i, 1`;
  database.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) INSERT INTO download SELECT ${row} FROM n`,
  );
  database.close();
  return stepsOf(file);
}

test('kill -9 while a database is made', { skip: NONE }, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const file = fileOf(makeWheel({ name: 'fresh', version: '1.0' }));
  upstream.put(projectOf('fresh', file));
  const options = before(upstream, folder);
  writeFileSync(join(folder, 'rind.toml'), options.config ?? '');
  let between = 0;
  for (let round = 0; round < EACH; round++) {
    const data = join(folder, 'data');
    rmSync(data, { recursive: true, force: true });
    if (!(await killed(folder, data, () => existsSync(join(data, 'gateway.db')), draw() * 60))) between++;
    if (round % 2 === 1 && round < EACH - 1) continue;
    const gateway = await startedSoon(options);
    assert.ok(assertHonest(await askUntil(gateway.origin, `/simple/fresh/${file.filename}`), file, SEEDED));
    await gateway.kill();
  }
  assert.ok(between > 0, 'no kill came before it listened');
  t.diagnostic(`${EACH} kills, ${between} of them before it listened, seed ${SEED}`);
});

/** Fills a folder with what a gateway acknowledged. */
async function fill(options: GatewayOptions): Promise<{ readonly authorization: string }> {
  const { folder } = options;
  const gateway = await startedSoon(options);
  const { authorization } = await tokenHeader(folder);
  const own = makeWheel({ name: 'own', version: '1.0' });
  const { headers, body } = formOf(own.filename, own.content);
  assert.equal((await ask(gateway.origin, '/legacy/', { ...headers, authorization }, 'POST', body)).status, 200);
  for (const name of ['fresh', 'flawed', 'own'])
    assert.equal((await askUntil(gateway.origin, `/simple/${name}/${name}-1.0-py3-none-any.whl`)).status, 200);
  await rule(folder, 'deny', 'flawed');
  assert.equal(await gateway.stop(), 0);
  return { authorization };
}

test('kill -9 while the database of an older version is brought up to date', { skip: NONE }, async (t: TestContext) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const wheel = (name: string) => fileOf(makeWheel({ name, version: '1.0' }));
  const [fresh, flawed, own] = [wheel('fresh'), wheel('flawed'), wheel('own')];
  upstream.put(projectOf('fresh', fresh), projectOf('flawed', flawed));
  const options = before(upstream, folder);
  const { authorization } = await fill(options);
  const [data, old] = [join(folder, 'data'), join(folder, 'old')];
  const database = join(data, 'gateway.db');
  const all = stepsOf(database).length;
  const begun = olden(database).length;
  assert.ok(begun < all - 4, `${begun} of ${all} steps`);
  cpSync(data, old, { recursive: true });
  let between = 0;
  // How much the steps write: the first one is let through, and killed when it listens.
  let written = 0;
  for (let round = 0; round < EACH; round++) {
    rmSync(data, { recursive: true, force: true });
    cpSync(old, data, { recursive: true });
    // By what is written, not by time: so an instant that is drawn is within the steps, however busy the machine is.
    const most = round === 0 ? Number.POSITIVE_INFINITY : draw() * written;
    await killed(folder, data, () => sizeOf(`${database}-wal`) > most, 0);
    if (round === 0) written = sizeOf(`${database}-wal`);
    const steps = stepsOf(database).length;
    assert.ok(steps >= begun, `${steps} steps of ${begun} ${SEEDED}`);
    if (steps > begun && steps < all) between++;
    await using gateway = await startedSoon(options);
    assert.equal(stepsOf(database).length, all);
    const path = (name: string) => `/simple/${name}/${name}-1.0-py3-none-any.whl`;
    for (const [name, file] of [
      ['fresh', fresh],
      ['own', own],
    ] as const)
      assert.ok(assertHonest(await askUntil(gateway.origin, path(name)), file, SEEDED), `${name} is lost ${SEEDED}`);
    assert.equal((await askUntil(gateway.origin, path('flawed'))).status, 403, `a person's word is lost ${SEEDED}`);
    const { headers, body } = formOf(own.filename, Buffer.concat([bytesOf(own), Buffer.from('x')]));
    const other = await ask(gateway.origin, '/legacy/', { ...headers, authorization }, 'POST', body);
    assert.equal(other.status, 400, `the token, or the name that is taken, is lost ${SEEDED}`);
    const had = await withState(folder, async ({ downloads }) => ({
      bulk: (await downloads.projects()).filter((name) => name.startsWith('bulk')).length,
      flawed: (await downloads.ofProject('flawed')).length,
    }));
    assert.deepEqual(had, { bulk: ROWS / 100 + 1, flawed: 1 }, `who had what is lost ${SEEDED}`);
    if (round === EACH - 1) assertVerifies(gateway);
  }
  assert.ok(between > 0, 'no kill came between the first step and the last');
  t.diagnostic(`${EACH} kills, ${between} of them between the first step and the last, seed ${SEED}`);
});
