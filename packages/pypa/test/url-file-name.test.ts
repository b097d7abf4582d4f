import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { fileNameOfUrl } from '../src/url-file-name.ts';

it('the file name is the last part of the path, percent-decoded', () => {
  const cases: [string, string | undefined][] = [
    ['https://x.org/a/b-1%2Bc.whl', 'b-1+c.whl'],
    ['https://x.org/a/b.whl?c/d#e/f', 'b.whl'],
    ['https://x.org/a/b.whl#c?d/e', 'b.whl'],
    ['https://x.org/a/', ''],
    ['https://x.org', ''],
    ['a/b', 'b'],
    ['b', 'b'],
    ['', ''],
    ['c:b;d', 'b;d'],
    ['https://x.org/a;b/c;d', 'c'],
    ['git+https://x.org/a;b', 'a;b'],
    ['HTTPS://x.org/a;b', 'a'],
    ['1http://x.org/a;b', 'a'],
    ['\u0000 https://x.org/a\tb\n', 'ab'],
    ['https://x.org\\a', ''],
    ['//x.org/../a%2fb', 'a/b'],
  ];
  for (const [url, expected] of cases) assert.equal(fileNameOfUrl(url), expected, url);
});
it('a host with brackets holds an address of version 6 or of the future', () => {
  for (const host of [
    '[::]',
    '[::1]',
    '[1::]',
    '[1:2:3:4:5:6:7:8]',
    '[::1.2.3.4]',
    '[fe80::1%eth0]',
    'u@[::1]:80',
    '[v1f.a:b]',
    '[1:2:3:4:5:6:1.2.3.4]',
    '[1::3:4:5:6:7:8]',
  ]) {
    assert.equal(fileNameOfUrl(`http://${host}/a`), 'a', host);
  }
  for (const host of [
    '[',
    ']',
    '[]',
    '[1]',
    '[1:2]',
    '[1.2.3.4]',
    '[1:2:3:4:5:6:7:8:9]',
    '[::1::]',
    '[:1:2:3:4:5:6:7]',
    '[1:2:3:4:5:6:7:]',
    '[::g]',
    '[::12345]',
    '[::1.2.3]',
    '[::1.2.3.04]',
    '[::1.2.3.256]',
    '[::1%]',
    '[::1%a%b]',
    '[v.a]',
    '[v1]',
    '[1:2:3:4:5:6:7:1.2.3.4]',
    '[1:2:3:4::5:6:7:8]',
  ]) {
    assert.equal(fileNameOfUrl(`http://${host}/a`), undefined, host);
  }
});
it('a host whose compatibility form holds a delimiter is refused', () => {
  assert.equal(fileNameOfUrl('http://x\u2100.org/a'), undefined);
  assert.equal(fileNameOfUrl('http://ﬀ.org/a'), 'a');
  assert.equal(fileNameOfUrl('http://x\uff20y/a'), undefined);
});
it('percent-decoding is UTF-8, with one replacement for each broken piece', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
      (text) => {
        assert.equal(fileNameOfUrl(`x:${encodeURIComponent(text)}`), text);
      },
    ),
  );
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), fc.boolean(), (bytes, high) => {
      const shaped = high ? bytes.map((byte) => byte | 0x80) : bytes;
      const encoded = [...shaped].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
      assert.equal(fileNameOfUrl(`x:${encoded}`), decoder.decode(shaped));
    }),
    { numRuns: 2000 },
  );
  for (const [text, shown] of [
    ['%ED%A0%80', '\ufffd\ufffd\ufffd'],
    ['%C0%80', '\ufffd\ufffd'],
    ['%E2%82', '\ufffd'],
    ['%F4%90%80%80', '\ufffd\ufffd\ufffd\ufffd'],
    ['%F0%9F%98', '\ufffd'],
    ['%F0%8F', '\ufffd\ufffd'],
    ['%2', '%2'],
    ['%G0', '%G0'],
  ]) {
    assert.equal(fileNameOfUrl(text ?? ''), shown, text);
  }
});
