import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { environmentFor, type MarkerEnvironment } from '../src/environment.ts';
import { formatMarker, type Marker, parseMarker } from '../src/marker.ts';
import {
  type Condition,
  canonicalMarker,
  conjoinMarkers,
  disjoinMarkers,
  equivalentMarkers,
  factsMarker,
  impliesMarker,
  isAlwaysTrue,
  isNeverTrue,
  membershipMarker,
  requiresPythonMarker,
  restrictMarker,
  simplifyMarker,
  witnessOf,
} from '../src/marker-algebra.ts';
import { evaluateMarker, type MarkerContext } from '../src/marker-evaluate.ts';
import { contains, parseSpecifierSet } from '../src/specifier-set.ts';
import { readVersion } from '../src/version.ts';
import { sampleVersions, versionsIn } from '../src/version-samples.ts';
import { cpuTime } from './cpu-time.ts';

function read(text: string): Marker {
  const parsed = parseMarker(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

function say(condition: Condition): string | boolean {
  return typeof condition === 'boolean' ? condition : formatMarker(condition);
}

const simplify = (text: string) => say(simplifyMarker(read(text)));
const never = (text: string) => isNeverTrue(read(text));

function answer(condition: Condition, environment: MarkerEnvironment, context: MarkerContext): boolean | 'problem' {
  if (typeof condition === 'boolean') return condition;
  const found = evaluateMarker(condition, environment, context);
  return found.ok ? found.value : 'problem';
}

const PYTHONS = [
  '2.7.18',
  '3.8.0',
  '3.8.1',
  '3.9.0rc1',
  '3.9.0',
  '3.9.0+',
  '3.9.0.post1',
  '3.9.1',
  '3.10.0',
  '3.13.0a2',
  '3.13.0',
];
const VERSIONS = ['3', '3.8', '3.9', '3.9.0rc1', '3.9.*', '3.9.1', '3.10', '3.13', '3.9.0+local'];
const short = fc.tuple(fc.constant('python_version'), fc.constantFrom(...VERSIONS));
const full = fc.tuple(fc.constant('python_full_version'), fc.constantFrom(...VERSIONS));
const release = fc.tuple(fc.constant('platform_release'), fc.constantFrom('5.15', '5.15-generic', '5.15.0', ''));
const platform = fc.tuple(fc.constant('sys_platform'), fc.constantFrom('linux', 'win32', 'x', ''));
const asked = fc.tuple(fc.constant('extra'), fc.constantFrom('a', 'b', ''));
const ordered = fc.constantFrom('<', '<=', '==', '!=', '>=', '>', '~=', 'in', 'not in');
const leaf = fc
  .tuple(fc.oneof(short, full, release, platform, asked), ordered, fc.integer({ min: 0, max: 9 }))
  .map(([[field, value], operator, turn]) =>
    turn === 0 ? `'${value}' ${operator} ${field}` : `${field} ${operator} '${value}'`,
  );
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc
      .tuple(fc.array(tie('text'), { minLength: 2, maxLength: 3 }), fc.constantFrom(' and ', ' or '))
      .map(([parts, word]) => `(${parts.join(word)})`),
  ),
}));
const environment = fc
  .record({
    python_full_version: fc.constantFrom(...PYTHONS),
    platform_release: fc.constantFrom('5.15', '5.15-generic', '5.15.0', '5.16', '', '.', 'odd'),
    sys_platform: fc.constantFrom('linux', 'win32', 'x', '', 'in', 'linuxwin32x'),
    extra: fc.constantFrom('a', 'b', '', 'c'),
  })
  .map((found): MarkerEnvironment => {
    const python_version = found.python_full_version.split('.').slice(0, 2).join('.');
    return { ...found, python_version };
  });
const environments = fc.array(environment, { minLength: 20, maxLength: 20 });

describe('sampled versions stand for all', () => {
  const version = fc
    .tuple(
      fc.constantFrom('', '1!'),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '', 'a0', 'a1', 'a2', 'b1', 'rc1'),
      fc.constantFrom('', '', '.post0', '.post1', '.post3'),
      fc.constantFrom('', '', '.dev0', '.dev1', '.dev2'),
      fc.constantFrom('', '', '', '+x', '+x.1'),
    )
    .map(([epoch, numbers, ...suffix]) => epoch + numbers.join('.') + suffix.join(''));
  const specifier = fc
    .tuple(fc.constantFrom('<', '<=', '==', '!=', '>=', '>', '~=', '==*'), version)
    .map(([operator, bound]) => (operator === '==*' ? `==${bound}.*` : operator + bound))
    .filter((found) => parseSpecifierSet(found).ok);

  it('for any version, one of the samples satisfies the same specifiers', () => {
    fc.assert(
      fc.property(fc.array(specifier, { minLength: 1, maxLength: 4 }), version, (specifiers, any) => {
        const sets = specifiers
          .map((one) => parseSpecifierSet(one))
          .flatMap((parsed) => (parsed.ok ? [parsed.value] : []));
        const signature = (one: string) => sets.map((set) => Number(contains(set, one))).join('');
        const samples = sampleVersions(versionsIn(specifiers.map((one) => one.replace(/^[<>=!~]+/, ''))));
        assert.ok(samples?.every((sample) => readVersion(sample)));
        assert.ok(
          samples?.some((sample) => signature(sample) === signature(any)),
          `${any} under ${specifiers}`,
        );
      }),
      { numRuns: 400 },
    );
  });
});

describe('no gap is overlooked', () => {
  const gaps: readonly (readonly [string, string])[] = [
    ['>1.0,<1.1', '1.0.1'],
    ['>1.0.dev1,<1.0.dev3', '1.0.dev2'],
    ['>1.0.post1.dev1,<1.0.post1.dev3', '1.0.post1.dev2'],
    ['>=3.9,!=3.9.*,<4', '3.10'],
    ['>=3.9,!=3.*', '4'],
    ['>3.9,!=3.9.*,<4.dev0', '3.10'],
    ['<3,!=2.*', '1'],
    ['>=3,!=3.0,<3.1', '3.0.1'],
    ['>3.dev0,<3.0a1', '3.0a0'],
    ['==3.0,!=3.0+a', '3.0+b'],
    ['>1!2', '1!3'],
    ['>9', '1!0'],
  ];
  for (const [specifiers, inside] of gaps) {
    it(`${inside} is inside of ${specifiers}, and so is a sample`, () => {
      const parsed = parseSpecifierSet(specifiers);
      assert.ok(parsed.ok);
      assert.ok(contains(parsed.value, inside));
      const samples = sampleVersions(versionsIn(specifiers.split(',').map((one) => one.replace(/^[<>=!~]+/, ''))));
      assert.ok(samples?.some((sample) => contains(parsed.value, sample)));
    });
  }
});

describe('claims are never refuted', () => {
  it('simplified, canonical and restricted markers answer as the marker does', () => {
    fc.assert(
      fc.property(text, text, environments, (one, other, tried) => {
        const [a, b] = [read(one), read(other)];
        const [simple, canonical, restricted] = [simplifyMarker(a), canonicalMarker(a), restrictMarker(a, b)];
        for (const given of tried) {
          const wanted = answer(a, given, 'metadata');
          assert.equal(answer(simple, given, 'metadata'), wanted, `${say(simple)} in ${JSON.stringify(given)}`);
          assert.equal(answer(canonical, given, 'metadata'), wanted);
          if (answer(b, given, 'metadata') === true) assert.equal(answer(restricted, given, 'metadata'), wanted);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('what is said of never, implied and equivalent holds', () => {
    fc.assert(
      fc.property(text, text, environments, (one, other, tried) => {
        const [a, b] = [read(one), read(other)];
        const claims = { never: isNeverTrue(a), implies: impliesMarker(a, b), equivalent: equivalentMarkers(a, b) };
        for (const given of tried) {
          const [x, y] = [answer(a, given, 'metadata'), answer(b, given, 'metadata')];
          if (claims.never === 'yes') assert.notEqual(x, true);
          if (claims.implies === 'yes' && x === true) assert.equal(y, true);
          if (claims.equivalent === 'yes') assert.equal(x, y);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('a witness is an environment in which the marker holds', () => {
    fc.assert(
      fc.property(text, (one) => {
        const marker = read(one);
        const witness = witnessOf(marker);
        if (isNeverTrue(marker) === 'no') assert.ok(witness);
        if (witness) assert.equal(answer(marker, { extra: '', ...witness }, 'metadata'), true);
      }),
      { numRuns: 150 },
    );
  });

  it('simplifying again changes nothing, and nothing gets longer', () => {
    fc.assert(
      fc.property(text, (one) => {
        const marker = read(one);
        const simple = simplifyMarker(marker);
        assert.deepEqual(say(simplifyMarker(simple)), say(simple));
        assert.deepEqual(say(canonicalMarker(canonicalMarker(marker))), say(canonicalMarker(marker)));
        if (typeof simple !== 'boolean') assert.ok(formatMarker(simple).length <= formatMarker(marker).length);
      }),
      { numRuns: 150 },
    );
  });
});

describe('never, always, implied', () => {
  it('a pre-release is neither below nor from its final version on', () => {
    assert.equal(isAlwaysTrue(read("python_full_version < '3.13' or python_full_version >= '3.13'")), 'no');
    assert.equal(never("os_name == 'x'"), 'no');
    assert.equal(never("python_full_version < '3.13' and python_full_version >= '3.13'"), 'yes');
    const witness = witnessOf(read("python_full_version > '3.12.99' and python_full_version < '3.13.0rc1'"));
    assert.ok(witness?.python_full_version);
    assert.ok(contains(setOf('>3.12.99,<3.13.0rc1'), witness.python_full_version));
  });

  it('the short version follows from the full one', () => {
    assert.equal(never("python_version < '3.8' and python_full_version >= '3.9'"), 'yes');
    assert.equal(never("python_version == '3.8.1'"), 'yes');
    assert.equal(isAlwaysTrue(read("python_version >= '3.9' or python_version < '3.9'")), 'yes');
    assert.equal(impliesMarker(read("python_full_version == '3.9.*'"), read("python_version == '3.9'")), 'yes');
    assert.equal(impliesMarker(read("python_version in '3.8, 3.9'"), read("python_version >= '3.8'")), 'yes');
    // `3.1` is a part of `3.10`.
    assert.equal(impliesMarker(read("python_version in '3.8, 3.10'"), read("python_version >= '3.8'")), 'no');
  });

  it('texts: two values exclude each other, a part does not', () => {
    assert.equal(never("os_name == 'nt' and os_name == 'posix'"), 'yes');
    assert.equal(never("os_name > 'a'"), 'yes');
    assert.equal(never("'n' in os_name and 't' in os_name and os_name != 'nt'"), 'no');
    assert.equal(never("'linux' in sys_platform and 'nu' not in sys_platform"), 'yes');
    assert.equal(never("sys_platform in 'linux' and 'win' in sys_platform"), 'yes');
    assert.equal(never("sys_platform in 'linux' and 'nu' in sys_platform and sys_platform != 'linux'"), 'no');
    assert.equal(never("extra == 'Foo_Bar' and extra != 'foo-bar'"), 'yes');
    assert.equal(never("'a' in extras and 'a' not in extras"), 'yes');
    assert.equal(never("'a' in extras and 'b' not in extras and 'c' in dependency_groups"), 'no');
  });

  it('one version has many spellings, which texts tell apart', () => {
    assert.equal(never("python_full_version == '3.8' and python_full_version not in '3.8'"), 'no');
    assert.equal(never("python_full_version == '3.9' and python_full_version in '3.8'"), 'yes');
    assert.equal(never("python_full_version === '3.8' and python_full_version != '3.8'"), 'yes');
  });

  it('white space around the text of `===` is none of it', () => {
    const spaced = read('platform_release === " 3.9"');
    assert.equal(isNeverTrue(spaced), 'no');
    assert.equal(equivalentMarkers(spaced, read('platform_release === "3.9"')), 'yes');
    assert.equal(isNeverTrue(read('platform_release == " 3.9" and platform_release != "3.9"')), 'yes');
  });
  it('what always holds does not where the assumption never does', () => {
    assert.equal(simplifyMarker(true, read('os_name == "a" and os_name == "b"')), false);
  });
  it('a problem is not true', () => {
    assert.equal(never("os_name ~= '1.0'"), 'yes');
    assert.equal(never("os_name == 'nt' or os_name ~= '1.0'"), 'yes');
    assert.equal(isAlwaysTrue(read("os_name == 'nt' or os_name != 'nt' or os_name ~= '1.0'")), 'no');
  });

  it('what cannot be told is unknown, not guessed', () => {
    assert.equal(never("'3' in python_version and python_version < '3'"), 'unknown');
    assert.equal(never("'5.4' <= platform_release"), 'unknown');
    assert.equal(never("python_full_version === '3.8' and python_full_version in '3.8, 3.9'"), 'unknown');
    const many = Array.from({ length: 16 }, (_, i) => `'e${i}' in extras`).join(' and ');
    assert.equal(never(many), 'unknown');
    assert.equal(simplify(`${many} and 'e0' in extras`), say(read(many.replaceAll("'", '"'))));
    assert.equal(never(`os_name in '${'x'.repeat(1000)}'`), 'unknown');
  });

  it('under an assumption only its environments count', () => {
    assert.equal(isNeverTrue(read("os_name == 'nt'"), read("os_name == 'posix'")), 'yes');
    assert.equal(isAlwaysTrue(read("python_version >= '3.8'"), requiresPythonMarker(setOf('>=3.9'))), 'yes');
    assert.equal(isAlwaysTrue(read("python_full_version >= '3.9'"), requiresPythonMarker(setOf('>=3.9.0rc1'))), 'no');
    assert.equal(isNeverTrue(true), 'no');
    assert.equal(isNeverTrue(false), 'yes');
  });
});

function setOf(specifiers: string) {
  const parsed = parseSpecifierSet(specifiers);
  assert.ok(parsed.ok);
  return parsed.value;
}

describe('simpler markers', () => {
  it('repetitions, implied parts and needless parentheses go', () => {
    assert.equal(simplify("os_name == 'nt' and (os_name == 'nt')"), 'os_name == "nt"');
    assert.equal(simplify("python_version >= '3.8' and python_version >= '3.9'"), 'python_version >= "3.9"');
    assert.equal(simplify("python_version >= '3.8' or python_version >= '3.9'"), 'python_version >= "3.8"');
    assert.equal(simplify("(os_name == 'nt' and extra == 'a') or os_name == 'nt'"), 'os_name == "nt"');
    assert.equal(simplify("os_name == 'a' and (extra == 'b' and extra != 'c')"), 'os_name == "a" and extra == "b"');
    assert.equal(simplify("(os_name == 'a' or extra == 'x') and extra == 'x'"), 'extra == "x"');
  });

  it('what always or never holds is true or false', () => {
    assert.equal(simplify("os_name == 'nt' or os_name != 'nt'"), true);
    assert.equal(simplify("os_name == 'nt' and os_name != 'nt'"), false);
    assert.equal(
      simplify("python_full_version < '3.9' or python_full_version >= '3.9'"),
      'python_full_version < "3.9" or python_full_version >= "3.9"',
    );
  });

  it('a problem stays one', () => {
    assert.equal(simplify("os_name == 'nt' or os_name ~= '1.0'"), 'os_name ~= "1.0"');
    assert.equal(simplify("python_version ~= '3' and python_version < '3'"), 'python_version ~= "3"');
  });

  it('known facts are left out', () => {
    const marker = read(
      "sys_platform == 'win32' and python_version >= '3.8' or extra == 'test' and python_version < '3.8'",
    );
    const restrict = (known: Condition) => say(restrictMarker(marker, known));
    assert.equal(restrict(factsMarker({ sys_platform: 'linux', extra: '' })), false);
    assert.equal(restrict(factsMarker({ extra: 'Test', sys_platform: 'win32' })), true);
    assert.equal(restrict(requiresPythonMarker(setOf('>=3.9,<4'))), 'sys_platform == "win32"');
    assert.equal(restrict(requiresPythonMarker(setOf('<3.7'))), 'extra == "test"');
    assert.equal(restrict(false), false);
    const target = environmentFor({ python: '3.12', platform: 'windows-amd64' });
    assert.ok(target.ok);
    assert.equal(restrict(factsMarker(target.value)), true);
    const locked = read("'a' in extras and 'b' in dependency_groups");
    assert.equal(say(restrictMarker(locked, membershipMarker('extras', 'A', true))), '"b" in dependency_groups');
    assert.equal(say(restrictMarker(locked, membershipMarker('extras', 'a', false))), false);
  });

  it('order does not matter to the canonical text', () => {
    const texts = ["os_name == 'a' and extra == 'b'", "(extra == 'b') and os_name == 'a' and extra == 'b'"];
    assert.deepEqual(
      [...new Set(texts.map((one) => say(canonicalMarker(read(one)))))],
      ['extra == "b" and os_name == "a"'],
    );
  });

  it('joined markers are taken up; true and false are neutral or decide', () => {
    const [a, b] = [read("os_name == 'a' and extra == 'x'"), read("os_name == 'b' or extra == 'y'")];
    assert.equal(say(conjoinMarkers(a, b)), 'os_name == "a" and extra == "x" and (os_name == "b" or extra == "y")');
    assert.equal(say(disjoinMarkers(a, b)), 'os_name == "a" and extra == "x" or os_name == "b" or extra == "y"');
    assert.equal(conjoinMarkers(true, a), a);
    assert.equal(conjoinMarkers(a, false), false);
    assert.equal(disjoinMarkers(a, true), true);
    assert.equal(disjoinMarkers(false, a), a);
    assert.equal(say(conjoinMarkers(a, a)), say(a));
  });

  it('a big or spiteful marker ends soon, and is unknown', () => {
    const started = cpuTime();
    const numbers = Array.from({ length: 60 }, (_, i) => i * 3);
    const suffixes = numbers.map((n) => `python_full_version == '3.8a${n}.post${n}.dev${n}'`).join(' or ');
    const searched = numbers.map(
      (n) => `os_name in '${String.fromCharCode(97 + (n % 26)).repeat(20)}${n}${'x-y'.repeat(19)}'`,
    );
    const deep = `python_full_version == '${'1.'.repeat(100_000)}1'`;
    for (const marker of [suffixes, searched.join(' or '), deep, `os_name == '${'x'.repeat(100_000)}'`]) {
      assert.equal(never(marker), 'unknown');
    }
    const big = Array.from({ length: 3000 }, (_, i) => `python_version == '3.${i % 97}' and extra == 'e${i}'`).join(
      ' or ',
    );
    assert.notEqual(simplify(big), undefined);
    assert.equal(never(big), 'unknown');
    assert.ok(cpuTime() - started < 10_000);
  });
});
