import { formatDuration, parseDate, parseDuration, parseInstant } from '../../base/instant.ts';
import { redactUrl } from '../../base/secret.ts';
import type { InstallerSetting } from '../../evidence/kinds/client-settings.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  'trusted-hosts': {
    kind: 'texts',
    default: [],
    stricter: 'fewer',
    what: 'hosts that may go without verified TLS, as the installer is told them',
  },
  cooldown: {
    kind: 'duration',
    default: null,
    stricter: 'higher',
    what: 'how old releases must be before the installer takes them; not demanded when it is not set',
  },
} as const;

/** Installers that check what they take. */
export const rule: Rule<typeof parameters> = {
  id: 'client-configuration',
  title: 'installers are told to check what they take',
  what: 'Fails for each setting of pip, uv, Poetry, PDM, Pipenv or conda that weakens an installation: an index over plain http, a host without verified TLS, hashes that are not checked. With `cooldown`, also when no release is too young for the installer. Several merged indexes are the matter of `index-confusion`.',
  why: 'One line in a configuration file undoes what locks and hashes promise, for every project below it.',
  bad: '[global]\nindex-url = http://pypi.example.com/simple\ntrusted-host = pypi.example.com',
  good: '[global]\nindex-url = https://pypi.example.com/simple',
  unknownMeans: 'The installer is told an age in a form that cannot be compared.',
  levels: ['project'],
  needs: ['client-settings'],
  defaultLevel: 'warn',
  defaultUnknown: 'report',
  parameters,
  judge(_subject, evidence, { parameters: { cooldown, 'trusted-hosts': trusted }, now }) {
    return withValue(evidence['client-settings'], 'client-settings', (settings) => [
      ...settings.flatMap((setting) => judgeSetting(setting, trusted)),
      ...(cooldown === null ? [] : judgeCooldown(settings, cooldown, now)),
    ]);
  },
};

function judgeSetting({ tool, kind, value, at }: InstallerSetting, trusted: readonly string[]): Outcome[] {
  const shown = `\`${redactUrl(value).slice(0, 100)}\``;
  const fail = (message: string, hint: string): Outcome[] => [
    { outcome: 'fail', message, hint, at, key: `${tool} ${kind} ${redactUrl(value)}` },
  ];
  switch (kind) {
    case 'index':
    case 'extra-index':
    case 'named-index':
    case 'find-links':
      if (!isPlainHttp(value)) return [];
      return fail(`${tool} takes files from ${shown} over plain http`, 'use https: anybody on the way can change them');
    case 'trusted-host':
      if (trusted.includes(value)) return [];
      return fail(
        `${tool} does not verify TLS for ${shown}`,
        'have the host get a certificate, or name its authority (`cert`)',
      );
    case 'no-hashes':
      return fail(`${tool} is told not to check hashes`, 'remove the setting, and lock with hashes');
    case 'cooldown':
    case 'strategy':
      return [];
  }
}

/** Whoever can listen on this machine's own addresses has it already. */
function isPlainHttp(url: string): boolean {
  return /^http:\/\//i.test(url) && !/^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/i.test(url);
}

function judgeCooldown(settings: readonly InstallerSetting[], least: number, now: number): Outcome[] {
  const demanded = formatDuration(least);
  const cooldowns = settings.filter(({ kind }) => kind === 'cooldown');
  if (cooldowns.length === 0) {
    const message = `no installer is told to wait: releases are taken that are younger than ${demanded}`;
    const hint = 'uv: `exclude-newer = "7 days"`; pip: `uploaded-prior-to = P7D`';
    return [{ outcome: 'fail', message, hint, key: 'no-cooldown' }];
  }
  return cooldowns.flatMap(({ tool, value, at }): Outcome[] => {
    const shown = `\`${value.slice(0, 100)}\``;
    const key = `cooldown ${tool}`;
    const waited = waitOf(value, now);
    if (waited === undefined)
      return [
        {
          outcome: 'unknown',
          reason: 'unknown-cooldown',
          message: `${tool} waits for ${shown}: unclear how long`,
          at,
          key,
        },
      ];
    const { age, since } = waited;
    if (age >= least) return [];
    const message = `${tool} takes releases of the age ${shown}, younger than ${demanded}`;
    // A day that stands still is long enough ago some time.
    const until = since === undefined ? {} : { until: since + least };
    return [{ outcome: 'fail', message, hint: `let it wait ${demanded}`, at, key, ...until }];
  });
}

/** A length of time, or a day before which files must have been uploaded. */
function waitOf(value: string, now: number): { readonly age: number; readonly since?: number } | undefined {
  const duration = parseDuration(value);
  if (duration.ok) return { age: duration.value };
  const instant = value.includes('T') ? parseInstant(value) : parseDate(value);
  return instant.ok ? { age: Math.max(0, now - instant.value), since: instant.value } : undefined;
}
