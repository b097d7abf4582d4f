import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { Config, ConfiguredUpstream } from '../config/config.ts';
import { type Credentials, credentialsFor } from '../index/credentials.ts';
import { type Upstream, upstreamOf } from '../index/upstream.ts';
import { gatewaySettings } from '../policy/gateway-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { Machine } from './machine.ts';
import { ownWaiver, policyFor } from './policy.ts';

/** Where files come from when nothing is configured. */
const PYPI: ConfiguredUpstream = {
  name: 'pypi',
  url: 'https://pypi.org/simple/',
  mirrors: 'pypi',
  names: [],
  fileHosts: [],
  privateFileHosts: [],
};

/** The upstreams that are configured, PyPI where none is. Problems: `config-invalid`, `index-invalid`. */
export function upstreamsOf(
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

type PolicyAsked = Parameters<typeof policyFor>[2];

/** The policy of each view: what everybody's configuration says, and stricter where the view's own file says so. */
export async function policiesOf(
  config: Config,
  base: string,
  asked: PolicyAsked,
): Promise<Result<Map<string, Policy>, Problem>> {
  const own = { ...config, rules: gatewaySettings(config.rules) };
  const waivers = config.waivers.map(ownWaiver);
  const policies = new Map<string, Policy>();
  for (const view of [{ name: '', policy: undefined }, ...(config.server?.views ?? [])]) {
    const named = view.policy === undefined ? [] : [path.resolve(base, view.policy)];
    const policy = await policyFor(own, waivers, { ...asked, policies: [...(asked.policies ?? []), ...named] });
    if (!policy.ok) return policy;
    policies.set(view.name, policy.value.policy);
  }
  return ok(policies);
}
