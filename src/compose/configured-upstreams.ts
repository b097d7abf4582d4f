import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { ConfiguredUpstream } from '../config/config.ts';
import { type Credentials, credentialsFor } from '../index/credentials.ts';
import { type Upstream, upstreamOf } from '../index/upstream.ts';
import type { Machine } from './machine.ts';

/** Where files come from when nothing is configured. */
const PYPI: ConfiguredUpstream = {
  name: 'pypi',
  url: 'https://pypi.org/simple/',
  mirrors: 'pypi',
  names: [],
  fileHosts: [],
  privateFileHosts: [],
};

/** The upstreams that a gateway is configured with, in order; PyPI where none is. The problem is one of configuration. */
export function configuredUpstreams(
  configured: readonly ConfiguredUpstream[],
  { variables, home }: Machine,
): Result<Upstream[], Problem> {
  const made: Upstream[] = [];
  for (const { credentialsEnv, ...settings } of configured.length === 0 ? [PYPI] : configured) {
    const credentials =
      credentialsEnv === undefined
        ? credentialsFor({ name: settings.name, url: settings.url }, { variables, netrc: [] })
        : pairIn(variables[credentialsEnv]);
    if (credentialsEnv !== undefined && credentials === undefined) {
      const message = `the variable \`${credentialsEnv}\` of the upstream \`${settings.name}\` holds no \`user:password\``;
      return err(
        problem('config-invalid', message, { hint: home === '' ? 'set it' : 'set it where the gateway is started' }),
      );
    }
    const upstream = upstreamOf({ ...settings, trusted: true, ...(credentials === undefined ? {} : { credentials }) });
    if (!upstream.ok) return upstream;
    made.push(upstream.value);
  }
  return ok(made);
}

function pairIn(text: string | undefined): Credentials | undefined {
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon === -1) return undefined;
  return { username: new Secret(text.slice(0, colon)), password: new Secret(text.slice(colon + 1)) };
}
