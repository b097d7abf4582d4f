import { buildCommand, buildRouteMap } from '@stricli/core';
import type { HoldEndFlags, HoldListFlags } from '../actions/holds.ts';
import type { CliContext } from '../context.ts';
import { deskFlags } from '../desk-flags.ts';
import { exits } from '../exits.ts';

const text = (input: string): string => input;
const aliases = { q: 'quiet', v: 'verbose' } as const;

const list = buildCommand<HoldListFlags, [], CliContext>({
  docs: { brief: 'list what waits, the longest first', customUsage: ['', '--json'] },
  parameters: {
    flags: {
      ...deskFlags,
      view: { kind: 'parsed', parse: text, optional: true, placeholder: 'V', brief: 'only what waits in this view' },
    },
    aliases,
  },
  func: exits(async () => (await import('../actions/holds.ts')).holdsList),
});

function ending(word: 'release' | 'refuse', brief: string) {
  return buildCommand<HoldEndFlags, [string], CliContext>({
    docs: { brief, customUsage: ['ID', { input: 'ID --reason TEXT --wait', brief: 'in force when it ends' }] },
    parameters: {
      flags: {
        ...deskFlags,
        reason: { kind: 'parsed', parse: text, optional: true, placeholder: 'TEXT', brief: 'why' },
        sha256: {
          kind: 'parsed',
          parse: text,
          optional: true,
          placeholder: 'HEX',
          brief: 'the file, where its index gives no hash',
        },
        wait: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: 'end only when every running gateway acts on it',
        },
      },
      positional: {
        kind: 'tuple',
        parameters: [{ brief: 'as `rind holds list` or `/why/ID` says it', parse: text, placeholder: 'ID' }],
      },
      aliases,
    },
    func: exits(async () => {
      const { holdsEnd } = await import('../actions/holds.ts');
      return (context: CliContext, flags: HoldEndFlags, id: string) => holdsEnd(word, context, flags, id);
    }),
  });
}

/** `rind holds`. */
export const command = buildRouteMap({
  routes: {
    list,
    release: ending('release', 'let the very bytes through, for what holds them now and nothing else'),
    refuse: ending('refuse', 'deny it'),
  },
  defaultCommand: 'list',
  docs: { brief: 'the queue of what waits for a person' },
});
