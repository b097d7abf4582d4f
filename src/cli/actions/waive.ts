import { neutralize } from '../../base/text/neutral.ts';
import { runWaive } from '../../compose/waive-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** Flags of `rind waive`. */
export interface WaiveFlags extends GlobalFlags {
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly untilFixed: boolean;
  readonly now?: number;
}

/** What `rind waive` does. */
export async function waive(context: CliContext, flags: WaiveFlags, id: string, component: string): Promise<ExitCode> {
  const written = await runWaive(context.machine, { ...flags, ids: [id], component });
  if (!written.ok) {
    printProblem(context, written.error);
    return EXIT.usage;
  }
  const until = `${flags.expires}${flags.untilFixed ? ', or until there is a fix' : ''}`;
  const line = `\`${id}\` is waived for \`${component}\` until ${until}, in \`${written.value}\``;
  context.process.stdout.write(`${neutralize(line)}\n`);
  return EXIT.clean;
}
