import { runCheck } from '../../compose/check-run.ts';
import { EXIT, type ExitCode, worstExit } from '../../contract/exit.ts';
import { type CliContext, logOf } from '../context.ts';
import type { GlobalFlags, LimitFlags, ReportFlags } from '../flags.ts';
import { printProblem } from '../print.ts';
import { printReport } from '../print-report.ts';
import { usableFormats } from '../report-targets.ts';

/** Flags of `rind check`. */
export interface CheckFlags extends GlobalFlags, LimitFlags, ReportFlags {
  readonly policy?: readonly string[];
  readonly index: boolean;
  readonly indexUrl?: string;
}

/** What `rind check` does. */
export async function check(context: CliContext, flags: CheckFlags, ...specs: readonly string[]): Promise<ExitCode> {
  const targets = usableFormats(context, flags);
  if (targets === undefined) return EXIT.usage;
  const report = await runCheck(context.machine, logOf(context, flags), context.version, { ...flags, specs });
  if (!report.ok) {
    printProblem(context, report.error);
    return EXIT.usage;
  }
  const written = printReport(context, report.value, targets, flags);
  return worstExit([report.value.exit, written ? EXIT.clean : EXIT.undetermined]);
}
