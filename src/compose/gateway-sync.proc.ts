import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { SyncEnd } from '../app/jobs/sync-advisories.ts';
import type { Machine } from './machine.ts';

/** Characters of what a sync says that are kept. */
const MOST_SAID = 1000;
/** A sync that takes longer hangs. Unit: milliseconds. */
const LONGEST = 30 * 60_000;

/**
 * Runs `rind sync` as a process of its own, with less of the machine than whoever answers requests. It replaces the
 * file of advisories whole, and whatever ends it, the file is the old one or the new one.
 *
 * @param program the file that this process was started with
 */
export function runSyncProcess(
  program: string,
  dataFolder: string,
  { variables, cwd }: Machine,
  signal: AbortSignal,
): Promise<SyncEnd> {
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(process.execPath, [program, 'sync', '--quiet', '--data-dir', dataFolder], {
      cwd,
      env: { ...variables },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
      timeout: LONGEST,
    });
    try {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has ended already, or the system does not allow it: then it runs as it is.
    }
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MOST_SAID);
    });
    child.on('error', (error) => resolve({ code: null, said: error.message }));
    child.on('close', (code) => resolve({ code, said: said.trim() }));
  });
}
