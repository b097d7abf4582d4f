import { buildCommand } from '@stricli/core';
import type { InventoryFlags } from '../actions/inventory.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags, limitFlags, parseNow, pathParameters } from '../flags.ts';

import { scopeFlags } from '../scope-flags.ts';

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
  func: exits(async () => (await import('../actions/inventory.ts')).inventory),
});
