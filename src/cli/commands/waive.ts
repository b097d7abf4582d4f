import { buildCommand } from '@stricli/core';
import type { WaiveFlags } from '../actions/waive.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags, reportFlags } from '../flags.ts';

const text = (input: string): string => input;

/** `rind waive`. */
export const command = buildCommand<WaiveFlags, [string, string], CliContext>({
  docs: {
    brief: 'decide to live with a finding: by whom, why, until when',
    customUsage: [
      {
        input:
          'PYSEC-2023-117 "sqlparse<0.4.4" --reason "no user input is parsed" --owner web@example.com --expires 2030-01-31',
        brief: 'adds a `[[waivers]]` table to rind.toml, or to [tool.rind] of pyproject.toml',
      },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      now: reportFlags.now,
      reason: { kind: 'parsed', parse: text, placeholder: 'TEXT', brief: 'why the team lives with it' },
      owner: { kind: 'parsed', parse: text, placeholder: 'TEXT', brief: 'who answers for it' },
      expires: { kind: 'parsed', parse: text, placeholder: 'DATE', brief: 'the day from which on it no longer holds' },
      untilFixed: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'holds only while no release fixes the flaw',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'the id of an advisory, any alias of it, or of a rule', parse: text, placeholder: 'ID' },
        { brief: 'a project and versions of it: name>=1,<2', parse: text, placeholder: 'SPEC' },
      ],
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/waive.ts')).waive),
});
