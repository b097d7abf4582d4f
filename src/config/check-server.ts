import { err, ok, type Result } from '@rind/pypa';
import type { ConfigFile } from '../contract/config-schema.ts';
import type { ConfiguredServer } from './config.ts';
import { type ConfigFault, suggestion } from './fault.ts';

type StatedServer = NonNullable<ConfigFile['server']>;

/** What a name of an upstream or a view may be: it stands in addresses, and in names of variables. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** Checks what the gateway is configured with: names are used once, and views name upstreams that there are. */
export function checkServer(stated: StatedServer | undefined): Result<ConfiguredServer | undefined, ConfigFault> {
  if (stated === undefined) return ok(undefined);
  const { listen, data, hosts = [], proxies = [], webhook, upstreams = [], views = [] } = stated;
  const faults = [...nameFaults('upstreams', upstreams), ...nameFaults('views', views)];
  const [first] = faults;
  if (first !== undefined) return err(first);
  const known = upstreams.map(({ name }) => name);
  for (const [i, view] of views.entries()) {
    const j = view.upstreams.findIndex((name) => !known.includes(name));
    const missing = view.upstreams[j];
    if (missing === undefined) continue;
    const message = `there is no upstream \`${missing.slice(0, 100)}\``;
    return err({ path: ['server', 'views', i, 'upstreams', j], message, ...suggestion(missing, known) });
  }
  const publicUrl = stated['public-url'];
  if (publicUrl !== undefined && !/^https?:\/\//.test(publicUrl))
    return err({ path: ['server', 'public-url'], message: '`public-url` is no `https://` address' });
  return ok({
    ...(listen === undefined ? {} : { listen }),
    ...(data === undefined ? {} : { data }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(webhook === undefined ? {} : { webhook }),
    hosts,
    proxies,
    upstreams: upstreams.map(({ name, url, mirrors, names = [], ...others }) => {
      const { 'file-hosts': fileHosts = [], 'credentials-env': credentialsEnv } = others;
      return {
        name,
        url,
        names,
        fileHosts,
        ...(mirrors === undefined ? {} : { mirrors }),
        ...(credentialsEnv === undefined ? {} : { credentialsEnv }),
      };
    }),
    views: views.map(({ name, upstreams: asked, policy }) => ({
      name,
      upstreams: asked,
      ...(policy === undefined ? {} : { policy }),
    })),
  });
}

function* nameFaults(key: 'upstreams' | 'views', listed: readonly { readonly name: string }[]): Generator<ConfigFault> {
  const seen = new Set<string>();
  for (const [i, { name }] of listed.entries()) {
    const path = ['server', key, i, 'name'];
    const shown = name.slice(0, 100);
    if (!NAME.test(name))
      yield { path, message: `\`${shown}\` is no name: write small letters, digits and hyphens, 40 at most` };
    if (seen.has(name)) yield { path, message: `there are two of the name \`${shown}\`` };
    seen.add(name);
  }
}
