import { jsonText } from '../../base/text/neutral.ts';
import { runInventory } from '../../compose/inventory-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import { inventoryText } from '../../report/inventory-text.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags, LimitFlags } from '../flags.ts';
import { printProblem } from '../print.ts';
import type { ScopeFlags } from '../scope-flags.ts';
import { choiceOf } from '../scope-flags.ts';

/** Flags of `rind inventory`. */
export interface InventoryFlags extends GlobalFlags, LimitFlags, ScopeFlags {
  readonly format: 'text' | 'json';
  readonly json: boolean;
  readonly now?: number;
}

/** What `rind inventory` does. */
export async function inventory(
  context: CliContext,
  flags: InventoryFlags,
  ...paths: readonly string[]
): Promise<ExitCode> {
  const listed = await runInventory(context.machine, context.version, { ...flags, choice: choiceOf(flags), paths });
  if (!listed.ok) {
    printProblem(context, listed.error);
    return EXIT.usage;
  }
  const report = listed.value;
  const json = flags.json || flags.format === 'json';
  context.process.stdout.write(json ? jsonText(report) : inventoryText(report));
  return report.exit;
}
