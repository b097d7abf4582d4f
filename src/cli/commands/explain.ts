import { buildCommand } from '@stricli/core';
import { explain } from '../../app/explain.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { type GlobalFlags, globalFlags } from '../flags.ts';
import { printUsage } from '../print.ts';

function explainSubject(context: CliContext, _flags: GlobalFlags, subject: string): ExitCode {
  const answer = explain(subject);
  if (answer.ok) context.process.stdout.write(`${answer.value}\n`);
  else printUsage(context, answer.error.message, answer.error.hint);
  return answer.ok ? EXIT.clean : EXIT.usage;
}

/** `rind explain`. */
export const command = buildCommand<GlobalFlags, [string], CliContext>({
  docs: {
    brief: 'say what a rule or a problem is',
    customUsage: ['rule:known-vulnerability', 'problem:no-advisories'],
  },
  parameters: {
    flags: globalFlags,
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'rule:ID or problem:CODE', parse: (subject: string) => subject, placeholder: 'SUBJECT' }],
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => explainSubject),
});
