import { buildCommand } from '@stricli/core';
import type { RestoreFlags } from '../actions/restore.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags } from '../flags.ts';
import { jsonFlag, text } from '../gateway-flags.ts';

/** `rind restore`. */
export const command = buildCommand<RestoreFlags, [string], CliContext>({
  docs: {
    brief: 'restore a backup of a gateway into an empty folder',
    customUsage: [
      { input: '/backups/2026-01-31 --data /var/lib/rind', brief: 'which then says that it is an older state' },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      data: { kind: 'parsed', parse: text, placeholder: 'DIR', brief: 'a folder that does not exist yet' },
      json: jsonFlag,
    },
    positional: { kind: 'tuple', parameters: [{ brief: 'the backup', parse: text, placeholder: 'SRC' }] },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/restore.ts')).restore),
});
