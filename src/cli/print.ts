import type { Problem } from '../base/problem.ts';
import { neutralize } from '../base/text/neutral.ts';
import type { CliContext } from './context.ts';

/** Prints a problem that stopped the command: what, where, why, what next. */
export function printProblem(context: CliContext, { code, message, at, frame, hint, cause }: Problem): void {
  const lines = [`error: ${neutralize(message)}`];
  if (frame !== undefined) lines.push(frame);
  else if (at !== undefined) lines.push(`  --> ${neutralize(at.path)}:${at.line}:${at.column}`);
  if (cause !== undefined) lines.push(`  because ${neutralize(cause)}`);
  if (hint !== undefined) lines.push(`hint: ${neutralize(hint)}`);
  lines.push(`more: rind explain problem:${code}`);
  context.process.stderr.write(`${lines.join('\n')}\n`);
}

/** Prints one line about wrong usage. */
export function printUsage(context: CliContext, message: string, hint?: string): void {
  context.process.stderr.write(
    `error: ${neutralize(message)}\n${hint === undefined ? '' : `hint: ${neutralize(hint)}\n`}`,
  );
}
