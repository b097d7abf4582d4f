/**
 * `node bench/advisories.ts [RECORDS]`: what the store of advisories costs, in milliseconds of wall and of
 * processor time: taking records over, taking them over again unchanged, opening, looking up the names of a large lock. By default 25,000 made records, as many as OSV has of PyPI; beside them those of
 * the shared data, where they lie. There is nothing of the same kind in Python to compare with.
 */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NormalizedName, normalizeName } from '@rind/pypa';
import { loadSource } from '../src/advisory/load.fs.ts';
import { openStored } from '../src/advisory/open-stored.fs.ts';
import { type SyncContext, syncFile } from '../src/advisory/sync-edit.fs.ts';
import { DEFAULT_FILE_LIMITS } from '../src/platform/file-limits.ts';
import { createLog } from '../src/platform/log.ts';
import { makeRecords, recordsZip } from '../tools/make-records.ts';
import type { Bench } from './main.ts';

const log = createLog('quiet', { write: () => {}, terminal: false, now: () => 0 });
const PINS = 692;
const ROUNDS = 9;

interface Timed {
  readonly wall: number;
  readonly cpu: number;
}

function timed(work: () => void): Timed {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - begun, cpu: (user + system) / 1000 };
}

function say(what: string, ...rounds: readonly Timed[]): void {
  const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
  const middle = (values: readonly number[]) => sorted(values)[values.length >> 1] ?? 0;
  const [wall, cpu] = [rounds.map((round) => round.wall), rounds.map((round) => round.cpu)];
  const least = rounds.length > 1 ? `, least ${(sorted(wall)[0] ?? 0).toFixed(2)}` : '';
  console.log(`${what.padEnd(46)} ${middle(wall).toFixed(2)} ms (processor ${middle(cpu).toFixed(2)}${least})`);
}

function measure(name: string, zip: string, names: readonly NormalizedName[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'rind-bench-'));
  const context: SyncContext = { dataFolder: folder, log, now: 1, force: true, limits: DEFAULT_FILE_LIMITS };
  const sync = () => {
    const result = syncFile('osv', zip, context);
    if (!result.ok) throw new Error(result.error.message);
  };
  console.log(`\n${name}: ${(statSync(zip).size / 1e6).toFixed(1)} MB packed`);
  say(
    'read whole, as a configured source',
    timed(() => loadSource({ name: 'osv', file: zip }, DEFAULT_FILE_LIMITS, log)),
  );
  say('taken over into an empty store', timed(sync));
  say('taken over again, nothing changed', timed(sync));
  const [opening, looking]: [Timed[], Timed[]] = [[], []];
  let found = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const stores: ReturnType<typeof openStored>[] = [];
    opening.push(timed(() => stores.push(openStored(folder))));
    const [store] = stores;
    const opened = store?.ok ? store.value : undefined;
    if (opened === undefined) throw new Error('no store');
    const lookUp = () => {
      found = 0;
      for (const one of names) found += opened.forProject(one)?.length ?? 0;
    };
    looking.push(timed(lookUp));
  }
  say('opened (the first time, cold)', ...opening.slice(0, 1));
  say('opened', ...opening);
  say(`${names.length} names, ${found} records (the first time)`, ...looking.slice(0, 1));
  say(`${names.length} names, ${found} records`, ...looking);
  console.log(
    `${'size of the store'.padEnd(46)} ${(statSync(join(folder, 'advisories.db')).size / 1e6).toFixed(1)} MB`,
  );
  rmSync(folder, { recursive: true, force: true });
}

/** As in a real lock, one name in six has records, and each of those a handful. */
function pins(known: readonly string[]): NormalizedName[] {
  return Array.from({ length: PINS }, (_, index) =>
    normalizeName(index % 6 === 0 ? (known[(index * 37) % known.length] ?? '') : `nobody-${index}`),
  );
}

/** None that a Python program could be compared by: see above. */
export const benches: readonly Bench[] = [];

function main(): void {
  const count = Number(process.argv[2] ?? 25_000);
  const made = join(mkdtempSync(join(tmpdir(), 'rind-made-')), 'all.zip');
  writeFileSync(made, recordsZip(makeRecords(count)));
  measure(
    `${count} made records`,
    made,
    pins(Array.from({ length: Math.floor(count / 4) }, (_, index) => `made-project-${index}`)),
  );
  const shared = join(process.env['RIND_SHARED_DATA'] ?? '', 'advisories/PyPI-all.zip');
  if (existsSync(shared)) {
    const projects =
      'django pillow requests urllib3 jinja2 cryptography aiohttp werkzeug flask numpy lxml twisted tornado'.split(' ');
    measure('records of PyPA, October 2024', shared, pins(projects));
  }
}

if (import.meta.main) main();
