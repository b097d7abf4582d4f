import { formatInstant } from '../../base/instant.ts';
import { jsonText, neutralize } from '../../base/text/neutral.ts';
import { type LogShowRequest, runLogShow, type ShownEntry } from '../../compose/log-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';
import { shortAgent } from '../short-agent.ts';

/** Flags of `rind log show`. */
export interface LogShowFlags extends GlobalFlags, LogShowRequest {
  readonly config?: string;
  readonly json: boolean;
}

/** What `rind log show` does: a line for each entry, of JSON or for people. */
export async function logShow(context: CliContext, flags: LogShowFlags): Promise<ExitCode> {
  const shown = await runLogShow(context.machine, flags);
  if (!shown.ok) {
    printProblem(context, shown.error);
    return EXIT.undetermined;
  }
  const write = flags.json ? jsonLine : textLine;
  for (const one of shown.value) context.process.stdout.write(`${write(one)}\n`);
  return EXIT.clean;
}

function jsonLine({ chain, entry }: ShownEntry): string {
  // Indented JSON has line ends between its parts alone.
  return jsonText({ chain, ...entry }).replaceAll(/\n */g, '');
}

function textLine({ chain, entry: { seq, at, event, ...facts } }: ShownEntry): string {
  const told = Object.entries(facts).flatMap(([fact, value]) => {
    const shown = fact === 'agent' && typeof value === 'string' ? shortAgent(value) : value;
    return shown === undefined || shown === null || shown === '' ? [] : [`${fact}=${JSON.stringify(shown)}`];
  });
  return neutralize(`${formatInstant(at)} ${chain}/${seq} ${event} ${told.join(' ')}`.trimEnd());
}
