import { buildCommand, buildRouteMap } from '@stricli/core';
import type { ConfigShowFlags } from '../actions/config-show.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags } from '../flags.ts';

const show = buildCommand<ConfigShowFlags, [], CliContext>({
  docs: {
    brief: 'print the configuration that holds in the current folder',
    customUsage: ['', { input: '--origins', brief: 'with the file, variable or default that each value is from' }],
  },
  parameters: {
    flags: {
      ...globalFlags,
      origins: { kind: 'boolean', default: false, withNegated: false, brief: 'say where each value comes from' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'as JSON, origins included' },
      policy: {
        kind: 'parsed',
        parse: (name: string) => name,
        optional: true,
        variadic: true,
        placeholder: 'FILE|URL',
        brief: "an organization's policy, which can only tighten; repeatable",
      },
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/config-show.ts')).configShow),
});

/** `rind config`. */
export const command = buildRouteMap({ routes: { show }, docs: { brief: 'look at the configuration' } });
