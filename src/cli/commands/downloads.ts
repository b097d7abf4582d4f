import { buildCommand } from '@stricli/core';
import type { DownloadsFlags } from '../actions/downloads.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags, parseNow } from '../flags.ts';
import { dataFlag, jsonFlag, text } from '../gateway-flags.ts';

/** `rind downloads`. */
export const command = buildCommand<DownloadsFlags, [string], CliContext>({
  docs: {
    brief: 'who downloaded it through the gateway on this machine',
    customUsage: [
      { input: 'litellm==1.82.7', brief: 'one release; also NAME, "NAME>=1,<2" or NAME-*' },
      { input: 'sha256:HEX', brief: 'one file' },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      data: dataFlag,
      json: jsonFlag,
      since: { kind: 'parsed', parse: parseNow, optional: true, placeholder: 'INSTANT', brief: 'had it after that' },
    },
    positional: { kind: 'tuple', parameters: [{ brief: 'what was downloaded', parse: text, placeholder: 'SPEC' }] },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/downloads.ts')).downloads),
});
