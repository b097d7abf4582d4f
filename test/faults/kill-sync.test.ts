/**
 * kill -9 of a gateway while it fetches advisories by itself: what was in force stays, what comes is in force after the
 * next start, and who had a file that is refused then is told of once.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openStored } from '../../src/advisory/open-stored.fs.ts';
import { type MadeRecord, makeRecords, recordsZip } from '../../tools/make-records.ts';
import { missingGateway } from '../gateway/gateway.ts';
import { makeWheel } from '../servers/distribution.ts';
import { OsvServer } from '../servers/osv-server.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { ALL, assertVerifies, draw, SEED, startedSoon } from './chance.ts';
import { assertHonest } from './right.ts';
import { SetClock } from './set-clock.ts';
import { type Answered, askUntil, before, folderFor, logOf, pause } from './site.ts';

/** A round takes three seconds: a gateway asks nobody in its first two. */
const ROUNDS = ALL ? 20 : 6;
const NONE = missingGateway();
const SEEDED = `(seed ${SEED})`;
const HOUR = 60 * 60_000;

function wheel(name: string): UpstreamFile {
  return fileOf(makeWheel({ name, version: '1.0' }));
}

/** An advisory about every version of a project. */
function flawOf(name: string, number: number): MadeRecord {
  const modified = new Date(Date.UTC(2026, 5, 1) + number * HOUR).toISOString();
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }];
  const affected = [{ package: { name, ecosystem: 'PyPI' }, ranges }];
  const id = `PYSEC-2026-${9000 + number}`;
  return { schema_version: '1.7.0', id, modified, published: modified, summary: 'flaw', details: 'flaw', affected };
}

/** The processes that a process started. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

test('kill -9 of a gateway while it fetches advisories', { skip: NONE }, async (t: TestContext) => {
  const folder = folderFor(t);
  const clock = new SetClock(folder);
  await using osv = await OsvServer.start();
  await using upstream = await Upstream.start();
  const names = Array.from({ length: ROUNDS }, (_, at) => `used${at}`);
  upstream.put(...names.map((name) => projectOf(name, wheel(name))));
  const records = [...makeRecords(ALL ? 3000 : 400)];
  const publish = (...more: readonly MadeRecord[]) => {
    records.push(...more);
    osv.put('/PyPI', recordsZip(records), records);
  };
  const { origin } = osv;
  const env = {
    RIND_OSV_URL: `${origin}/PyPI/all.zip`,
    RIND_PSF_URL: `${origin}/psf/main.zip`,
    RIND_EPSS_URL: `${origin}/epss.csv.gz`,
    RIND_KEV_URL: `${origin}/kev.json`,
    ...clock.env,
  };
  const advisories = join(folder, 'advisories');
  const config = '[server]\nsync-every = "1h"\n';
  const options = before(upstream, folder, { config, args: ['--data-dir', advisories], env });
  const known = new Set<string>();
  const get = (at: string, name: string): Promise<Answered> => askUntil(at, `/simple/${name}/${wheel(name).filename}`);
  const look = async (at: string, name: string): Promise<void> => {
    const answer = await get(at, name);
    if (answer.status === 403) known.add(name);
    else assert.ok(assertHonest(answer, wheel(name), SEEDED), name);
    assert.equal(known.has(name), answer.status === 403, `what was known of ${name} is forgotten ${SEEDED}`);
  };
  publish();
  let within = 0;
  for (const [round, name] of names.entries()) {
    const gateway = await startedSoon(options);
    for (const used of names.slice(0, round + 1)) await look(gateway.origin, used);
    assert.ok(!known.has(name), `${name} is refused before anybody says why`);
    publish(flawOf(name, round));
    // While it fetches, or a while after: then decisions change, and exposures are told of.
    const until = performance.now() + 8000;
    while (childrenOf(gateway.pid).length === 0 && performance.now() < until) await pause(10);
    await pause(draw() * (ALL ? 2500 : 1200));
    const syncs = childrenOf(gateway.pid);
    if (syncs.length > 0) within++;
    await gateway.kill();
    if (round % 2 === 0) for (const pid of syncs) process.kill(pid, 'SIGKILL');
    assert.ok(openStored(advisories).ok, `a store that cannot be read ${SEEDED}`);
    await clock.pass(2 * HOUR);
  }
  await using gateway = await startedSoon(options);
  const exposures = () => logOf(folder).filter(({ event }) => event === 'exposure');
  const until = performance.now() + 90_000;
  while ((known.size < names.length || exposures().length < names.length) && performance.now() < until) {
    for (const name of names) await look(gateway.origin, name);
    await pause(500);
  }
  assert.deepEqual([...known].sort(), [...names].sort(), `what an advisory says is in force ${SEEDED}`);
  const told = exposures().map(({ project }) => String(project));
  assert.deepEqual(told.sort(), [...names].sort(), `who had each is told of once ${SEEDED}`);
  await assertVerifies(gateway);
  assert.ok(within > 0, 'no kill came while it fetched');
  t.diagnostic(`${ROUNDS} kills, ${within} of them while it fetched, seed ${SEED}`);
});
