import type { Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { rulingCommand } from '../ruling-command.ts';

/** `rind allow`. */
export const command: Command<CliContext> = rulingCommand(
  'allow',
  'let something through in spite of what policy thinks of it',
  [
    { input: '"requests==2.33.0" --reason "fixes our outage"', brief: 'the files of it that were seen so far' },
    {
      input: '"jinja2==2.11.2" --for PYSEC-2021-66 --reason T',
      brief: 'in spite of a known flaw, which it has to name',
    },
    { input: 'sha256:HEX --reason "looked at by hand"', brief: 'one file, by its very bytes' },
  ],
);
