import { buildCommand } from '@stricli/core';
import type { AuditFlags } from '../actions/audit.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags, limitFlags, pathParameters, reportFlags } from '../flags.ts';

import { scopeFlags } from '../scope-flags.ts';

/** `rind audit`. */
export const command = buildCommand<AuditFlags, string[], CliContext>({
  docs: {
    brief: 'decide every component found in locks, manifests and environments',
    customUsage: [
      { input: '', brief: 'the current folder' },
      { input: 'path/to/project --no-dev', brief: 'what it installs where it runs' },
      { input: '--json uv.lock', brief: 'one lock file, as JSON' },
      { input: '--environment .venv', brief: 'what is installed' },
      { input: '-', brief: 'standard input: `pip freeze | rind audit -`' },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      ...reportFlags,
      ...limitFlags,
      ...scopeFlags,
      noCache: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'say no answer of an earlier run again, and keep none',
      },
      baseline: {
        kind: 'parsed',
        parse: (file: string) => file,
        optional: true,
        placeholder: 'REPORT',
        brief: 'an earlier report (--json): findings that it has already do not count',
      },
      ignore: {
        kind: 'parsed',
        parse: (id: string) => id,
        optional: true,
        variadic: true,
        placeholder: 'ID',
        brief: 'a flaw, by any of its ids, that does not count in this run; repeatable',
      },
      index: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'ask PyPI about yanked releases, status, days of upload and newer releases: names leave the machine',
      },
      indexUrl: {
        kind: 'parsed',
        parse: (url: string) => url,
        optional: true,
        placeholder: 'URL',
        brief: 'ask this index instead of PyPI (implies --index)',
      },
      policy: {
        kind: 'parsed',
        parse: (name: string) => name,
        optional: true,
        variadic: true,
        placeholder: 'FILE|URL',
        brief: "an organization's policy, which can only tighten; URL#sha256=HEX; repeatable",
      },
    },
    positional: pathParameters,
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/audit.ts')).audit),
});
