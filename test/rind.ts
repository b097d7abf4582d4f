import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../src/contract/report.ts';

/** The repository root, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** What one run of the command line left. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The day after the records of {@link osv}, so that they are not stale. */
const NOW = '2026-01-03T00:00:00Z';

/** Runs the command line from its source, in an empty environment with a data folder of its own; audits as of {@link NOW}. */
export function rind(cwd: string, ...given: readonly string[]): Ran {
  const args = given[0] === 'audit' ? audits(given) : given;
  const ran = spawnSync(process.execPath, [path.join(ROOT, 'src/cli/main.ts'), ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env['PATH'], HOME: cwd, RIND_DATA_DIR: path.join(cwd, '.rind-data') },
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

function audits(given: readonly string[]): string[] {
  const [command = '', ...others] = given;
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
