import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPublicAddress } from './address.ts';

describe('an address', () => {
  const isPublic = ['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '64:ff9b::808:808'];
  const isNot = [
    ['this host', '0.0.0.0'],
    ['loopback', '127.0.0.1'],
    ['loopback, elsewhere', '127.255.1.2'],
    ['private', '10.1.2.3'],
    ['private', '172.31.255.255'],
    ['private', '192.168.0.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local, where clouds keep credentials', '169.254.169.254'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '203.0.113.9'],
    ['IPv6 loopback', '::1'],
    ['unspecified', '::'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped public: nobody publishes such', '::ffff:8.8.8.8'],
    ['unique local', 'fd00::1'],
    ['link-local', 'fe80::1'],
    ['link-local with its zone', 'fe80::1%eth0'],
    ['translated private', '64:ff9b::a00:1'],
    ['translated link-local', '64:ff9b::a9fe:a9fe'],
    ['6to4 of a private one', '2002:a00:1::1'],
    ['Teredo', '2001:0:1::1'],
    ['a name', 'localhost'],
    ['nothing', ''],
  ] as const;
  for (const address of isPublic) it(`${address} is public`, () => assert.equal(isPublicAddress(address), true));
  for (const [what, address] of isNot)
    it(`${address || 'an empty one'} is not: ${what}`, () => assert.equal(isPublicAddress(address), false));
});
