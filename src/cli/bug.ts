import { neutralize, neutralizeCommands, neutralizeLines } from '../base/text/neutral.ts';
import { VERSION } from './version.ts';

/** What a person is told when Rind itself fails: what, that it is our bug, what to report. One line; the stack with `-v`. */
export function bugText(error: unknown, verbose: boolean): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = verbose && error instanceof Error ? `${neutralizeCommands(neutralizeLines(error.stack ?? ''))}\n` : '';
  const next = `this is a bug of rind ${VERSION}: please report this line and the command${verbose ? '' : ' (`-v` shows more)'}`;
  return `error: rind failed (${neutralize(what).slice(0, 500)}); ${next}\n${stack}`;
}
