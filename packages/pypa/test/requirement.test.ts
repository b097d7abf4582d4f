import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatMarker } from '../src/marker.ts';
import { normalizeName } from '../src/name.ts';
import { equalRequirements, formatRequirement, parseRequirement, type Requirement } from '../src/requirement.ts';
import { formatSpecifierSet } from '../src/specifier-set.ts';
import { cpuTime } from './cpu-time.ts';

function read(text: string): Requirement {
  const parsed = parseRequirement(text);
  assert.ok(parsed.ok, `${text}: ${parsed.ok || parsed.error.message}`);
  return parsed.value;
}

const print = (text: string) => formatRequirement(read(text));
const same = (a: string, b: string) => equalRequirements(read(a), read(b));

function faultOf(text: string): { code: string; offset: number } | undefined {
  const parsed = parseRequirement(text);
  return parsed.ok ? undefined : { code: parsed.error.code, offset: parsed.error.offset };
}

const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?$/);
const blank = fc.constantFrom('', ' ', '\t', ' \t ');
const specifier = fc
  .tuple(fc.constantFrom('<', '<=', '==', '!=', '>=', '>', '~='), fc.nat(9), fc.nat(9))
  .map(([operator, major, minor]) => `${operator}${major}.${minor}`);

describe('reading requirements', () => {
  // Dependency specifiers, "Names": ASCII letters, digits, `-`, `_`, `.`, first and last a letter or digit.
  it('a name begins and ends with a letter or digit', () => {
    fc.assert(
      fc.property(name, blank, blank, (text, before, after) => {
        const found = read(before + text + after);
        assert.equal(found.name, text);
        assert.equal(found.normalizedName, normalizeName(text));
      }),
    );
    assert.deepEqual(faultOf('-a'), { code: 'invalid-requirement', offset: 0 });
    assert.deepEqual(faultOf('a- '), { code: 'invalid-requirement', offset: 1 });
    assert.deepEqual(faultOf(''), { code: 'invalid-requirement', offset: 0 });
    assert.deepEqual(faultOf('é'), { code: 'invalid-requirement', offset: 0 });
    assert.deepEqual(faultOf('aé'), { code: 'invalid-requirement', offset: 1 });
  });

  // The exception `name-ends-in-underscore`.
  it('no name ends in `_`, nor does an extra', () => {
    assert.deepEqual(faultOf('name_'), { code: 'invalid-requirement', offset: 4 });
    assert.deepEqual(faultOf('name_>=1'), { code: 'invalid-requirement', offset: 4 });
    assert.deepEqual(faultOf('a[x_]'), { code: 'invalid-requirement', offset: 3 });
  });

  // Dependency specifiers, "Extras": the union of all that are named.
  it('extras are a set in text order, as written and in normal form', () => {
    fc.assert(
      fc.property(name, fc.array(name, { maxLength: 5 }), blank, (project, extras, gap) => {
        const found = read(`${project}${gap}[${gap}${extras.join(`${gap},${gap}`)}${gap}]${gap}`);
        assert.deepEqual(found.extras, [...new Set(extras)].sort());
        assert.deepEqual(found.normalizedExtras, [...new Set(extras.map(normalizeName))].sort());
      }),
    );
    assert.equal(print('a[c,B,a,B]>=1'), 'a[B,a,c]>=1');
    assert.equal(print('a[ ]'), 'a');
  });

  it('no comma follows the last extra', () => {
    assert.deepEqual(faultOf('a[x,]'), { code: 'invalid-requirement', offset: 4 });
    assert.deepEqual(faultOf('a[,x]'), { code: 'invalid-requirement', offset: 2 });
    assert.deepEqual(faultOf('a[x y]'), { code: 'invalid-requirement', offset: 4 });
    assert.deepEqual(faultOf('a[x'), { code: 'invalid-requirement', offset: 3 });
  });

  // Dependency specifiers, "Versions": parentheses are optional.
  it('specifiers may stand in parentheses', () => {
    fc.assert(
      fc.property(name, fc.array(specifier, { maxLength: 4 }), blank, (project, specifiers, gap) => {
        const bare = read(`${project} ${specifiers.join(',')}`);
        const wrapped = read(`${project}${gap}(${gap}${specifiers.join(`${gap},${gap}`)}${gap})${gap}`);
        assert.equal(formatSpecifierSet(wrapped.specifiers), formatSpecifierSet(bare.specifiers));
        assert.ok(equalRequirements(bare, wrapped));
      }),
    );
    assert.deepEqual(faultOf('a (>=1'), { code: 'invalid-requirement', offset: 6 });
    assert.deepEqual(faultOf('a >=1)'), { code: 'invalid-requirement', offset: 5 });
  });

  it('a comma may follow the last specifier, and any white space an operator', () => {
    assert.equal(print('a>=1,'), 'a>=1');
    assert.equal(print('a>=\n1'), 'a>=1');
    assert.equal(print('a (>=1 ,)'), 'a>=1');
    assert.notEqual(faultOf('a,'), undefined);
    assert.notEqual(faultOf('a>=1,,<2'), undefined);
    assert.notEqual(faultOf('a>=1\n,<2'), undefined);
    assert.notEqual(faultOf('a>=1\n'), undefined);
    assert.notEqual(faultOf('a>=1 <2'), undefined);
  });

  it('`===` takes any text, even none', () => {
    assert.equal(print('a==='), 'a===');
    assert.equal(print('a=== ;os_name=="nt"'), 'a===; os_name == "nt"');
    assert.equal(print('a (===x!y)'), 'a===x!y');
    assert.equal(print('a===1,>=2'), 'a===1,>=2');
    assert.notEqual(faultOf('a===x,y'), undefined);
  });

  it('a specifier that is none is told with its place', () => {
    assert.deepEqual(faultOf('a >= 1.*'), { code: 'invalid-specifier', offset: 5 });
    assert.deepEqual(faultOf('a ==1,~=2'), { code: 'invalid-specifier', offset: 8 });
    assert.deepEqual(faultOf('a >=1+x'), { code: 'invalid-specifier', offset: 4 });
    assert.deepEqual(faultOf('a >='), { code: 'invalid-requirement', offset: 2 });
  });

  // Dependency specifiers, "Grammar": url_req; a marker stands apart from the URL.
  it('a URL goes to the next blank, so a marker needs one before its semicolon', () => {
    assert.equal(read('a @ b;c').url, 'b;c');
    assert.equal(read('a@b').url, 'b');
    assert.equal(read('a @ https://x/y#z ').url, 'https://x/y#z');
    const found = read("a[x] @ https://x ; os_name == 'nt'");
    assert.equal(found.url, 'https://x');
    assert.equal(found.marker && formatMarker(found.marker), 'os_name == "nt"');
    assert.equal(formatRequirement(found), 'a[x] @ https://x ; os_name == "nt"');
    assert.deepEqual(faultOf('a @'), { code: 'invalid-requirement', offset: 3 });
    assert.deepEqual(faultOf('a @ b c'), { code: 'invalid-requirement', offset: 6 });
    assert.deepEqual(faultOf('a>=1 @ b'), { code: 'invalid-requirement', offset: 5 });
  });

  it('faults in a marker are told with their place in the requirement', () => {
    assert.deepEqual(faultOf('a; os_nam == "x"'), { code: 'invalid-marker', offset: 3 });
    assert.deepEqual(faultOf('a;'), { code: 'invalid-marker', offset: 2 });
    assert.deepEqual(faultOf('a; os_name == "x" x'), { code: 'invalid-requirement', offset: 18 });
    assert.deepEqual(faultOf(`a;${'('.repeat(500)}`)?.code, 'too-deep');
  });

  it('nothing throws, and a megabyte of anything takes linear time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseRequirement(text)));
    const pieces = fc.constantFrom(
      'a',
      '[',
      ']',
      ',',
      '>=',
      '1',
      '.*',
      '===',
      '@',
      ';',
      ' ',
      '(',
      ')',
      '\n',
      'os_name',
      '"',
      '_',
    );
    fc.assert(fc.property(fc.array(pieces), (found) => void parseRequirement(`a${found.join('')}`)));
    const started = cpuTime();
    for (const piece of ['a', '-', 'a[', ',', '>=1,', '>=', '=', '(', ' ', '1', '.', '@', ';', '\n', 'a_']) {
      const long = piece.repeat(Math.ceil(300_000 / piece.length));
      for (const text of [long, `a${long}`, `a>=${long}`, `a[x${long}`]) parseRequirement(text);
    }
    assert.ok(cpuTime() - started < 10_000);
  });
});

describe('printing and comparing requirements', () => {
  it('the text reads back as an equal requirement and prints the same', () => {
    fc.assert(
      fc.property(
        name,
        fc.array(name, { maxLength: 3 }),
        fc.array(specifier, { maxLength: 3 }),
        fc.boolean(),
        (...given) => {
          const [project, extras, specifiers, conditional] = given;
          const text = `${project}[${extras.join()}]${specifiers.join()}${conditional ? "; extra == 'A_b'" : ''}`;
          const found = read(text);
          assert.ok(equalRequirements(read(formatRequirement(found)), found));
          assert.equal(print(formatRequirement(found)), formatRequirement(found));
        },
      ),
    );
  });

  it('specifiers are printed without blanks, in text order, each meaning once', () => {
    assert.equal(print('a >= 1.0 , < 2 , >= 1'), 'a<2,>=1');
  });

  it('names, extras and specifiers are compared by meaning', () => {
    assert.ok(same('Foo_Bar[A.b]>=1', 'foo-bar[a-b] >= 1.0'));
    assert.ok(same('a[x,X]', 'a[x]'));
    assert.ok(!same('a', 'b'));
    assert.ok(!same('a[x]', 'a'));
    assert.ok(!same('a>=1', 'a>1'));
    assert.ok(!same('a @ x', 'a @ y'));
    assert.ok(!same('a; os_name == "x"', 'a'));
    assert.ok(same("a; os_name == 'x'", 'a;os_name=="x"'));
  });
});
