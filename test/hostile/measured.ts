import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Report } from '../../src/contract/report.ts';
import { COMPILED, MAIN, secluded } from '../rind.ts';

/** Stands in the environment of every run, and must stand in no output. */
export const SECRET = 'canary-of-the-environment';
/** Stands in files outside the repository, and must stand in no output. */
export const OUTSIDE = 'canary-from-outside';

/** What one run left, and what it took. */
interface Measured {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** CPU seconds: the machine may be busy with other things. */
  readonly seconds: number;
  /** Most memory that was resident, in MB. */
  readonly megabytes: number;
}

interface Circumstances {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A module for the child to run first. */
  readonly first?: string;
}

/* `maxRSS` counts what the process that started this one held, too: where the system tells its own, that counts. */
const METER = `import { readFileSync, writeSync } from 'node:fs';
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  let own;
  try {
    own = /^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {}
  writeSync(3, (own ?? maxRSS) + ' ' + (userCPUTime + systemCPUTime));
});`;

/** A module text as something to import. */
function dataModule(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

/** Runs the command line in a folder, with a canary in the environment; arguments as {@link secluded} has them. */
export function measured(cwd: string, args: readonly string[], { env = {}, first = '' }: Circumstances = {}): Measured {
  const ran = spawnSync(process.execPath, ['--import', dataModule(METER + first), MAIN, ...secluded(args)], {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 2 ** 29,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: cwd,
      RIND_DATA_DIR: path.join(cwd, '.rind-data'),
      XDG_CACHE_HOME: COMPILED,
      TOKEN: SECRET,
      ...env,
    },
  });
  const [kilobytes = 0, microseconds = 0] = (ran.output[3] ?? '').split(' ').map(Number);
  return {
    code: ran.status,
    out: ran.stdout,
    err: ran.stderr,
    seconds: microseconds / 1e6,
    megabytes: kilobytes / 1024,
  };
}

/** Asserts what holds of every run, whatever it was fed. */
export function assertCivil(ran: Measured, what = ''): void {
  assert.ok([0, 1, 2, 3].includes(ran.code ?? -1), `${what}: exit ${ran.code}\n${ran.err.slice(0, 2000)}`);
  for (const text of [ran.out, ran.err]) assertHarmless(text, what);
  assert.ok(ran.seconds < 10, `${what}: took ${ran.seconds} s`);
  assert.ok(ran.megabytes <= 400, `${what}: took ${ran.megabytes} MB`);
}

/** Asserts that a text acts on no terminal and no build runner, and tells nothing that it should not know. */
export function assertHarmless(text: string, what = ''): void {
  const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/.exec(text);
  assert.equal(acting, null, `${what}: a raw ${JSON.stringify(acting?.[0])}`);
  assert.doesNotMatch(text, /^[ \t]*::(?!(?:error|warning) (?:file=|title=))/m, `${what}: a workflow command`);
  assert.ok(!text.includes('##['), `${what}: a workflow command of the old kind`);
  assert.doesNotMatch(text, /^\s+at .+:\d+:\d+\)?$/m, `${what}: a stack trace`);
  assert.ok(!text.includes(SECRET), `${what}: tells the environment`);
  assert.ok(!text.includes(OUTSIDE), `${what}: tells of a file outside`);
}

/** Runs an audit as JSON, asserts that it was civil, and reads the report. */
export function auditReport(cwd: string, args: readonly string[] = [], circumstances?: Circumstances): Report {
  const ran = measured(cwd, ['audit', '--json', ...args], circumstances);
  assertCivil(ran, cwd);
  return JSON.parse(ran.out) as Report;
}
