import { buildCommand } from '@stricli/core';
import type { AuditFlags } from '../actions/audit.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags, limitFlags, pathParameters, reportFlags } from '../flags.ts';

import { scopeFlags } from '../scope-flags.ts';

/** `rind audit`. */
export const command = buildCommand<AuditFlags, string[], CliContext>({
  docs: {
    brief: 'decide every component found in locks, manifests and environments',
    customUsage: ['', 'path/to/project', { input: '--json uv.lock', brief: 'one lock file, as JSON' }],
  },
  parameters: {
    flags: {
      ...globalFlags,
      ...reportFlags,
      ...limitFlags,
      ...scopeFlags,
    },
    positional: pathParameters,
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/audit.ts')).audit),
});
