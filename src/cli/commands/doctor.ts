import { buildCommand } from '@stricli/core';
import type { DoctorFlags } from '../actions/doctor.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags } from '../flags.ts';

/** `rind doctor`. */
export const command = buildCommand<DoctorFlags, [string?], CliContext>({
  docs: {
    brief: 'does everything really go through the gateway',
    customUsage: [
      { input: '', brief: 'what this machine tells its installers' },
      { input: '. --server https://pypi.example.com', brief: 'and what the repository here tells them' },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      server: {
        kind: 'parsed',
        parse: (input: string): string => input,
        optional: true,
        placeholder: 'URL',
        brief: "the gateway's address (default http://127.0.0.1:7463)",
      },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'print JSON' },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'a repository; the machine alone without',
          parse: (input: string): string => input,
          placeholder: 'PATH',
          optional: true,
        },
      ],
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/doctor.ts')).doctor),
});
