import { buildCommand } from '@stricli/core';
import type { CheckFlags } from '../actions/check.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags, limitFlags, reportFlags } from '../flags.ts';

const text = (input: string): string => input;

/** `rind check`. */
export const command = buildCommand<CheckFlags, string[], CliContext>({
  docs: {
    brief: 'decide a release before anything is installed',
    customUsage: [
      { input: 'requests==2.32.3', brief: 'one release' },
      { input: '--json "django==5.1.1" "jinja2==3.1.4"', brief: 'several, as JSON' },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      ...reportFlags,
      ...limitFlags,
      index: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'ask PyPI about yanked releases, status, days of upload and newer releases: names leave the machine',
      },
      indexUrl: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'URL',
        brief: 'ask this index instead of PyPI (implies --index)',
      },
      policy: {
        kind: 'parsed',
        parse: text,
        optional: true,
        variadic: true,
        placeholder: 'FILE|URL',
        brief: "an organization's policy, which can only tighten; URL#sha256=HEX; repeatable",
      },
    },
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'a project and its version: name==1.0', parse: text, placeholder: 'NAME[SPEC]' },
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/check.ts')).check),
});
