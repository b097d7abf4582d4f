import { buildCommand } from '@stricli/core';
import type { ExplainFlags } from '../actions/explain.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags, reportFlags } from '../flags.ts';

/** `rind explain`. */
export const command = buildCommand<ExplainFlags, [string], CliContext>({
  docs: {
    brief: 'say what a rule, a problem or an advisory is, or why something was decided',
    customUsage: [
      'rule:known-vulnerability',
      'problem:no-advisories',
      { input: 'advisory:CVE-2024-34064', brief: 'what the records at hand say of a flaw' },
      { input: 'why:jinja2==3.1.3', brief: 'the way to a decision about the current folder' },
      { input: 'jinja2==3.1.3', brief: 'the decision about a release' },
    ],
  },
  parameters: {
    flags: { ...globalFlags, now: reportFlags.now },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'rule:ID, problem:CODE, advisory:ID, why:ID or NAME==VERSION',
          parse: (subject: string) => subject,
          placeholder: 'SUBJECT',
        },
      ],
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/explain.ts')).explain),
});
