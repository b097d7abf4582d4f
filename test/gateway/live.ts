/** What leads a process to the network that this machine has. */
export function hostNetwork(): Record<string, string> {
  const wanted = /^(?:https?_proxy|no_proxy|ssl_cert_|node_extra_ca)/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value && wanted.test(key) ? [[key, value]] : [])),
  );
}

/** Where files of an index lie besides; where it is reached by way of a private address, that is said to the gateway. */
export async function privateFileHosts(index: string): Promise<string[]> {
  const page = await (await fetch(new URL('requests/', index), { headers: { accept: 'text/html' } })).text();
  const found = /href="([^"#]+)/.exec(page)?.[1];
  const host = found === undefined ? undefined : new URL(found, new URL('requests/', index)).host;
  return host === undefined || host === new URL(index).host ? [] : [host];
}

/** Why an index cannot be asked here, without its address, which may be nobody's business. */
export async function unreachable(index: string): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL('requests/', index), { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    return answer.ok ? undefined : `the configured index answers ${answer.status}`;
  } catch {
    return 'the configured index cannot be reached';
  }
}
