import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Networks that are not the public internet. Source: IANA special-purpose address registries (RFC 6890),
 * shared address space for carriers (RFC 6598) and multicast included.
 */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Of the public range of IPv6, what is none: protocol assignments with Teredo in them, documentation, 6to4. */
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

let special: { readonly v4: BlockList; readonly v6: BlockList; readonly public6: BlockList } | undefined;

function lists(): NonNullable<typeof special> {
  if (special !== undefined) return special;
  const [v4, v6, public6] = [new BlockList(), new BlockList(), new BlockList()];
  for (const [network, bits] of SPECIAL_V4) v4.addSubnet(network, bits, 'ipv4');
  for (const [network, bits] of SPECIAL_V6) v6.addSubnet(network, bits, 'ipv6');
  public6.addSubnet('2000::', 3, 'ipv6');
  special = { v4, v6, public6 };
  return special;
}

/** Whether an IP address is one of the public internet. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  const { v4, v6, public6 } = lists();
  if (isIPv4(address)) return !v4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  const translated = embeddedV4(address);
  if (translated !== undefined) return isPublicAddress(translated);
  return public6.check(address, 'ipv6') && !v6.check(address, 'ipv6');
}

/** The IPv4 address that NAT64 stands for, `64:ff9b::/96` (RFC 6052). A mapped one (`::ffff:0:0/96`) is never public: nobody publishes such. */
function embeddedV4(address: string): string | undefined {
  // The URL parser writes the shortest form.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const match = /^64:ff9b::(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/.exec(short);
  if (match === null) return undefined;
  const [high, low] = [Number.parseInt(match[1] ?? '0', 16), Number.parseInt(match[2] ?? '0', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
