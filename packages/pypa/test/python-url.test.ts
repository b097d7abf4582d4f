import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { joinPythonUrl, splitPythonUrl, withoutCredentials } from '../src/python-url.ts';

function host(text: string): string {
  const split = splitPythonUrl(text);
  return split.ok ? split.value.authority : split.error.code;
}

describe('URLs as Python splits them', () => {
  it('parts', () => {
    const split = splitPythonUrl(' \u0001HT\ntp://u@h:1/p;x?q?r#f#g');
    assert.deepEqual(split.ok && split.value, {
      scheme: 'http',
      authority: 'u@h:1',
      path: '/p;x',
      query: 'q?r',
      fragment: 'f#g',
    });
    assert.deepEqual(splitPythonUrl('1x:y').ok && splitPythonUrl('a/b:c'), {
      ok: true,
      value: { scheme: '', authority: '', path: 'a/b:c', query: '', fragment: '' },
    });
  });

  it('brackets hold an IPv6 address and nothing else', () => {
    for (const text of [
      '//[::1]',
      '//[::1]:80',
      '//u@[1:2:3:4:5:6:7:8]',
      '//[::ffff:1.2.3.4]',
      '//[fe80::1%eth0]',
      '//[v1.x]',
      '//[::]',
    ]) {
      assert.notEqual(host(text), 'invalid-url', text);
    }
    for (const text of [
      '//[::1',
      '//::1]',
      '//[::g]',
      '//[1.2.3.4]',
      '//[::1]80',
      '//a[::1]',
      '//[1::2::3]',
      '//[::1.2.3.256]',
      '//[]',
      '//[1:2:3:4:5:6:7]',
    ]) {
      assert.equal(host(text), 'invalid-url', text);
    }
  });

  it('a host must not hold look-alikes of separators', () => {
    assert.equal(host('https://ex\uff0fample.org'), 'invalid-url');
    assert.equal(host('https://a\u2100b'), 'invalid-url');
    assert.equal(host('https://\uff45x.org'), '\uff45x.org');
  });

  it('splitting and joining gives the same URL again', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '/', ':', '.', '@', '?', '#', '%41', 'é'), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom('', 'https:', 'file:', 'x:'),
        fc.constantFrom('', '//', '//h'),
        part,
        (scheme, slashes, rest) => {
          const split = splitPythonUrl(scheme + slashes + rest);
          if (!split.ok) return;
          const joined = splitPythonUrl(joinPythonUrl(split.value));
          assert.deepEqual(joined.ok && joined.value, split.value);
        },
      ),
    );
  });
});

describe('credentials', () => {
  // PEP 610: user and password are stripped, but for environment variables and well-known users of a VCS.
  it('are stripped, unless they give nothing away', () => {
    assert.equal(withoutCredentials('https://user:pw@h/x?y#z'), 'https://h/x?y#z');
    assert.equal(withoutCredentials('https://a@b@h/x'), 'https://h/x');
    assert.equal(withoutCredentials('https://@h/x'), 'https://h/x');
    for (const url of [
      'ssh://git@h/x',
      'https://\u0024{USER}@h/x',
      'https://\u0024{USER}:\u0024{PASS-1}@h/x',
      'https://h/x@y',
    ]) {
      assert.equal(withoutCredentials(url), url);
    }
    for (const user of ['\u0024{USER}:pw', '\u0024{}', '\u0024{A}:', 'git:', 'Git', '\u0024{A}:\u0024{B}:\u0024{C}']) {
      assert.equal(withoutCredentials(`https://${user}@h/x`), 'https://h/x', user);
    }
    assert.equal(withoutCredentials('ssh://git@h/x', []), 'ssh://h/x');
  });

  it('never stay in what cannot be taken apart', () => {
    assert.equal(withoutCredentials('https://user:pw@[h/x'), 'https://[h/x');
    fc.assert(
      fc.property(fc.webUrl({ authoritySettings: { withUserInfo: true } }), (url) => {
        const split = splitPythonUrl(withoutCredentials(url, []));
        assert.ok(split.ok && !split.value.authority.includes('@'));
      }),
    );
  });
});
