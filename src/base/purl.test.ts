import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { formatPurl, makePurl, type Purl, type PurlParts, parsePurl, pypiPurl } from './purl.ts';
import { cpuTime } from './text/testing/cpu-time.ts';

const DATA = process.env['RIND_SHARED_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const TYPES = ['apk', 'conda', 'deb', 'generic', 'oci', 'pypi', 'rpm'];

function read(text: string): Purl {
  const result = parsePurl(text, { foldQualifierKeys: true });
  assert.ok(result.ok, result.ok ? '' : `${text}: ${result.error.message}`);
  return result.value;
}

function partsOf(purl: Purl): unknown {
  const qualifiers = purl.qualifiers.size === 0 ? null : Object.fromEntries(purl.qualifiers);
  const { type, name } = purl;
  return {
    type,
    name,
    namespace: purl.namespace ?? null,
    version: purl.version ?? null,
    qualifiers,
    subpath: purl.subpath ?? null,
  };
}

interface SpecificationCase {
  readonly description: string;
  readonly test_type: 'parse' | 'build' | 'validate';
  readonly input: string | PurlParts;
  readonly expected_output: unknown;
  readonly expected_failure: boolean;
}

function outcome(row: SpecificationCase): unknown {
  if (typeof row.input !== 'string') {
    const made = makePurl(row.input);
    return made.ok ? formatPurl(made.value) : null;
  }
  // The specification refuses upper-case qualifier keys when parsing, and folds them when making a text canonical.
  const parsed = parsePurl(row.input, { foldQualifierKeys: row.test_type === 'validate' });
  if (!parsed.ok) return null;
  return row.test_type === 'parse' ? partsOf(parsed.value) : formatPurl(parsed.value);
}

for (const type of TYPES) {
  const path = `${DATA}/purl/${type}-test.json`;
  test(`the specification's cases for ${type}`, { skip: !existsSync(path) && 'no shared data' }, () => {
    const { tests }: { tests: SpecificationCase[] } = JSON.parse(readFileSync(path, 'utf8'));
    assert.ok(tests.length > 0);
    for (const row of tests) {
      assert.deepEqual(
        outcome(row),
        row.expected_failure ? null : row.expected_output,
        `${row.test_type}: ${row.description}`,
      );
    }
  });
}

const CANONICAL: readonly [string, string, string][] = [
  [
    'a PyPI name is in PEP 503 normal form, dots included',
    'pkg:pypi/Zope.Interface__x@5.0',
    'pkg:pypi/zope-interface-x@5.0',
  ],
  ['the scheme and the type ignore case', 'PKG:PyPI/a', 'pkg:pypi/a'],
  ['slashes after the scheme are passed over', 'pkg://pypi/a', 'pkg:pypi/a'],
  ['a colon needs no escape, a plus does', 'pkg:deb/debian/a@1%3A2+b', 'pkg:deb/debian/a@1:2%2Bb'],
  ['qualifiers are sorted, and empty ones dropped', 'pkg:generic/a?z=1&b=&c=2', 'pkg:generic/a?c=2&z=1'],
  ['a slash in a qualifier is escaped', 'pkg:oci/a?repository_url=x/y', 'pkg:oci/a?repository_url=x%2Fy'],
  ['a subpath has no dots', 'pkg:generic/a#/./x//../y/', 'pkg:generic/a#x/y'],
  ['an unescaped scope is a namespace, not a version', 'pkg:npm/@scope/name@1', 'pkg:npm/%40scope/name@1'],
  ['a namespace may have segments, which ignore case on GitHub', 'pkg:github/Org//Repo@V1', 'pkg:github/org/repo@V1'],
  ['an epoch and a local version survive', 'pkg:pypi/a@1!2.0%2Blocal', 'pkg:pypi/a@1%212.0%2Blocal'],
];

for (const [rule, text, canonical] of CANONICAL) test(rule, () => assert.equal(formatPurl(read(text)), canonical));

test('what is no package URL is refused', () => {
  for (const text of [
    '',
    'pkg:',
    'pkg:pypi',
    'pkg:pypi/',
    'pypi/a',
    'pkg:1x/a',
    'pkg:a b/c',
    'pkg:pypi/a%2',
    'pkg:pypi/a%FF',
    'pkg:pypi/a b',
    'pkg:pypi/ns/a',
    'pkg:pypi/-a',
    'pkg:generic/a?x',
    'pkg:generic/a?1=2',
    'pkg:generic/a?x=1&x=2',
    'pkg:generic/a%2Fb',
    'pkg:generic/a?X=1',
    'pkg:generic/a#b%2Fc',
  ]) {
    assert.equal(parsePurl(text).ok, false, text);
  }
});

test('a project on PyPI has its package URL', () => {
  const purl = pypiPurl('Django_Rest.Framework', '3.14');
  assert.equal(purl.ok && formatPurl(purl.value), 'pkg:pypi/django-rest-framework@3.14');
  assert.equal(pypiPurl('not a name').ok, false);
});

test('the canonical text reads back as the same parts', () => {
  const segment = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll('/', '') || 'x');
  const parts = fc.record({
    type: fc.constantFrom('generic', 'npm', 'golang', 'deb', 'rpm', 'github'),
    name: segment,
    namespace: fc.option(fc.array(segment, { maxLength: 3 }).map((segments) => segments.join('/'))),
    version: fc.option(fc.string({ unit: 'grapheme' })),
    qualifiers: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9._-]{0,5}$/), fc.string({ unit: 'grapheme' })),
    subpath: fc.option(fc.array(segment, { maxLength: 3 }).map((segments) => segments.join('/'))),
  });
  fc.assert(
    fc.property(parts, (given) => {
      const made = makePurl(given);
      assert.ok(made.ok);
      const again = parsePurl(formatPurl(made.value));
      assert.ok(again.ok, formatPurl(made.value));
      assert.deepEqual(partsOf(again.value), partsOf(made.value));
    }),
    { numRuns: 5000 },
  );
});

test('no text makes the reader throw or take long', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parsePurl(`pkg:${text}`)));
  for (const piece of ['/', '@', '?', '#', '%', '&', 'a=', '%41', 'a/']) {
    const spent = cpuTime(() => {
      parsePurl(`pkg:generic/${piece.repeat(300_000)}`);
    });
    assert.ok(spent < 2000, piece);
  }
});
