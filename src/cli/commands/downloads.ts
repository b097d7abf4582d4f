import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { type DeskFlags, deskFlags } from '../desk-flags.ts';
import { exits } from '../exits.ts';

/** `rind downloads`. */
export const command = buildCommand<DeskFlags, [string], CliContext>({
  docs: {
    brief: 'who downloaded a project, a version or a file through the gateway',
    customUsage: [
      { input: '"litellm==1.82.8"', brief: 'who had this version, the latest first' },
      { input: 'sha256:HEX --json', brief: 'who had these bytes' },
    ],
  },
  parameters: {
    flags: deskFlags,
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'name, name==1.2 or sha256:HEX', parse: (spec: string): string => spec, placeholder: 'SPEC' },
      ],
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/downloads.ts')).downloads),
});
