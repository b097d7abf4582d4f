import { formatInstant } from '../../base/instant.ts';
import { jsonText } from '../../base/text/neutral.ts';
import { type LogKeysRequest, runLogKey } from '../../compose/log-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** Flags of `rind log key`. */
export interface LogKeyFlags extends GlobalFlags, LogKeysRequest {
  readonly config?: string;
  readonly json: boolean;
}

/** What `rind log key` does: a line for each public key, the one that signs now last. */
export async function logKey(context: CliContext, flags: LogKeyFlags): Promise<ExitCode> {
  const listed = await runLogKey(context.machine, flags);
  if (!listed.ok) {
    printProblem(context, listed.error);
    return EXIT.undetermined;
  }
  const { keys, canSign } = listed.value;
  const { stdout, stderr } = context.process;
  if (flags.json) stdout.write(jsonText({ keys, canSign }));
  else for (const { key, why, at } of keys) stdout.write(`${key} ${why} ${formatInstant(at)}\n`);
  if (!canSign && keys.length > 0)
    stderr.write(
      'warning: the private key is not there: the next start makes another, and says that this one was lost\n',
    );
  return keys.length === 0 ? EXIT.undetermined : EXIT.clean;
}
