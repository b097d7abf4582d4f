import type { StricliProcess } from '@stricli/core';
import type { Machine } from '../compose/machine.ts';

/** What commands see: streams, the machine, the terminal. */
export interface CliContext {
  readonly process: StricliProcess;
  readonly machine: Machine;
  readonly terminal: { readonly color: boolean; readonly width: number };
  readonly version: string;
}
