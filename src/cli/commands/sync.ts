import { buildCommand } from '@stricli/core';
import { isWarning } from '../../base/problem-codes.ts';
import { neutralize } from '../../base/text/neutral.ts';
import { runSync } from '../../compose/sync-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import { type CliContext, logOf } from '../context.ts';
import { exits } from '../exits.ts';
import { type GlobalFlags, globalFlags, type LimitFlags, limitFlags } from '../flags.ts';
import { printProblem, printUsage } from '../print.ts';

interface SyncFlags extends GlobalFlags, LimitFlags {
  readonly from?: string;
  readonly source?: string;
}

function sync(context: CliContext, flags: SyncFlags): ExitCode {
  if (flags.from === undefined) {
    printUsage(
      context,
      'this version loads advisories from a path only',
      'rind sync --from PATH, with a folder or zip of OSV records such as OSV’s PyPI/all.zip',
    );
    return EXIT.usage;
  }
  const log = logOf(context, flags);
  const result = runSync(context.machine, log, { ...flags, from: flags.from });
  if (!result.ok) {
    printProblem(context, result.error);
    return EXIT.undetermined;
  }
  const { source, problems } = result.value;
  for (const problem of problems) log.warn(neutralize(problem.message));
  context.process.stdout.write(
    `${neutralize(source.name)}: ${source.records} records about PyPI projects, newest of ${neutralize(source.newest) || 'no known day'}\n`,
  );
  // What could not be read is not stored, so no later audit can be whole.
  return problems.every(({ code }) => isWarning(code)) ? EXIT.clean : EXIT.undetermined;
}

/** `rind sync`. */
export const command = buildCommand<SyncFlags, [], CliContext>({
  docs: {
    brief: 'load advisories',
    customUsage: [{ input: '--from all.zip', brief: 'OSV’s PyPI/all.zip, downloaded before' }],
  },
  parameters: {
    flags: {
      ...globalFlags,
      ...limitFlags,
      from: {
        kind: 'parsed',
        parse: (path: string) => path,
        optional: true,
        placeholder: 'PATH',
        brief: 'a folder or zip of OSV records',
      },
      source: {
        kind: 'parsed',
        parse: (name: string) => name,
        optional: true,
        placeholder: 'NAME',
        brief: 'the name to keep it under (default: the file’s)',
      },
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => sync),
});
