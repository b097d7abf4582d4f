import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRange } from './byte-range.ts';
import { clientOf } from './client-of.ts';
import { chooseCoding } from './coding.ts';
import { tokenOf } from './credentials.ts';
import { allowsRange, matchesTag } from './entity-tag.ts';
import { Proxies } from './forwarded.ts';
import { HostCheck } from './host-check.ts';
import { isMeant } from './origin-check.ts';
import { reasonPhrase } from './reason-phrase.ts';
import { type RequestHead, readHead } from './request-head.ts';

function head(raw: readonly string[]): RequestHead {
  const read = readHead(raw);
  assert.ok(read);
  return read;
}

test('If-None-Match is a star or a list, compared weakly (RFC 9110, 13.1.2)', () => {
  const cases: [string | undefined, boolean][] = [
    [undefined, false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['"b",W/"a" , "c"', true],
    [' , "a" ,', true],
    ['*', true],
    [' * ', true],
    ['"b"', false],
    ['"ab"', false],
    ['a', false],
    ['"a', false],
    ['*, "b"', false],
    ['"b" "a"', false],
    ['w/"a"', false],
    ['"x,\\"a"', false],
  ];
  for (const [value, expected] of cases) assert.equal(matchesTag(value, '"a"'), expected, String(value));
});

test('If-Range lets a range through for this very tag alone (RFC 9110, 13.1.5)', () => {
  assert.equal(allowsRange(undefined, '"a"'), true);
  assert.equal(allowsRange('"a"', '"a"'), true);
  assert.equal(allowsRange('W/"a"', '"a"'), false);
  assert.equal(allowsRange('Wed, 21 Oct 2015 07:28:00 GMT', '"a"'), false);
});

test('one range is a part, several are the whole, what is not there is not satisfiable', () => {
  const cases: [string | undefined, unknown][] = [
    [undefined, 'whole'],
    ['bytes=0-0', [0, 1]],
    ['bytes=0-', [0, 100]],
    ['bytes=10-19', [10, 20]],
    ['bytes=90-1000', [90, 100]],
    ['bytes=-1', [99, 100]],
    ['bytes=-500', [0, 100]],
    ['BYTES=1-1', [1, 2]],
    ['bytes= 1-1 ', [1, 2]],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=100-200', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=0-0,5-5', 'whole'],
    [`bytes=${Array.from({ length: 999 }, (_, i) => `${i}-${i}`).join(',')}`, 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=1-99999999999999999999', 'whole'],
    ['', 'whole'],
  ];
  for (const [value, expected] of cases) {
    const range = readRange(value, 100);
    assert.deepEqual(typeof range === 'string' ? range : [range.start, range.end], expected, String(value));
  }
  assert.equal(readRange('bytes=0-', 0), 'unsatisfiable');
});

test('the best liked coding is chosen, zstd of equals, and nothing is packed unasked', () => {
  const cases: [string | undefined, string][] = [
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate', 'gzip'],
    ['x-gzip', 'gzip'],
    ['zstd, gzip, br, deflate', 'zstd'],
    ['gzip, br, zstd', 'zstd'],
    ['gzip;q=1, zstd;q=0.5', 'gzip'],
    ['zstd;q=0, gzip', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['*', 'zstd'],
    ['*;q=0, gzip;q=0.1', 'gzip'],
    ['identity', 'identity'],
    ['identity;q=1, gzip;q=0.5', 'identity'],
    ['gzip;q=1.5', 'identity'],
    ['GZIP;Q=0.5', 'gzip'],
    ['br', 'identity'],
  ];
  for (const [value, expected] of cases) assert.equal(chooseCoding(value), expected, String(value));
});

test('a client is who its first product says', () => {
  const cases: [string, string][] = [
    ['pip/26.3 {"ci":null}', 'pip'],
    ['uv/0.13.8 {"installer":{}}', 'uv'],
    ['poetry/2.5.1 CPython/3.12.1 Linux/6.1', 'poetry'],
    ['pdm/2.29.3 CPython/3.12.1 Linux/6.1', 'pdm'],
    ['pipenv/2026.10.3', 'pipenv'],
    ['Mozilla/5.0 pip/26.3', 'other'],
    ['pipx/1', 'other'],
    ['', 'other'],
    ['__proto__/1', 'other'],
  ];
  for (const [agent, client] of cases) assert.equal(clientOf(agent), client, agent);
});

test('DNS rebinding: a name that is not ours is not answered', () => {
  const loopback = new HostCheck('127.0.0.1', ['pypi.example.com']);
  for (const host of [
    '127.0.0.1:7463',
    '127.0.0.1',
    'localhost:1',
    'LOCALHOST',
    '[::1]:7463',
    'pypi.example.com',
    'x.localhost',
    'pypi.example.com.',
  ])
    assert.equal(loopback.allows(host), true, host);
  for (const host of [
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:7463',
    '192.168.1.5',
    '[fe80::1]',
    'a b',
    'pypi.example.com@evil',
    '127.0.0.1.evil.example',
    'localhost/x',
  ])
    assert.equal(loopback.allows(host), false, String(host));
  const open = new HostCheck('0.0.0.0', []);
  assert.equal(open.allows('192.168.1.5:7463'), true);
  assert.equal(open.allows('[2001:db8::1]:80'), true);
  assert.equal(open.allows('evil.example'), false);
});

test('cross-site request: what changes something needs a token, and no other site behind it', () => {
  const host = ['Host', 'localhost:1'];
  assert.equal(isMeant(head(host)), false);
  assert.equal(isMeant(head([...host, 'Authorization', 'Bearer x'])), true);
  assert.equal(isMeant(head([...host, 'Sec-Fetch-Site', 'same-origin'])), true);
  assert.equal(isMeant(head([...host, 'Authorization', 'Basic eDp5', 'Sec-Fetch-Site', 'cross-site'])), false);
  assert.equal(isMeant(head([...host, 'Authorization', 'Basic eDp5', 'Sec-Fetch-Site', 'same-site'])), false);
  assert.equal(isMeant(head([...host, 'Origin', 'http://localhost:1'])), true);
  assert.equal(isMeant(head([...host, 'Authorization', 'Basic eDp5', 'Origin', 'http://localhost:2'])), false);
  assert.equal(isMeant(head([...host, 'Authorization', 'Basic eDp5', 'Origin', 'null'])), false);
});

test('X-Forwarded-For is believed from configured proxies alone', () => {
  const proxies = new Proxies(['10.0.0.0/8', '::1']);
  assert.equal(proxies.addressOf('1.2.3.4', '9.9.9.9'), '1.2.3.4');
  assert.equal(proxies.addressOf('10.0.0.1', '9.9.9.9'), '9.9.9.9');
  assert.equal(proxies.addressOf('::ffff:10.0.0.1', '6.6.6.6, 9.9.9.9, 10.0.0.7'), '9.9.9.9');
  assert.equal(proxies.addressOf('10.0.0.1', 'no address'), '10.0.0.1');
  assert.equal(proxies.addressOf('::1', '10.0.0.2'), '10.0.0.2');
  assert.equal(new Proxies([]).addressOf('::ffff:1.2.3.4', '9.9.9.9'), '1.2.3.4');
});

test('a token is the password of Basic or what follows Bearer', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  assert.equal(tokenOf(basic('__token__:secret:x'))?.reveal(), 'secret:x');
  assert.equal(tokenOf('Bearer abc.def')?.reveal(), 'abc.def');
  assert.equal(tokenOf('bearer abc')?.reveal(), 'abc');
  for (const wrong of [
    '',
    'Basic',
    basic('user'),
    basic('user:'),
    'Digest x',
    'Bearer a b',
    `Bearer ${'a'.repeat(5000)}`,
  ])
    assert.equal(tokenOf(wrong), undefined, wrong.slice(0, 20));
});

test('response splitting: a reason phrase is printable ASCII of at most 200 characters (CVE-2019-6802)', () => {
  const phrase = reasonPhrase(`denied\r\nSet-Cookie: x=1\u0000 \u202e ${'é'.repeat(400)}x`, ' - see /why/1');
  assert.match(phrase, /^[\x20-\x7e]{1,200}$/);
  assert.ok(phrase.endsWith(' - see /why/1'));
  assert.equal(reasonPhrase('a'.repeat(300), ' - see /why/1').length, 200);
});

test('request smuggling: what stands once and stands twice is refused', () => {
  for (const name of ['Host', 'Authorization', 'Content-Length', 'Transfer-Encoding', 'Range'])
    for (const other of [name, name.toLowerCase(), name.toUpperCase()])
      assert.equal(readHead([name, 'a', other, 'b']), undefined, `${name}, ${other}`);
  assert.equal(head(['Accept', 'a', 'accept', 'b']).accept, 'a, b');
  assert.equal(head(['__proto__', 'x', 'constructor', 'y']).host, undefined);
});
