import { jsonText, neutralize, neutralizeLines } from '../../base/text/neutral.ts';
import { runSetup } from '../../compose/setup-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** A client that can be pointed to a gateway. */
export type SetupClient = 'pip' | 'uv' | 'poetry' | 'pdm' | 'pipenv' | 'twine';

/** Flags of `rind setup`. */
export interface SetupFlags extends GlobalFlags {
  readonly server?: string;
  readonly write: boolean;
  readonly json: boolean;
}

/** What `rind setup` does. */
export function setup(context: CliContext, flags: SetupFlags, client: SetupClient): ExitCode {
  const { server, write } = flags;
  const answer = runSetup(context.machine, { client, write, ...(server === undefined ? {} : { server }) });
  if (!answer.ok) {
    printProblem(context, answer.error);
    return EXIT.usage;
  }
  const { file, text, written, notes, tokens, next } = answer.value;
  const { stdout, stderr } = context.process;
  // What stood in the file already is nobody's business but the file's.
  if (flags.json) stdout.write(`${jsonText({ file, written, notes, tokens, next, ...(written ? {} : { text }) })}\n`);
  else if (written) stdout.write(`written: ${neutralize(file)}\n`);
  else stdout.write(`# ${neutralize(file)}\n${neutralizeLines(text)}`);
  if (flags.quiet || flags.json) return EXIT.clean;
  const lines = [
    ...notes.map((note) => `note: ${note}`),
    ...tokens.map((one, i) => (i === 0 ? `a token, where one is needed: ${one}` : `  ${one}`)),
  ];
  if (next !== undefined) lines.push(`next: ${next}`);
  stderr.write(`${lines.map(neutralize).join('\n')}\n`);
  return EXIT.clean;
}
