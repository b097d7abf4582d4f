import { jsonText, neutralize } from '../../base/text/neutral.ts';
import { runConfigShow } from '../../compose/config-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** Flags of `rind config show`. */
export interface ConfigShowFlags extends GlobalFlags {
  readonly origins: boolean;
  readonly json: boolean;
  readonly policy?: readonly string[];
}

/** What `rind config show` does. */
export async function configShow(context: CliContext, flags: ConfigShowFlags): Promise<ExitCode> {
  const keys = await runConfigShow(context.machine, flags);
  if (!keys.ok) {
    printProblem(context, keys.error);
    return EXIT.usage;
  }
  const lines = keys.value.map(({ key, value, origin }) =>
    neutralize(`${key} = ${value}${flags.origins ? `  # ${origin}` : ''}`),
  );
  context.process.stdout.write(flags.json ? jsonText(keys.value) : `${lines.join('\n')}\n`);
  return EXIT.clean;
}
