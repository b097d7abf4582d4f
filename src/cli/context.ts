import type { StricliProcess } from '@stricli/core';
import type { Lasting } from '../compose/lasting-run.ts';
import { type Log, type LogRequest, stderrLog } from '../compose/log.ts';
import type { Machine } from '../compose/machine.ts';

/** What commands see: streams, the machine, the terminal. */
export interface CliContext {
  /** Its stderr makes whatever is written harmless. */
  readonly process: StricliProcess;
  /** stderr as it is: progress moves the cursor. `pass` is for what means nothing once the run is over. */
  readonly stderr: { write(text: string): void; pass(text: string): void };
  /** Takes, from a command that may be asked the same again, how long its answer holds. */
  readonly lasts: (lasting: Lasting) => void;
  readonly machine: Machine;
  /** `width`: columns of stdout; absent when it is no terminal. */
  readonly terminal: { readonly color: boolean; readonly width?: number };
  /** Whether stderr is a terminal: progress is then drawn in place. */
  readonly interactive: boolean;
  readonly version: string;
}

/** The log of a command, as loud as its flags say. */
export function logOf({ stderr, interactive, machine }: CliContext, flags: LogRequest): Log {
  return stderrLog(flags, stderr, interactive, machine.now);
}
