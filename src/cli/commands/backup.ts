import { buildCommand } from '@stricli/core';
import type { BackupFlags } from '../actions/backup.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags } from '../flags.ts';
import { dataFlag, jsonFlag, text } from '../gateway-flags.ts';

/** `rind backup`. */
export const command = buildCommand<BackupFlags, [string], CliContext>({
  docs: {
    brief: 'back up a gateway, also while it runs',
    customUsage: [{ input: '/backups/2026-01-31 --data /var/lib/rind', brief: 'database, log and files as of now' }],
  },
  parameters: {
    flags: {
      ...globalFlags,
      data: dataFlag,
      json: jsonFlag,
      withKey: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'with the private key of the log: whoever has it can sign as this gateway',
      },
      copy: { kind: 'boolean', default: false, withNegated: false, brief: 'copy files where they could be linked' },
      rehash: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'read each file again and leave out damaged ones',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'a folder that does not exist yet', parse: text, placeholder: 'DEST' }],
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/backup.ts')).backup),
});
