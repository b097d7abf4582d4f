import { buildCommand } from '@stricli/core';
import { jsonText } from '../../base/text/neutral.ts';
import { runInventory } from '../../compose/inventory-run.ts';
import type { ExitCode } from '../../contract/exit.ts';
import { inventoryText } from '../../report/inventory-text.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { type GlobalFlags, globalFlags, type LimitFlags, limitFlags, parseNow, pathParameters } from '../flags.ts';

import { choiceOf, type ScopeFlags, scopeFlags } from '../scope-flags.ts';

interface InventoryFlags extends GlobalFlags, LimitFlags, ScopeFlags {
  readonly format: 'text' | 'json';
  readonly json: boolean;
  readonly now?: number;
}

function inventory(context: CliContext, flags: InventoryFlags, ...paths: readonly string[]): ExitCode {
  const report = runInventory(context.machine, context.version, { ...flags, choice: choiceOf(flags), paths });
  const json = flags.json || flags.format === 'json';
  context.process.stdout.write(json ? jsonText(report) : inventoryText(report));
  return report.exit;
}

/** `rind inventory`. */
export const command = buildCommand<InventoryFlags, string[], CliContext>({
  docs: {
    brief: 'list the components found, undecided',
    customUsage: ['', { input: '--json path/to/project', brief: 'as JSON, for other tools' }],
  },
  parameters: {
    flags: {
      ...globalFlags,
      ...limitFlags,
      ...scopeFlags,
      format: { kind: 'enum', values: ['text', 'json'], default: 'text', brief: 'format of the list' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'the same as --format json' },
      now: { kind: 'parsed', parse: parseNow, optional: true, placeholder: 'INSTANT', brief: 'the instant to print' },
    },
    positional: pathParameters,
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(inventory),
});
