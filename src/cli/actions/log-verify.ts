import { formatInstant } from '../../base/instant.ts';
import { jsonText, neutralize } from '../../base/text/neutral.ts';
import { type LogVerifyRequest, runLogVerify } from '../../compose/log-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** Flags of `rind log verify`. */
export interface LogVerifyFlags extends GlobalFlags, LogVerifyRequest {
  readonly config?: string;
  readonly json: boolean;
}

const EXITS = { broken: EXIT.denied, untold: EXIT.undetermined, said: EXIT.clean } as const;
const WORDS = { broken: 'broken', untold: 'cannot be told', said: 'whole' } as const;

/** What `rind log verify` does: exit 0 whole, 1 broken, 3 where that cannot be told. */
export async function logVerify(context: CliContext, flags: LogVerifyFlags): Promise<ExitCode> {
  const verified = await runLogVerify(context.machine, flags);
  if (!verified.ok) {
    printProblem(context, verified.error);
    return verified.error.code === 'log-key-invalid' ? EXIT.usage : EXIT.undetermined;
  }
  const { findings, chains, key } = verified.value;
  const { stdout } = context.process;
  const exit = EXITS[findings.gravity];
  if (flags.json) {
    const more = findings.untold;
    stdout.write(
      jsonText({
        schema: 'rind.log/1',
        verdict: WORDS[findings.gravity],
        key,
        chains,
        findings: findings.all,
        more,
        exit,
      }),
    );
    return exit;
  }
  for (const { gravity, file, line, seq, fault, message } of findings.all)
    stdout.write(`${gravity}: ${neutralize(placeOf(file, line, seq))}${fault}: ${neutralize(message)}\n`);
  if (findings.untold > 0) stdout.write(`and ${findings.untold} more\n`);
  for (const { chain, entries, from, to, signed } of chains) {
    const span = from === null || to === null ? '' : `, ${formatInstant(from)} to ${formatInstant(to)}`;
    stdout.write(`chain ${chain}: ${entries} entries${span}, signed up to entry ${signed}\n`);
  }
  stdout.write(`the log is ${findings.gravity === 'untold' ? 'not known to be whole' : WORDS[findings.gravity]}\n`);
  if (flags.key === undefined && key !== undefined && !flags.quiet)
    context.process.stderr.write(
      `hint: ${key} lies beside the log: who can change the one can change the other. Compare it with the one that you wrote down, with \`--key FILE\`\n`,
    );
  return exit;
}

function placeOf(file: string, line: number, seq: number): string {
  if (file === '') return '';
  return `${file}${line === 0 ? '' : `:${line}`}${seq === 0 ? '' : ` entry ${seq}`}: `;
}
