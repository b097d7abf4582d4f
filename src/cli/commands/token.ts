import { buildCommand, buildRouteMap } from '@stricli/core';
import type { TokenCreateFlags } from '../actions/token.ts';
import type { CliContext } from '../context.ts';
import { type DeskFlags, deskFlags } from '../desk-flags.ts';
import { exits } from '../exits.ts';

const text = (input: string): string => input;
const aliases = { q: 'quiet', v: 'verbose' } as const;

const create = buildCommand<TokenCreateFlags, [], CliContext>({
  docs: {
    brief: 'make a token, and print it this once',
    customUsage: [
      { input: '--scope read', brief: 'for whoever installs; ends in a year' },
      { input: '--scope upload --project acme-web', brief: 'for the release job of one project; ends in 90 days' },
      { input: '--scope admin --expires 2030-01-31', brief: 'for `--server`' },
    ],
  },
  parameters: {
    flags: {
      ...deskFlags,
      scope: { kind: 'enum', values: ['read', 'upload', 'admin'], brief: 'what it is good for; admin for everything' },
      project: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'NAME',
        brief: 'the only project that it may upload (default: any that is free)',
      },
      expires: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'DATE',
        brief: 'the day from which on it no longer holds, or `never` (default: 365 days for read, else 90)',
      },
    },
    aliases,
  },
  func: exits(async () => (await import('../actions/token.ts')).tokenCreate),
});

const list = buildCommand<DeskFlags, [], CliContext>({
  docs: { brief: 'list the tokens that were given out', customUsage: ['', '--json'] },
  parameters: { flags: deskFlags, aliases },
  func: exits(async () => (await import('../actions/token.ts')).tokenList),
});

const revoke = buildCommand<DeskFlags, [string], CliContext>({
  docs: { brief: 'end a token at once', customUsage: ['ID'] },
  parameters: {
    flags: deskFlags,
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'as `rind token list` says it', parse: text, placeholder: 'ID' }],
    },
    aliases,
  },
  func: exits(async () => (await import('../actions/token.ts')).tokenRevoke),
});

/** `rind token`. */
export const command = buildRouteMap({
  routes: { create, list, revoke },
  defaultCommand: 'list',
  docs: { brief: 'who may read, upload and administer' },
});
