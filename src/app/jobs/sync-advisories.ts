import type { Job } from '../../platform/jobs.ts';

/** What became of a sync. */
export interface SyncEnd {
  readonly code: number | null;
  /** The last of what it said. */
  readonly said: string;
}

/** What the job works with. */
export interface SyncJobParts {
  /** Milliseconds between two syncs. */
  readonly every: number;
  /** Epoch milliseconds at which any source was last found to be all that there is; undefined for never. */
  lastChecked(): number | undefined;
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `rind sync`, beside this process: reading 25,000 records must keep no request waiting. */
  sync(signal: AbortSignal): Promise<SyncEnd>;
  /** Whether this process is the one that does it. */
  isOurs(): Promise<boolean>;
  /** Looks for what came. */
  look(): Promise<void>;
}

/** A gateway that starts, and starts again, asks no server in its first moments. Unit: milliseconds. */
const FIRST = 2_000;

/** Fetches advisories by itself; the first time when those at hand are as old as that. */
export function syncAdvisories(parts: SyncJobParts): Job {
  const { every, lastChecked, now, sync, isOurs, look } = parts;
  const age = now() - (lastChecked() ?? Number.NEGATIVE_INFINITY);
  // A time that lies ahead was written under another clock.
  const first = age < 0 ? FIRST : Math.max(FIRST, every - age);
  return {
    name: 'sync-advisories',
    every,
    first,
    async run(signal) {
      // Somebody else may have done it: another process, or a person.
      const young = now() - (lastChecked() ?? Number.NEGATIVE_INFINITY);
      if ((young >= 0 && young < every / 2) || !(await isOurs())) return;
      const { code, said } = await sync(signal);
      await look();
      if (code !== 0) throw new Error(`\`rind sync\` ended with ${code ?? 'a signal'}: ${said}`);
    },
  };
}
