import type { Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { rulingCommand } from '../ruling-command.ts';

/** `rind deny`. */
export const command: Command<CliContext> = rulingCommand('deny', 'let nobody have something through the gateway', [
  { input: '"litellm==1.82.8" --reason "steals credentials" --wait', brief: 'in force everywhere when it ends' },
  { input: '"acme-*" --reason "ours alone"', brief: 'every name that begins so' },
]);
