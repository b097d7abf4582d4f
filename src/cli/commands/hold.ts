import type { Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { rulingCommand } from '../ruling-command.ts';

/** `rind hold`. */
export const command: Command<CliContext> = rulingCommand('hold', 'let something wait for a person', [
  { input: '"numpy>=3" --reason "not tested yet" --expires 2030-01-31', brief: 'until that day, or until released' },
]);
