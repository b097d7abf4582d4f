import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertExpected, assertSame } from './compare.ts';
import { listeningUrl } from './gateway.ts';
import { type Result, withoutPlace } from './scenario.ts';

const RESULT: Result = { ok: true, installed: { 'a 1.0': { 'a.py': 'aa' } }, output: 'said' };

test('the line with the address is taken once it is whole, whatever comes before', () => {
  const line = '{"event":"listening","url":"http://127.0.0.1:7463/"}';
  assert.equal(listeningUrl(line), undefined);
  assert.equal(listeningUrl(`${line}\n`), 'http://127.0.0.1:7463/');
  assert.equal(listeningUrl(`{"event":"starting"}\nwarning\n${line}\n`), 'http://127.0.0.1:7463/');
  assert.equal(listeningUrl('{"event":"stopping","url":"http://127.0.0.1:1/"}\n'), undefined);
});

test('one changed digest, one more file, another exit are no equal results', () => {
  assertSame(RESULT, { ...RESULT, output: 'something else' });
  const others: Result[] = [
    { ...RESULT, ok: false },
    { ...RESULT, installed: { 'a 1.0': { 'a.py': 'ab' } } },
    { ...RESULT, installed: { 'a 1.0': { 'a.py': 'aa', 'b.py': 'bb' } } },
    { ...RESULT, installed: { 'a 1.1': { 'a.py': 'aa' } } },
    { ...RESULT, lock: 'x' },
    { ...RESULT, uploaded: [] },
  ];
  for (const other of others) assert.throws(() => assertSame(RESULT, other), /the gateway changed something/);
});

test('where locks cannot be equal, everything else must be', () => {
  assertSame(RESULT, { ...RESULT, lock: 'size = 1' }, { locks: false });
  assert.throws(() => assertSame(RESULT, { ...RESULT, ok: false }, { locks: false }), /the gateway changed something/);
});

test('a result that is not as expected fails with what the client said', () => {
  assertExpected(RESULT, { installs: ['a==1.0'] });
  assert.throws(() => assertExpected(RESULT, { installs: ['a==1.1'] }), /said/);
  assert.throws(() => assertExpected(RESULT, { fails: /x/ }), /it went well/);
  assert.throws(() => assertExpected({ ...RESULT, ok: false }, { installs: ['a==1.0'] }), /said/);
  assert.throws(() => assertExpected({ ...RESULT, ok: false, installed: {} }, { fails: /other words/ }));
  // What a client was asked for is no word of its own.
  const asked = { ...RESULT, ok: false, installed: {}, output: '$ pip install gone\nERROR: 503\n' };
  assert.throws(() => assertExpected(asked, { fails: /gone/ }), /503/);
  assertExpected({ ...asked, output: `${asked.output}no gone\n` }, { fails: /gone/ });
  const missing = { ...RESULT, installed: { 'a 1.0': { 'a.py': 'missing' } } };
  assert.throws(() => assertExpected(missing, { installs: ['a==1.0'] }), /said/);
  assert.throws(() => assertExpected(RESULT, { uploads: ['whl'] }), /said/);
  assert.throws(() => assertExpected({ ...RESULT, lock: 'b' }, { locks: ['a'] }), /said/);
});

test('a lock keeps names, versions and digests and loses where it was made', () => {
  const poetry = (port: number, files: string) =>
    `url = "http://127.0.0.1:${port}/simple"\nurl = "http://127.0.0.1:${port}${files}/a-1.0%2Bb-py3-none-any.whl"\nhash = "sha256:00"\ncontent-hash = "${port}"\n`;
  const one = withoutPlace(poetry(1, '/files/aa'));
  assert.equal(one, withoutPlace(poetry(2, '/simple/a/other')));
  assert.match(one, /INDEX.*FILE a-1\.0\+b-py3-none-any\.whl.*sha256:00.*DIGEST/s);
});
