import { neutralizeCommands } from '../base/text/neutral.ts';
import { createLog, type Log, type LogLevel } from '../platform/log.ts';

export type { Log };

/** How much a door's user wants to be told. */
export interface LogRequest {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** The log of a run, on stderr. */
export function stderrLog(
  { quiet, verbose }: LogRequest,
  stderr: { write(text: string): void; pass(text: string): void },
  interactive: boolean,
  now: () => number,
): Log {
  const level: LogLevel = quiet ? 'quiet' : verbose ? 'verbose' : 'normal';
  return createLog(level, {
    write: (text) => stderr.write(neutralizeCommands(text)),
    pass: (text) => stderr.pass(neutralizeCommands(text)),
    terminal: interactive,
    now,
  });
}
