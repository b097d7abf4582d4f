import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

function run(this: CliContext): void {
  this.process.stdout.write(`rind ${this.version}\n`);
}

/** `rind version`. */
export const command = buildCommand<Record<never, never>, [], CliContext>({
  docs: { brief: 'print the version' },
  parameters: {},
  func: run,
});
