import { buildCommand, buildRouteMap } from '@stricli/core';
import type { LogKeyFlags } from '../actions/log-key.ts';
import type { LogShowFlags } from '../actions/log-show.ts';
import type { LogVerifyFlags } from '../actions/log-verify.ts';
import type { CliContext } from '../context.ts';
import { exits } from '../exits.ts';
import { globalFlags, parseNow } from '../flags.ts';
import { dataFlag, jsonFlag, text } from '../gateway-flags.ts';

const verify = buildCommand<LogVerifyFlags, [], CliContext>({
  docs: {
    brief: 'find whether anybody changed the log of a gateway; it may be running',
    customUsage: [{ input: '--key rind-log.pub', brief: 'by the public keys that you keep elsewhere' }],
  },
  parameters: {
    flags: {
      ...globalFlags,
      data: dataFlag,
      json: jsonFlag,
      key: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'FILE',
        brief: 'public keys to trust, as `rind log key` prints them (default: those that lie beside the log)',
      },
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/log-verify.ts')).logVerify),
});

const show = buildCommand<LogShowFlags, [], CliContext>({
  docs: {
    brief: 'print entries of the log of a gateway',
    customUsage: [{ input: '--project requests --event serve --since 2026-01-01', brief: 'who had it since then' }],
  },
  parameters: {
    flags: {
      ...globalFlags,
      data: dataFlag,
      json: jsonFlag,
      project: { kind: 'parsed', parse: text, optional: true, placeholder: 'NAME', brief: 'of this project alone' },
      event: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'EVENT',
        brief: 'of this kind alone: serve, deny, hold, upload, pages, key, restored',
      },
      since: { kind: 'parsed', parse: parseNow, optional: true, placeholder: 'INSTANT', brief: 'from then on' },
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/log-show.ts')).logShow),
});

const key = buildCommand<LogKeyFlags, [], CliContext>({
  docs: {
    brief: 'print the public keys that sign the log: keep them elsewhere',
    customUsage: ['', { input: '--rotate', brief: 'has another key sign from now on' }],
  },
  parameters: {
    flags: {
      ...globalFlags,
      data: dataFlag,
      json: jsonFlag,
      rotate: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'make another key; the one before signs it',
      },
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => (await import('../actions/log-key.ts')).logKey),
});

/** `rind log`. */
export const command = buildRouteMap({
  routes: { verify, show, key },
  docs: { brief: 'the log of a gateway: verify it, read it, its keys' },
});
