import { runAudit } from '../../compose/audit-run.ts';
import { EXIT, type ExitCode, worstExit } from '../../contract/exit.ts';
import { type CliContext, logOf } from '../context.ts';
import type { GlobalFlags, LimitFlags, ReportFlags } from '../flags.ts';
import { printProblem } from '../print.ts';
import { printReport } from '../print-report.ts';
import { usableFormats } from '../report-targets.ts';
import { choiceOf, type ScopeFlags } from '../scope-flags.ts';
import { used } from '../used.ts';

/** Flags of `rind audit`. */
export interface AuditFlags extends GlobalFlags, LimitFlags, ReportFlags, ScopeFlags {
  readonly baseline?: string;
  readonly ignore?: readonly string[];
  readonly policy?: readonly string[];
}

/** What `rind audit` does. */
export async function audit(context: CliContext, flags: AuditFlags, ...paths: readonly string[]): Promise<ExitCode> {
  const targets = usableFormats(context, flags);
  if (targets === undefined) return EXIT.usage;
  const report = await runAudit(context.machine, logOf(context, flags), context.version, {
    ...flags,
    choice: choiceOf(flags),
    paths,
  });
  if (!report.ok) {
    printProblem(context, report.error);
    return EXIT.usage;
  }
  for (const { format } of report.value.inputs) used.add(format);
  for (const { format } of [{ format: targets.stdout }, ...targets.files]) used.add(format.id);
  const written = printReport(context, report.value, targets, flags);
  return worstExit([report.value.exit, written ? EXIT.clean : EXIT.undetermined]);
}
