import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatSegment, parseTarget, queryParameter } from './target.ts';

function segmentsOf(raw: string): readonly string[] | number {
  const target = parseTarget(raw);
  return 'why' in target ? target.status : target.segments;
}

test('a path is decoded exactly once, and a plus stays a plus', () => {
  const cases: [string, readonly string[] | number][] = [
    ['/', []],
    ['/simple/', ['simple']],
    ['/simple/torch/torch-2.0+cu118.whl', ['simple', 'torch', 'torch-2.0+cu118.whl']],
    ['/simple/torch/torch-2.0%2Bcu118.whl', ['simple', 'torch', 'torch-2.0+cu118.whl']],
    ['/simple/torch/torch-2.0%2bcu118.whl?x', ['simple', 'torch', 'torch-2.0+cu118.whl']],
    ['/simple/a/a-1%212.0.tar.gz', ['simple', 'a', 'a-1!2.0.tar.gz']],
    ['/simple/%C3%A9/', ['simple', 'é']],
    ['/simple/%40x', ['simple', '@x']],
    // What would be decoded by whoever decodes again is nobody's.
    ['/simple/%2540x', 400],
    ['/simple/a%252Fb/', 400],
  ];
  for (const [raw, expected] of cases) assert.deepEqual(segmentsOf(raw), expected, raw);
});

test('what two readers could read in two ways is refused', () => {
  const attacks: [name: string, raw: string][] = [
    ['an escaped slash', '/simple/a%2Fb/'],
    ['an escaped slash in small letters', '/simple/a%2fb/'],
    ['an escaped backslash', '/simple/a%5Cb/'],
    ['a raw backslash', '/simple/a\\b/'],
    ['NUL', '/simple/a%00/'],
    ['a line end', '/simple/a%0d%0aSet-Cookie:x/'],
    ['C1', '/simple/a%C2%9b/'],
    ['double encoding (pip CVE-2026-13346)', '/simple/a%252Fb/'],
    ['double encoding of a letter', '/simple/%2561/'],
    ['invalid UTF-8', '/simple/%FF/'],
    ['overlong UTF-8', '/simple/%C0%AF/'],
    ['half a surrogate pair', '/simple/%ED%A0%80/'],
    ['a cut escape', '/simple/%2/'],
    ['no escape', '/simple/%zz/'],
    ['dot segments', '/simple/../etc/passwd'],
    ['escaped dot segments', '/simple/%2e%2e/etc'],
    ['a dot', '/simple/./a/'],
    ['empty segments', '/simple//a/'],
    ['two slashes first', '//evil.example/simple/'],
    ['a fragment', '/simple/#x'],
    ['a blank', '/simple/a b'],
    ['raw bytes', '/simple/\u00e9/'],
    ['no slash first', 'simple/'],
    ['the star', '*'],
    ['nothing', ''],
    ['another scheme', 'ftp://localhost/simple/'],
    ['userinfo', 'http://user:pw@localhost/simple/'],
  ];
  for (const [name, raw] of attacks) assert.equal(segmentsOf(raw), 400, name);
  assert.equal(segmentsOf(`/${'a'.repeat(2048)}`), 414);
});

test('a target in absolute form brings its own host', () => {
  const target = parseTarget('http://pypi.example:8080/simple/?format=x');
  assert.deepEqual(target, { segments: ['simple'], slash: true, query: 'format=x', authority: 'pypi.example:8080' });
  assert.deepEqual(segmentsOf('http://pypi.example'), []);
});

test('a parameter is read once, its plus a plus', () => {
  assert.equal(
    queryParameter('format=application/vnd.pypi.simple.v1+json', 'format'),
    'application/vnd.pypi.simple.v1+json',
  );
  assert.equal(queryParameter('x=1&format=a%2Bb', 'format'), 'a+b');
  assert.equal(queryParameter('format=a&format=b', 'format'), undefined);
  assert.equal(queryParameter('format=%ff', 'format'), undefined);
  assert.equal(queryParameter('', 'format'), undefined);
});

test('whatever text a segment is written from is read back, or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), (text) => {
      if (!text.isWellFormed()) return true;
      const read = parseTarget(`/x/${formatSegment(text)}`);
      return 'why' in read ? read.status === 400 : read.segments[1] === text;
    }),
  );
});
