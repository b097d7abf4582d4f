import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../src/contract/report.ts';

/** The repository root, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * The command line under test: the source, or what `RIND_UNDER_TEST` names below the root. `npm test`
 * names the bundle that it has just built: it starts in a tenth of the time, and it is what is shipped.
 */
export const MAIN: string = path.join(ROOT, process.env['RIND_UNDER_TEST'] ?? 'src/cli/main.ts');

/** Where runs keep compiled code: beside nothing that they audit. */
export const COMPILED: string = path.join(ROOT, '.cache/compiled');

/** What one run of the command line left. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The day after the records of {@link osv}, so that they are not stale. */
const NOW = '2026-01-03T00:00:00Z';

/** Runs the command line in an empty environment with a data folder of its own; arguments as {@link secluded} has them. */
export function rind(cwd: string, ...given: readonly string[]): Ran {
  const ran = spawnSync(process.execPath, [MAIN, ...secluded(given)], {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      PATH: process.env['PATH'],
      HOME: cwd,
      RIND_DATA_DIR: path.join(cwd, '.rind-data'),
      XDG_CACHE_HOME: COMPILED,
    },
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

/** An audit without network, as of {@link NOW} unless a day is given; any other command as it is. */
export function secluded(given: readonly string[]): readonly string[] {
  const [command, ...others] = given;
  if (command !== 'audit') return given;
  return [command, '--offline', ...(given.includes('--now') ? [] : ['--now', NOW]), ...others];
}

/** Runs `rind audit --json` and reads the report. */
export function audited(cwd: string, ...args: readonly string[]): Ran & { readonly report: Report } {
  const ran = rind(cwd, 'audit', '--json', ...args);
  return { ...ran, report: JSON.parse(ran.out) as Report };
}

/** One OSV record about a PyPI project. */
export function osv(
  id: string,
  name: string,
  events: readonly Record<string, string>[],
  more: Record<string, unknown> = {},
): string {
  const affected = [{ package: { ecosystem: 'PyPI', name }, ranges: [{ type: 'ECOSYSTEM', events }] }];
  return JSON.stringify({ id, modified: '2026-01-02T03:04:05Z', summary: `flaw in ${name}`, affected, ...more });
}
