import { buildCommand } from '@stricli/core';
import type { SetupClient, SetupFlags } from '../actions/setup.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags } from '../flags.ts';

const CLIENTS = ['pip', 'uv', 'poetry', 'pdm', 'pipenv', 'twine'] as const;

function client(input: string): (typeof CLIENTS)[number] {
  const found = CLIENTS.find((name) => name === input.toLowerCase());
  if (found === undefined) throw new SyntaxError(`\`${input.slice(0, 60)}\` is none of ${CLIENTS.join(', ')}`);
  return found;
}

/** `rind setup`. */
export const command = buildCommand<SetupFlags, [SetupClient], CliContext>({
  docs: {
    brief: 'point a client to the gateway',
    customUsage: [
      { input: 'pip', brief: 'prints what its configuration needs' },
      { input: 'uv --write --server https://pypi.example.com', brief: 'writes it, and leaves the rest as it is' },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      server: {
        kind: 'parsed',
        parse: (input: string): string => input,
        optional: true,
        placeholder: 'URL',
        brief: "the gateway's address (default http://127.0.0.1:7463)",
      },
      write: { kind: 'boolean', default: false, withNegated: false, brief: 'write it into the file' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'print JSON' },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'pip, uv, poetry, pdm, pipenv or twine', parse: client, placeholder: 'CLIENT' }],
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/setup.ts')).setup),
});
