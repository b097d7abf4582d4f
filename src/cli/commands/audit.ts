import { buildCommand } from '@stricli/core';
import { runAudit } from '../../compose/audit-run.ts';
import { EXIT, type ExitCode, worstExit } from '../../contract/exit.ts';
import { type CliContext, logOf } from '../context.ts';
import { exits } from '../exits.ts';
import {
  type GlobalFlags,
  globalFlags,
  type LimitFlags,
  limitFlags,
  pathParameters,
  type ReportFlags,
  reportFlags,
} from '../flags.ts';
import { printProblem } from '../print.ts';
import { printReport } from '../print-report.ts';
import { usableFormats } from '../report-targets.ts';

import { choiceOf, type ScopeFlags, scopeFlags } from '../scope-flags.ts';

interface AuditFlags extends GlobalFlags, LimitFlags, ReportFlags, ScopeFlags {}

async function audit(context: CliContext, flags: AuditFlags, ...paths: readonly string[]): Promise<ExitCode> {
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
  const written = printReport(context, report.value, targets, flags);
  return worstExit([report.value.exit, written ? EXIT.clean : EXIT.undetermined]);
}

/** `rind audit`. */
export const command = buildCommand<AuditFlags, string[], CliContext>({
  docs: {
    brief: 'decide every component found in lock files and requirements',
    customUsage: ['', 'path/to/project', { input: '--json uv.lock', brief: 'one lock file, as JSON' }],
  },
  parameters: {
    flags: {
      ...globalFlags,
      ...reportFlags,
      ...limitFlags,
      ...scopeFlags,
    },
    positional: pathParameters,
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(audit),
});
