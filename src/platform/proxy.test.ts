import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proxyFor } from './proxy.ts';

describe('the proxy for an address', () => {
  const P = 'http://proxy:3128';
  for (const [what, url, variables, expected] of [
    ['none without variables', 'https://a.example/', {}, undefined],
    ['by the scheme', 'https://a.example/', { HTTPS_PROXY: P }, P],
    ['not by the other scheme', 'http://a.example/', { HTTPS_PROXY: P }, undefined],
    ['the small spelling first', 'https://a.example/', { HTTPS_PROXY: 'x', https_proxy: P }, P],
    ['an empty one is none', 'https://a.example/', { HTTPS_PROXY: '' }, undefined],
    ['excepted by name', 'https://a.example/', { HTTPS_PROXY: P, NO_PROXY: 'b.example, a.example' }, undefined],
    ['excepted with what is below', 'https://x.a.example/', { HTTPS_PROXY: P, NO_PROXY: '.a.example' }, undefined],
    ['not by a part of a name', 'https://xa.example/', { HTTPS_PROXY: P, NO_PROXY: 'a.example' }, P],
    ['excepted everywhere', 'https://a.example/', { HTTPS_PROXY: P, no_proxy: '*' }, undefined],
    ['excepted at a port', 'https://a.example:8443/', { HTTPS_PROXY: P, NO_PROXY: 'a.example:8443' }, undefined],
    ['not at another', 'https://a.example/', { HTTPS_PROXY: P, NO_PROXY: 'a.example:8443' }, P],
  ] as const) {
    it(what, () => assert.equal(proxyFor(new URL(url), variables), expected));
  }
});
