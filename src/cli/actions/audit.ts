import { runLastingAudit } from '../../compose/lasting-run.ts';
import { EXIT, type ExitCode, worstExit } from '../../contract/exit.ts';
import { type CliContext, logOf } from '../context.ts';
import type { GlobalFlags, LimitFlags, ReportFlags } from '../flags.ts';
import { printProblem } from '../print.ts';
import { printReport } from '../print-report.ts';
import { type ReportTargets, usableFormats } from '../report-targets.ts';
import { choiceOf, type ScopeFlags } from '../scope-flags.ts';
import { used } from '../used.ts';

/** Flags of `rind audit`. */
export interface AuditFlags extends GlobalFlags, LimitFlags, ReportFlags, ScopeFlags {
  readonly baseline?: string;
  readonly ignore?: readonly string[];
  readonly index: boolean;
  readonly indexUrl?: string;
  readonly policy?: readonly string[];
  /** No answer of an earlier run is said again, nor is this one kept. */
  readonly noCache: boolean;
}

/** What `rind audit` does. */
export async function audit(context: CliContext, flags: AuditFlags, ...paths: readonly string[]): Promise<ExitCode> {
  const targets = usableFormats(context, flags);
  if (targets === undefined) return EXIT.usage;
  const log = logOf(context, flags);
  const request = { ...flags, choice: choiceOf(flags), paths };
  const ran = await runLastingAudit(context.machine, log, context.version, request, mayLast(flags, targets));
  if (!ran.ok) {
    printProblem(context, ran.error);
    return EXIT.usage;
  }
  const { report, lasting } = ran.value;
  for (const { format } of report.inputs) used.add(format);
  for (const { format } of [{ format: targets.stdout }, ...targets.files]) used.add(format.id);
  const written = printReport(context, report, targets, flags);
  if (lasting !== undefined) context.lasts(lasting);
  return worstExit([report.exit, written ? EXIT.clean : EXIT.undetermined]);
}

/** Whether the same bytes may be said again: not with what speaks of the run itself, or of the instant that it decides as of. */
function mayLast({ noCache, verbose, now }: AuditFlags, { stdout, files }: ReportTargets): boolean {
  return !noCache && !verbose && files.length === 0 && (now !== undefined || stdout.lasts === true);
}
