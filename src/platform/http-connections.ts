import { readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:http';
import type { SecureContext } from 'node:tls';
import type { ProxyVariables } from './proxy.ts';

/** How a connection is made, by protocol, proxy, and whether its address may be a private one. */
export type ConnectionOptions = (
  protocol: string,
  proxy: string | undefined,
  trusted: boolean,
) => Promise<RequestOptions>;

/** The connection's settings, made with the first question: agents that keep connections, proxies, certificates. */
export function connections(variables: ProxyVariables): ConnectionOptions {
  const made = new Map<string, RequestOptions>();
  return async (protocol, proxy, trusted) => {
    // A connection made under trust, its address not looked at, must not carry what came without.
    const key = `${protocol} ${proxy} ${trusted}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const shared = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16, scheduling: 'lifo' } as const;
    // Whether there is one is decided once, by us: the guard of addresses depends on it.
    const proxied = proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
    let options: RequestOptions;
    if (protocol === 'https:') {
      const { Agent } = await import('node:https');
      options = { agent: new Agent({ ...shared, ...proxied, ...(await authorities(variables['SSL_CERT_FILE'])) }) };
    } else {
      const { Agent } = await import('node:http');
      options = { agent: new Agent({ ...shared, ...proxied }) };
    }
    made.set(key, options);
    return options;
  };
}

/** Node's own authorities and those of a file; `NODE_EXTRA_CA_CERTS` is read by Node itself. */
async function authorities(file: string | undefined): Promise<{ secureContext?: SecureContext }> {
  if (file === undefined || file === '') return {};
  const { createSecureContext, getCACertificates } = await import('node:tls');
  try {
    // Made once: given as a list, all of them would be read again for each connection, which takes 30 ms.
    return {
      secureContext: createSecureContext({ ca: [...getCACertificates('default'), readFileSync(file, 'utf8')] }),
    };
  } catch {
    // As with other tools, the connection fails then, and says why.
    return {};
  }
}
