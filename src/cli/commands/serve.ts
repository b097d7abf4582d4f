import { buildCommand } from '@stricli/core';
import type { ServeFlags } from '../actions/serve.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags } from '../flags.ts';

const text = (input: string): string => input;

/** `rind serve`. */
export const command = buildCommand<ServeFlags, [], CliContext>({
  docs: {
    brief: 'an index that pip, uv, Poetry, PDM, Pipenv and twine use, and that decides',
    customUsage: [
      { input: '', brief: 'on http://127.0.0.1:7463/simple/, in front of PyPI' },
      { input: '--dry-run', brief: 'denies nothing, and writes down what it would have denied' },
      { input: '--config /etc/rind/rind.toml', brief: 'with the upstreams, views and policy of that file' },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      listen: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'HOST:PORT',
        brief: 'where it listens (default 127.0.0.1:7463; port 0 for a free one)',
      },
      data: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'DIR',
        brief: "its database, files and log (default: `gateway` in the platform's data folder)",
      },
      dryRun: { kind: 'boolean', default: false, withNegated: false, brief: 'deny nothing, write down what would be' },
      insecureOpen: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'let anybody who can reach the address read, without token or TLS',
      },
      accessLog: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'a line of JSON on stdout for each request',
      },
      policy: {
        kind: 'parsed',
        parse: text,
        optional: true,
        variadic: true,
        placeholder: 'FILE|URL#sha256=HEX',
        brief: 'a policy that holds besides, which may only be stricter; repeatable',
      },
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/serve.ts')).serve),
});
