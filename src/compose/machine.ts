import type { Environment } from '../platform/data-folder.ts';

/** What a run sees of the machine: handed in by the door, so that tests need no process. */
export interface Machine extends Environment {
  readonly cwd: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
