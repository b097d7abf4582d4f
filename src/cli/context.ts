import type { StricliProcess } from '@stricli/core';
import { type Log, type LogRequest, stderrLog } from '../compose/log.ts';
import type { Machine } from '../compose/machine.ts';

/** What commands see: streams, the machine, the terminal. */
export interface CliContext {
  readonly process: StricliProcess;
  readonly machine: Machine;
  readonly terminal: { readonly color: boolean; readonly width: number };
  /** Whether stderr is a terminal: progress is then drawn in place. */
  readonly interactive: boolean;
  readonly version: string;
}

/** The log of a command, as loud as its flags say. */
export function logOf({ process, interactive, machine }: CliContext, flags: LogRequest): Log {
  return stderrLog(flags, process.stderr, interactive, machine.now);
}
