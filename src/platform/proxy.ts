/** The environment, as far as it speaks of proxies. */
export type ProxyVariables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for an address, as curl, pip and Node's own agent read it:
 * `HTTPS_PROXY`, `HTTP_PROXY` (of this one the small spelling only counts first), `NO_PROXY` with names,
 * `.suffixes`, `*` and ports. Undefined where there is none.
 */
export function proxyFor(url: URL, variables: ProxyVariables): string | undefined {
  const key = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = variables[key] || variables[key.toUpperCase()];
  if (proxy === undefined || proxy === '') return undefined;
  const exempt = (variables['no_proxy'] || variables['NO_PROXY'] || '').toLowerCase();
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const excepted = exempt.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    const [, name = entry, onlyPort] = /^(.*?)(?::(\d{1,5}))?$/.exec(entry) ?? [];
    if (onlyPort !== undefined && onlyPort !== port) return false;
    const suffix = name.replace(/^\*?\./, '');
    return host === suffix || host.endsWith(`.${suffix}`);
  });
  return excepted ? undefined : proxy;
}
