import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { resolveUrl } from '../src/url-reference.ts';
import { cpuTime } from './cpu-time.ts';

const BASE = 'http://a/b/c/d;p?q';

describe('URL references', () => {
  // RFC 3986, 5.4.1, the normal examples.
  it('the normal examples resolve as the RFC says', () => {
    const normal: Record<string, string> = {
      'g:h': 'g:h',
      g: 'http://a/b/c/g',
      './g': 'http://a/b/c/g',
      'g/': 'http://a/b/c/g/',
      '/g': 'http://a/g',
      '//g': 'http://g',
      '?y': 'http://a/b/c/d;p?y',
      'g?y': 'http://a/b/c/g?y',
      '#s': 'http://a/b/c/d;p?q#s',
      'g#s': 'http://a/b/c/g#s',
      'g?y#s': 'http://a/b/c/g?y#s',
      ';x': 'http://a/b/c/;x',
      'g;x': 'http://a/b/c/g;x',
      '': 'http://a/b/c/d;p?q',
      '.': 'http://a/b/c/',
      './': 'http://a/b/c/',
      '..': 'http://a/b/',
      '../g': 'http://a/b/g',
      '../..': 'http://a/',
      '../../g': 'http://a/g',
    };
    for (const [reference, target] of Object.entries(normal)) assert.equal(resolveUrl(BASE, reference), target);
  });

  // RFC 3986, 5.4.2, the abnormal examples, strict.
  it('the abnormal examples resolve as the RFC says', () => {
    const abnormal: Record<string, string> = {
      '../../../g': 'http://a/g',
      '/./g': 'http://a/g',
      '/../g': 'http://a/g',
      'g.': 'http://a/b/c/g.',
      '..g': 'http://a/b/c/..g',
      './../g': 'http://a/b/g',
      './g/.': 'http://a/b/c/g/',
      'g/../h': 'http://a/b/c/h',
      'g;x=1/../y': 'http://a/b/c/y',
      'g?y/../x': 'http://a/b/c/g?y/../x',
      'g#s/../x': 'http://a/b/c/g#s/../x',
      'http:g': 'http:g',
    };
    for (const [reference, target] of Object.entries(abnormal)) assert.equal(resolveUrl(BASE, reference), target);
  });

  it('a base without path gets one', () => {
    assert.equal(resolveUrl('https://h.example', 'x'), 'https://h.example/x');
    assert.equal(resolveUrl('https://h.example?q', '../x'), 'https://h.example/x');
  });

  it('a reference with a scheme and without dots means itself', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab:/?#\n\u2028', '//', 'https:') });
    fc.assert(fc.property(text, (url) => resolveUrl(BASE, `x:${url}`) === `x:${url}`));
  });

  it('long references take linear time', () => {
    const started = cpuTime();
    for (const piece of ['/', '.', '../', './', 'a', ':', '?', '#', '//', '/..'])
      resolveUrl('https://h.example/a/b', piece.repeat(1_000_000 / piece.length));
    assert.ok(cpuTime() - started < 30_000);
  });
});
