import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { AuditRequest } from '../src/compose/audit-run.ts';
import { type LastingReport, runLastingAudit } from '../src/compose/lasting-run.ts';
import type { Machine } from '../src/compose/machine.ts';
import type { Log } from '../src/platform/log.ts';

const SILENT: Log = { warn() {}, step() {}, progress() {} };

/** What an audit run in a test may be told. */
export interface Told {
  readonly request?: Partial<AuditRequest>;
  readonly machine?: Partial<Machine>;
}

/**
 * An audit of a folder in this process, offline, and what its answer rests on. Its clock stands a minute ahead unless
 * another is given: what a test has just made is old enough to be believed.
 */
export async function lastingAudit(cwd: string, { request, machine }: Told = {}): Promise<LastingReport> {
  const home = path.join(cwd, '../home');
  mkdirSync(home, { recursive: true });
  const now = Date.now() + 60_000;
  const ran = await runLastingAudit(
    { cwd, home, platform: process.platform, variables: {}, now: () => now, ...machine },
    SILENT,
    '0.0.0',
    {
      paths: [],
      all: false,
      choice: { extras: [], groups: [], noDev: false },
      offline: true,
      dataDir: path.join(cwd, '../data'),
      ...request,
    },
    true,
  );
  if (!ran.ok) throw new Error(ran.error.message);
  return ran.value;
}
