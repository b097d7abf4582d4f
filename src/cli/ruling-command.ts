import { buildCommand, type Command } from '@stricli/core';
import type { RulingFlags, Verdict } from './actions/ruling.ts';
import type { CliContext } from './context.ts';
import { deskFlags } from './desk-flags.ts';
import { exits } from './exits.ts';

const text = (input: string): string => input;

/** `rind deny`, `rind allow` or `rind hold`: they differ in what is said, and in nothing else. */
export function rulingCommand(
  verdict: Verdict,
  brief: string,
  examples: readonly { readonly input: string; readonly brief: string }[],
): Command<CliContext> {
  const more = [
    { input: '--list', brief: 'what is said now' },
    { input: '--remove ID', brief: 'takes it back' },
  ];
  return buildCommand<RulingFlags, [string?], CliContext>({
    docs: { brief, customUsage: [...examples, ...more] },
    parameters: {
      flags: {
        ...deskFlags,
        reason: {
          kind: 'parsed',
          parse: text,
          optional: true,
          placeholder: 'TEXT',
          brief: 'why: everybody who is refused reads it',
        },
        for: {
          kind: 'parsed',
          parse: text,
          optional: true,
          variadic: true,
          placeholder: 'ID',
          brief: 'what it lifts, and nothing else: an advisory, a rule, or a decision (/why/ID); repeatable',
          hidden: verdict !== 'allow',
        },
        expires: {
          kind: 'parsed',
          parse: text,
          optional: true,
          placeholder: 'DATE',
          brief: 'the day from which on it no longer holds',
        },
        view: {
          kind: 'parsed',
          parse: text,
          optional: true,
          placeholder: 'V',
          brief: 'the view for which it holds (default: every view; empty for the one at /simple/)',
        },
        wait: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: 'end only when every running gateway acts on it',
        },
        list: { kind: 'boolean', default: false, withNegated: false, brief: 'list what is said now' },
        remove: { kind: 'parsed', parse: text, optional: true, placeholder: 'ID', brief: 'take it back' },
      },
      positional: {
        kind: 'tuple',
        parameters: [
          {
            brief: 'name, name>=1,<2, name-* or sha256:HEX',
            parse: text,
            placeholder: 'SPEC',
            optional: true,
          },
        ],
      },
      aliases: { q: 'quiet', v: 'verbose' },
    },
    func: exits(async () => {
      const { ruling } = await import('./actions/ruling.ts');
      return (context: CliContext, flags: RulingFlags, spec?: string) => ruling(verdict, context, flags, spec);
    }),
  });
}
