import { isIP } from 'node:net';

/**
 * Whether a `Host` may be asked for. A page of a stranger can have its own name lead to this machine
 * (DNS rebinding), and its scripts then speak to us under that name: only names that are ours are answered.
 * An address cannot be made to lead elsewhere; but what listens on loopback answers to loopback alone.
 */
export class HostCheck {
  readonly #names: ReadonlySet<string>;
  readonly #loopbackOnly: boolean;
  readonly #known = new Map<string, boolean>();

  constructor(listenHost: string, hosts: readonly string[]) {
    this.#loopbackOnly = isLoopback(listenHost);
    this.#names = new Set([listenHost, ...hosts].map((host) => hostOf(host.toLowerCase())));
  }

  /** Ports are not looked at: a container may be reached by another one. */
  allows(host: string | undefined): boolean {
    if (host === undefined || host.length > 300) return false;
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    const allowed = this.#decide(hostOf(host.toLowerCase()));
    if (this.#known.size >= 200) this.#known.clear();
    this.#known.set(host, allowed);
    return allowed;
  }

  #decide(name: string): boolean {
    if (this.#names.has(name)) return name !== '';
    if (isLoopback(name)) return true;
    return isIP(name) !== 0 && !this.#loopbackOnly;
  }
}

/** Whether a host is this machine by definition. Source: RFC 6761, 6.3; RFC 1122, 3.2.1.3. */
function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    (isIP(name) === 4 && name.startsWith('127.'))
  );
}

/** The host without its port, an address without brackets; empty for what is none. */
function hostOf(host: string): string {
  const bracketed = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$/.exec(host);
  if (bracketed !== null) return bracketed[1] ?? '';
  if (isIP(host) === 6) return host;
  return /^([a-z0-9._-]+?)\.?(?::\d{1,5})?$/.exec(host)?.[1] ?? '';
}
