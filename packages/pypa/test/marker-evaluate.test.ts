import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { environmentFor, type MarkerEnvironment } from '../src/environment.ts';
import { type MarkerOperator, parseMarker } from '../src/marker.ts';
import { evaluateMarker, type MarkerContext } from '../src/marker-evaluate.ts';
import { normalizeName } from '../src/name.ts';
import { formatPythonString } from '../src/python-string.ts';
import { contains, parseSpecifierSet } from '../src/specifier-set.ts';

const base = environmentFor({ python: '3.12.1', platform: 'linux-x86_64' });
assert.ok(base.ok);
const LINUX = base.value;

function ask(text: string, changes: MarkerEnvironment = {}, context?: MarkerContext): boolean | string {
  const parsed = parseMarker(text);
  assert.ok(parsed.ok, text);
  const answer = evaluateMarker(parsed.value, { ...LINUX, ...changes }, context);
  return answer.ok ? answer.value : answer.error.code;
}

const STRING_FIELDS = [
  'implementation_name',
  'os_name',
  'platform_machine',
  'platform_python_implementation',
  'platform_system',
  'platform_version',
  'sys_platform',
] as const;
const VERSION_FIELDS = ['python_version', 'python_full_version', 'implementation_version', 'platform_release'] as const;
const versionText = fc
  .tuple(fc.nat(4), fc.nat(15), fc.constantFrom('', '.0', '.1', 'a1', 'rc1', '.dev0', '.post1'))
  .map(([major, minor, rest]) => `${major}.${minor}${rest}`);
const ordinary = fc.stringMatching(/^[a-z0-9 .-]{0,6}$/);

describe('fields of text', () => {
  // Dependency specifiers, "Environment Markers": strings know equality and containment.
  it('`==`, `<=` and `>=` mean equal, `!=` not equal, `<` and `>` never hold', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STRING_FIELDS), ordinary, ordinary, fc.boolean(), (field, value, other, same) => {
        const text = same ? value : other;
        const equal = value === text;
        const answers: Record<string, boolean> = {
          '==': equal,
          '<=': equal,
          '>=': equal,
          '!=': !equal,
          '<': false,
          '>': false,
        };
        for (const [operator, wanted] of Object.entries(answers)) {
          assert.equal(ask(`${field} ${operator} "${text}"`, { [field]: value }), wanted);
          assert.equal(ask(`"${text}" ${operator} ${field}`, { [field]: value }), wanted);
        }
      }),
    );
  });

  it('texts that look like versions are compared as texts', () => {
    assert.equal(ask('platform_version >= "1"', { platform_version: '2' }), false);
    assert.equal(ask('platform_machine == "1.0"', { platform_machine: '1' }), false);
    assert.equal(ask('os_name == "nt" ', { os_name: 'NT' }), false);
  });

  // Dependency specifiers, "Environment Markers": `in` and `not in`.
  it('`in` looks for a part of the text, on every field', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STRING_FIELDS, ...VERSION_FIELDS), ordinary, ordinary, (field, a, b) => {
        const text = a + b;
        assert.equal(ask(`"${a}" in ${field}`, { [field]: text }), true);
        assert.equal(ask(`${field} not in "${text}"`, { [field]: b }), false);
        assert.equal(ask(`${field} in "${b}"`, { [field]: a }), b.includes(a));
      }),
    );
    assert.equal(ask("python_full_version in '3.12.10'"), true);
  });

  it('`~=` and `===` are undefined', () => {
    for (const field of [...STRING_FIELDS, 'extra']) {
      assert.equal(ask(`${field} ~= "1.0"`), 'undefined-comparison');
      assert.equal(ask(`"1.0" === ${field}`), 'undefined-comparison');
    }
  });
});

describe('fields of versions', () => {
  // Dependency specifiers, "Environment Markers": version fields compare as version specifiers say.
  it('a valid specifier decides, pre-releases included', () => {
    const operators = fc.constantFrom<MarkerOperator>('<', '<=', '==', '!=', '>=', '>', '~=', '===');
    fc.assert(
      fc.property(
        fc.constantFrom(...VERSION_FIELDS),
        operators,
        versionText,
        versionText,
        (field, operator, value, text) => {
          const set = parseSpecifierSet(operator + text);
          assert.ok(set.ok);
          assert.equal(
            ask(`${field} ${operator} "${text}"`, { [field]: value }),
            contains(set.value, value, { preReleases: true }),
          );
        },
      ),
    );
  });

  it('right of the operator, the field is the specifier', () => {
    assert.equal(ask("'3.8' <= python_version"), true);
    assert.equal(ask("'3.12.5' ~= python_version"), true);
    assert.equal(ask("'3.13' <= python_version"), false);
    assert.equal(ask("'3.12.*' == python_version"), false);
  });

  it('a pre-release of Python is neither before nor after its final', () => {
    const early = { python_full_version: '3.13.0a2' };
    assert.equal(ask("python_full_version < '3.13'", early), false);
    assert.equal(ask("python_full_version >= '3.13'", early), false);
    assert.equal(ask("python_full_version < '3.13.0a3'", early), true);
  });

  it('a build between releases has the local label `local`', () => {
    const build = { python_full_version: '3.12.1+' };
    assert.equal(ask("python_full_version == '3.12.1'", build), true);
    assert.equal(ask("python_full_version == '3.12.1+local'", build), true);
    assert.equal(ask("python_full_version > '3.12.1'", build), false);
    assert.equal(ask("'+local' in python_full_version", build), true);
    assert.equal(ask("platform_release == '6.1+local'", { platform_release: '6.1+' }), false);
  });

  it('where no specifier can be made, texts are compared, and `~=` is undefined', () => {
    const release = { platform_release: '5.15.0-91-generic' };
    // `!=` too: a text that is no version satisfies no specifier of versions.
    for (const operator of ['<', '<=', '>', '>=', '==', '!=', '~=']) {
      assert.equal(ask(`platform_release ${operator} '5.4'`, release), false, operator);
    }
    assert.equal(ask("platform_release != '5.4-generic'", release), true);
    assert.equal(ask("platform_release == '5.15.0-91-generic'", release), true);
    assert.equal(ask("platform_release >= '5.15.0-91-generic'", release), true);
    assert.equal(ask("python_version ~= '3'"), 'undefined-comparison');
    assert.equal(ask("python_version ~= 'three'"), 'undefined-comparison');
    assert.equal(ask("python_version === 'a b'"), 'undefined-comparison');
    assert.equal(ask("python_version > 'three'"), false);
  });

  it('operator and literal are read together', () => {
    assert.equal(ask("python_version < '=3.12'"), true);
    assert.equal(ask("python_version == ' 3.12\u001c'"), true);
    assert.equal(ask("python_version == '3.12\ufeff'"), false);
  });

  it('asking often gives the answer of asking once', () => {
    const parsed = parseMarker("python_full_version >= '3.12'");
    assert.ok(parsed.ok);
    for (let round = 0; round < 3; round++) {
      for (let minor = 0; minor < 100; minor++) {
        const answer = evaluateMarker(parsed.value, { python_full_version: `3.${minor}.0` });
        assert.deepEqual(answer, { ok: true, value: minor >= 12 });
      }
    }
  });
});

describe('extras and groups', () => {
  // PEP 685: extra names are normalised before they are compared.
  it('`extra` compares in normal form', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9]([-_.]{0,3}[a-zA-Z0-9]){0,4}$/), fc.boolean(), (name, upper) => {
        const asked = upper ? name.toUpperCase() : normalizeName(name);
        assert.equal(ask(`extra == ${formatPythonString(name)}`, { extra: asked }), true);
        assert.equal(ask(`${formatPythonString(name)} != extra`, { extra: asked }), false);
      }),
    );
  });

  it('an extra that is not asked for is empty in metadata and undefined elsewhere', () => {
    assert.equal(ask("extra == ''"), true);
    assert.equal(ask("extra == 'a'"), false);
    assert.equal(ask("extra == 'a'", {}, 'requirement'), 'undefined-field');
    assert.equal(ask("extra == 'a'", { extra: 'A' }, 'requirement'), true);
  });

  // The exception `marker-field-outside-context`; pylock.toml, "packages.marker".
  it('a lock file knows sets and no `extra`, everything else `extra` and no sets', () => {
    const all = { extra: 'a', extras: ['a'], dependency_groups: ['a'] };
    assert.equal(ask("extra == 'a'", all, 'lock_file'), 'undefined-field');
    for (const set of ['extras', 'dependency_groups']) {
      assert.equal(ask(`'a' in ${set}`, all, 'lock_file'), true);
      assert.equal(ask(`'a' in ${set}`, {}, 'lock_file'), false);
      assert.equal(ask(`'a' not in ${set}`, {}, 'lock_file'), true);
      assert.equal(ask(`'a' in ${set}`, all, 'metadata'), 'undefined-field');
      assert.equal(ask(`'a' in ${set}`, all, 'requirement'), 'undefined-field');
    }
  });

  it('members compare in normal form; a set equals no text and may not stand left', () => {
    assert.equal(ask("'Foo_Bar' in extras", { extras: new Set(['foo.bar']) }, 'lock_file'), true);
    assert.equal(ask("'foo' in extras", { extras: ['foobar'] }, 'lock_file'), false);
    assert.equal(ask("'foo' == extras", { extras: ['foo'] }, 'lock_file'), false);
    assert.equal(ask("'foo' != extras", { extras: ['foo'] }, 'lock_file'), true);
    for (const operator of ['in', 'not in', '==', '!=', '>=', '<', '~=']) {
      assert.equal(ask(`extras ${operator} 'foo'`, { extras: ['foo'] }, 'lock_file'), 'undefined-comparison');
    }
    assert.equal(ask("'foo' ~= extras", { extras: ['foo'] }, 'lock_file'), 'undefined-comparison');
  });
});

describe('whole markers', () => {
  it('a field that the environment does not define is a problem, not false', () => {
    assert.equal(ask("os_name == 'nt'"), false);
    const parsed = parseMarker("os_name == 'nt' or python_version >= '3'");
    assert.ok(parsed.ok);
    const answer = evaluateMarker(parsed.value, { python_version: '3.12' });
    assert.ok(!answer.ok);
    assert.equal(answer.error.code, 'undefined-field');
    assert.match(answer.error.message, /`os_name`/);
    assert.deepEqual(answer.error.comparison, parsed.value.kind === 'or' && parsed.value.parts[0]);
  });

  it('one problem is the answer, whatever the other comparisons say', () => {
    assert.equal(ask("os_name == 'posix' or os_name ~= '1.0'"), 'undefined-comparison');
    assert.equal(ask("os_name == 'nt' and (os_name == 'nt' and os_name ~= '1.0')"), 'undefined-comparison');
    assert.equal(ask("extras == 'a' or os_name ~= '1.0'", {}, 'lock_file'), 'undefined-comparison');
    assert.equal(ask("extra == 'a' or os_name ~= '1.0'", {}, 'requirement'), 'undefined-field');
  });

  it('`and` and `or` are the usual ones', () => {
    const truth = { true: "os_name == 'posix'", false: "os_name == 'nt'" };
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (a, b, c) => {
        const [x, y, z] = [a, b, c].map((one) => truth[`${one}`]);
        assert.equal(ask(`${x} and ${y} or ${z}`), (a && b) || c);
        assert.equal(ask(`${x} and (${y} or ${z})`), a && (b || c));
        assert.equal(ask(`${x} or ${y} and ${z}`), a || (b && c));
      }),
    );
  });

  it('of two fields the right one is its name, of two literals the right one must be one', () => {
    assert.equal(ask('os_name == sys_platform', { os_name: 'linux', sys_platform: 'linux' }), false);
    assert.equal(ask('os_name == sys_platform', { os_name: 'sys_platform' }), true);
    assert.equal(ask("'linux' == 'sys_platform'"), true);
    assert.equal(ask("'linux' == 'linux'"), 'undefined-field');
    assert.equal(ask("'linux' == '__proto__'"), 'undefined-field');
  });

  it('nothing of the prototype chain is a field, and wrong values are undefined', () => {
    const parsed = parseMarker("os_name == 'a'");
    assert.ok(parsed.ok);
    for (const value of [null, 3, {}, undefined]) {
      const answer = evaluateMarker(parsed.value, { os_name: value } as unknown as MarkerEnvironment);
      assert.ok(!answer.ok);
    }
  });
});
