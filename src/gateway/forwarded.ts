import { BlockList, isIP } from 'node:net';

/** Addresses that are looked at in one header. */
const MOST_HOPS = 20;

/** Proxies in front whose word about where a request comes from is believed. */
export class Proxies {
  readonly #list = new BlockList();
  readonly #some: boolean;

  /** Addresses and networks, `10.0.0.0/8`. Throws on what is neither: configuration is checked before. */
  constructor(proxies: readonly string[]) {
    this.#some = proxies.length > 0;
    for (const proxy of proxies) {
      const [address = '', bits] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  /**
   * Where a request comes from: the connection's address, or, behind a proxy of ours, the last one of
   * `X-Forwarded-For` that is none. What stands before that was written by whoever liked to.
   */
  addressOf(connection: string, forwardedFor: string | undefined): string {
    const near = plain(connection);
    if (!this.#some || forwardedFor === undefined || !this.#includes(near)) return near;
    const hops = forwardedFor.slice(-1000).split(',').slice(-MOST_HOPS);
    let last = near;
    for (const hop of hops.reverse()) {
      const address = plain(hop.trim());
      if (isIP(address) === 0) return last;
      last = address;
      if (!this.#includes(address)) return address;
    }
    return last;
  }

  /** Whether a connection comes from a proxy of ours. */
  isOne(connection: string): boolean {
    return this.#some && this.#includes(plain(connection));
  }

  #includes(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.#list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  }
}

/** An IPv4 address that is written as IPv6 is the former. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
