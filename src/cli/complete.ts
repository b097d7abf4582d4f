import { proposeCompletions } from '@stricli/core';
import { applicationFor } from './application.ts';
import type { CliContext } from './context.ts';

/**
 * What may stand where the last of the words stands, a line each: what the scripts of `rind completion`
 * ask for. Files are the shell's own matter.
 */
export async function complete(words: readonly string[], context: CliContext): Promise<string> {
  const inputs = words.length === 0 ? [''] : words;
  const found = await proposeCompletions(await applicationFor(), inputs, context);
  return found.map(({ completion }) => `${completion}\n`).join('');
}
