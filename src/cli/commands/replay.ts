import { buildCommand } from '@stricli/core';
import type { ReplayFlags } from '../actions/replay.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags, parseNow } from '../flags.ts';
import { dataFlag, jsonFlag, text } from '../gateway-flags.ts';

/** `rind replay`. */
export const command = buildCommand<ReplayFlags, [string], CliContext>({
  docs: {
    brief: 'would the policy of a day have stopped it, and when?',
    customUsage: [
      { input: 'litellm==1.82.7 --at 2026-03-24', brief: 'by the policy that the gateway ran under then' },
      {
        input: 'litellm --from 2026-03-01 --to 2026-04-01',
        brief: 'the first instant at which it would have been refused',
      },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      data: dataFlag,
      json: jsonFlag,
      view: {
        kind: 'parsed',
        parse: text,
        default: '',
        placeholder: 'NAME',
        brief: 'through this view (default: /simple/)',
      },
      at: { kind: 'parsed', parse: parseNow, optional: true, placeholder: 'INSTANT', brief: 'as of then' },
      from: { kind: 'parsed', parse: parseNow, optional: true, placeholder: 'INSTANT', brief: 'looks from then on' },
      to: { kind: 'parsed', parse: parseNow, optional: true, placeholder: 'INSTANT', brief: 'and until then' },
      policy: { kind: 'parsed', parse: text, optional: true, placeholder: 'FILE', brief: 'by this policy instead' },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'a project, or versions of it', parse: text, placeholder: 'SPEC' }],
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/replay.ts')).replay),
});
