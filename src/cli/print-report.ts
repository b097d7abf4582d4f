import { writeOutput } from '../compose/output.ts';
import type { Report } from '../contract/report.ts';
import type { RenderOptions } from '../report/format.ts';
import type { CliContext } from './context.ts';
import type { GlobalFlags } from './flags.ts';
import { printProblem } from './print.ts';
import type { ReportTargets } from './report-targets.ts';

/** Prints a report to stdout and writes its files; false when a file could not be written. */
export function printReport(
  context: CliContext,
  report: Report,
  targets: ReportTargets,
  flags: GlobalFlags,
  frame?: RenderOptions['frame'],
): boolean {
  const frames = frame === undefined ? {} : { frame };
  const { width } = context.terminal;
  const color = flags.color === 'always' || (flags.color === 'auto' && context.terminal.color);
  let written = true;
  for (const { format, path } of targets.files) {
    const result = writeOutput(context.machine, path, format.render(report, { color: false, ...frames }));
    if (!result.ok) {
      printProblem(context, result.error);
      written = false;
    }
  }
  const columns = width === undefined ? {} : { width };
  context.process.stdout.write(targets.stdout.render(report, { color, ...columns, ...frames }));
  return written;
}
