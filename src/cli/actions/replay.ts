import { formatInstant } from '../../base/instant.ts';
import { jsonText, neutralize } from '../../base/text/neutral.ts';
import { runReplay } from '../../compose/replay-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem, printUsage } from '../print.ts';

/** Flags of `rind replay`. */
export interface ReplayFlags extends GlobalFlags {
  readonly data?: string;
  readonly json: boolean;
  readonly view: string;
  readonly at?: number;
  readonly from?: number;
  readonly to?: number;
  readonly policy?: string;
}

/** What `rind replay` does: exit 1 where it would have been refused, 3 where that is not known. */
export async function replay(context: CliContext, flags: ReplayFlags, spec: string): Promise<ExitCode> {
  const { at, from, to } = flags;
  if ((at === undefined) === (from === undefined || to === undefined)) {
    printUsage(context, '`rind replay` needs to know when: `--at 2026-03-24`, or `--from` and `--to`');
    return EXIT.usage;
  }
  const replayed = await runReplay(context.machine, { ...flags, spec });
  if (!replayed.ok) {
    printProblem(context, replayed.error);
    return replayed.error.code === 'requirement-invalid' ? EXIT.usage : EXIT.undetermined;
  }
  const { files, unknown, told } = replayed.value;
  const { stdout, stderr } = context.process;
  if (flags.json) stdout.write(jsonText(replayed.value));
  else {
    const when = replayed.value.at === null ? 'never in that span' : formatInstant(replayed.value.at);
    if (files.length === 0) stdout.write(`${told ? 'it would not have been refused' : 'not known'}: ${when}\n`);
    for (const { filename, verdict, reasons } of files) {
      const why = reasons.map(({ rule, message }) => `${rule}: ${message}`).join('; ');
      stdout.write(`${neutralize(`${when} ${filename}: ${verdict}${why === '' ? '' : ` (${why})`}`)}\n`);
    }
    for (const one of unknown) stderr.write(`note: ${neutralize(one)}\n`);
  }
  if (files.some(({ verdict }) => verdict !== 'allow')) return EXIT.denied;
  return told ? EXIT.clean : EXIT.undetermined;
}
