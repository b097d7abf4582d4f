import { neutralizeLines } from '../../base/text/neutral.ts';
import { runExplain } from '../../compose/explain-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import { type CliContext, logOf } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printUsage } from '../print.ts';

/** Flags of `rind explain`. */
export interface ExplainFlags extends GlobalFlags {
  readonly now?: number;
}

/** What `rind explain` does. */
export async function explain(context: CliContext, flags: ExplainFlags, subject: string): Promise<ExitCode> {
  const answer = await runExplain(context.machine, logOf(context, flags), context.version, { ...flags, subject });
  // Advisories are written by others: what they say is made safe to print.
  if (answer.ok) context.process.stdout.write(`${neutralizeLines(answer.value)}\n`);
  else printUsage(context, answer.error.message, answer.error.hint);
  return answer.ok ? EXIT.clean : EXIT.usage;
}
