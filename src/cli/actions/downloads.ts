import { formatInstant } from '../../base/instant.ts';
import { jsonText, neutralize } from '../../base/text/neutral.ts';
import { runDownloads } from '../../compose/downloads-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** Flags of `rind downloads`. */
export interface DownloadsFlags extends GlobalFlags {
  readonly data?: string;
  readonly json: boolean;
  readonly since?: number;
}

/** What `rind downloads` does: exit 0 whether or not anybody had it, for both are answers. */
export async function downloads(context: CliContext, flags: DownloadsFlags, spec: string): Promise<ExitCode> {
  const found = await runDownloads(context.machine, { ...flags, spec });
  if (!found.ok) {
    printProblem(context, found.error);
    return found.error.code === 'requirement-invalid' ? EXIT.usage : EXIT.undetermined;
  }
  const { stdout, stderr } = context.process;
  if (flags.json) {
    stdout.write(jsonText(found.value));
    return EXIT.clean;
  }
  for (const { filename, sha256, principal, address, agent, view, first, last, times } of found.value.downloads) {
    const who = `${principal} ${address}${view === '' ? '' : ` view ${view}`} ${agent}`;
    const when = first === last ? formatInstant(last) : `${formatInstant(first)} to ${formatInstant(last)}`;
    stdout.write(`${neutralize(`${filename} sha256:${sha256}: ${who}: ${times} times, ${when}`)}\n`);
  }
  if (found.value.downloads.length === 0) stderr.write('nobody had it through this gateway\n');
  if (found.value.more) stderr.write('warning: there are more than 10,000 of these: only the latest are shown\n');
  return EXIT.clean;
}
