import { formatInstant } from '../../base/instant.ts';
import { jsonText, neutralize } from '../../base/text/neutral.ts';
import { runRestore } from '../../compose/restore-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** Flags of `rind restore`. */
export interface RestoreFlags extends GlobalFlags {
  readonly data: string;
  readonly json: boolean;
}

/** What `rind restore` does: exit 1 for a backup that is not what was written, 2 for a folder that is in use. */
export async function restore(context: CliContext, flags: RestoreFlags, from: string): Promise<ExitCode> {
  const made = await runRestore(context.machine, { from, data: flags.data });
  if (!made.ok) {
    printProblem(context, made.error);
    const { code } = made.error;
    return code === 'backup-refused' ? EXIT.usage : code === 'backup-invalid' ? EXIT.denied : EXIT.undetermined;
  }
  const { folder, asOf, key, taken } = made.value;
  const { stdout, stderr } = context.process;
  if (flags.json) stdout.write(jsonText({ ...made.value, asOf: formatInstant(asOf) }));
  else stdout.write(`${neutralize(`\`${folder}\` goes on from the state of ${formatInstant(asOf)}`)}\n`);
  if (taken.length > 0)
    stderr.write(
      `warning: ${neutralize(`${taken.length} uploads are in the log alone: their names stay taken (${taken.slice(0, 3).join(', ')})`)}\n`,
    );
  if (!key)
    stderr.write(
      'warning: the private key of the log was not in the backup: another one signs from now on, and says so\n',
    );
  stderr.write(
    'warning: uploads, holds and words of persons after that instant are not known here, and names that were uploaded to since are free: compare with the log of the gateway that was lost, where there is one\n',
  );
  return EXIT.clean;
}
