import { buildCommand } from '@stricli/core';
import type { ClaimFlags } from '../actions/claim.ts';
import type { CliContext } from '../context.ts';
import { deskFlags } from '../desk-flags.ts';
import { exits } from '../exits.ts';

const text = (input: string): string => input;

/** `rind claim`. */
export const command = buildCommand<ClaimFlags, [string?], CliContext>({
  docs: {
    brief: 'give a name to uploads: it is never asked upstream from then on',
    customUsage: [
      { input: 'acme-web', brief: 'also a name that an upstream has: uploads win from then on' },
      { input: 'acme --prefix', brief: 'acme, and every name that begins with acme-' },
      { input: '--list', brief: 'what is claimed now' },
      { input: '--remove acme-web', brief: 'takes it back; what was uploaded stays' },
    ],
  },
  parameters: {
    flags: {
      ...deskFlags,
      prefix: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'every name that begins with it and a `-`, too',
      },
      list: { kind: 'boolean', default: false, withNegated: false, brief: 'list what is claimed now' },
      remove: { kind: 'parsed', parse: text, optional: true, placeholder: 'NAME', brief: 'take it back' },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'the name of a project', parse: text, placeholder: 'NAME', optional: true }],
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/claim.ts')).claim),
});
