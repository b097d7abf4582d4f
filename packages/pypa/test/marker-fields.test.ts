import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { environmentFor, type MarkerEnvironment } from '../src/environment.ts';
import { parseMarker } from '../src/marker.ts';
import { evaluateMarker, type MarkerContext } from '../src/marker-evaluate.ts';
import { normalizeName } from '../src/name.ts';
import { contains, parseSpecifierSet } from '../src/specifier-set.ts';

/** One sentence of the dependency specifiers about markers, each. */
const base = environmentFor({ python: '3.12.1', platform: 'linux-x86_64' });
const LINUX = base.ok ? base.value : assert.fail();

function ask(text: string, changes: MarkerEnvironment = {}, context?: MarkerContext): boolean | string {
  const parsed = parseMarker(text);
  assert.ok(parsed.ok, text);
  const answer = evaluateMarker(parsed.value, { ...LINUX, ...changes }, context);
  return answer.ok ? answer.value : answer.error.code;
}

const STRINGS = [
  'implementation_name',
  'os_name',
  'platform_machine',
  'platform_python_implementation',
  'platform_system',
  'sys_platform',
] as const;
const VERSIONS = ['python_version', 'python_full_version', 'implementation_version'] as const;
const stringField = fc.constantFrom(...STRINGS);
const versionField = fc.constantFrom(...VERSIONS);
const text = fc.stringMatching(/^[a-zA-Z0-9 ._:;(){}[\]<>=!~#@$%^&*?,/|`+-]{0,8}$/);
const word = fc.stringMatching(/^[a-zA-Z]{1,6}$/);
const versionText = fc.stringMatching(/^[0-4]\.[0-9]{1,2}(\.[0-3])?(a1|rc2|\.dev0|\.post1)?$/);
const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,4}[A-Za-z0-9])?$/);

describe('fields that are strings', () => {
  // Dependency specifiers, "Marker field types": a string is opaque, whatever it looks like.
  it('are opaque, even where they look like versions', () => {
    fc.assert(
      fc.property(stringField, versionText, versionText, (field, value, other) => {
        assert.equal(ask(`${field} == "${other}"`, { [field]: value }), value === other);
        assert.equal(ask(`${field} >= "${other}"`, { [field]: value }), value === other);
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": `==` and `!=` as Python's strings, case included.
  it('are equal as texts, case included', () => {
    fc.assert(
      fc.property(stringField, text, text, fc.boolean(), (field, value, other, same) => {
        const constant = same ? value : other;
        assert.equal(ask(`${field} == "${constant}"`, { [field]: value }), value === constant);
        assert.equal(ask(`"${constant}" != ${field}`, { [field]: value }), value !== constant);
        const upper = value.toUpperCase();
        assert.equal(ask(`${field} == "${upper}"`, { [field]: value }), upper === value);
        assert.equal(ask(`${field} != "${upper}"`, { [field]: value }), upper !== value);
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": `in` and `not in` as Python's strings.
  it('hold their parts, case included', () => {
    fc.assert(
      fc.property(stringField, word, word, word, (field, a, b, c) => {
        const value = a + b + c;
        assert.equal(ask(`"${b}" in ${field}`, { [field]: value }), true);
        assert.equal(ask(`"${b}" not in ${field}`, { [field]: value }), false);
        assert.equal(ask(`${field} in "${value}"`, { [field]: b }), true);
        assert.equal(ask(`"${b}Z" in ${field}`, { [field]: value }), value.includes(`${b}Z`));
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": `>=` and `<=` are treated as `==`.
  it('take `>=` and `<=` for `==`', () => {
    fc.assert(
      fc.property(stringField, text, text, fc.boolean(), (field, value, other, same) => {
        const constant = same ? value : other;
        for (const sign of ['>=', '<='])
          assert.equal(ask(`${field} ${sign} "${constant}"`, { [field]: value }), value === constant);
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": `>` and `<` are always false.
  it('are never greater or less', () => {
    fc.assert(
      fc.property(stringField, text, text, (field, value, other) => {
        for (const sign of ['>', '<']) assert.equal(ask(`${field} ${sign} "${other}"`, { [field]: value }), false);
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": `~=` and `===` are discouraged; here they are an error.
  it('have no answer to `~=` and `===`', () => {
    fc.assert(
      fc.property(stringField, text, fc.constantFrom('~=', '==='), (field, value, sign) => {
        assert.equal(ask(`${field} ${sign} "${value}"`, { [field]: value }), 'undefined-comparison');
      }),
    );
  });
});

describe('fields that are versions', () => {
  const sign = fc.constantFrom('<', '<=', '==', '!=', '>=', '>', '~=');

  // Dependency specifiers, "Marker comparisons": by the version specifiers where both are versions.
  it('compare as version specifiers do', () => {
    fc.assert(
      fc.property(versionField, sign, versionText, versionText, (field, operator, value, constant) => {
        const set = parseSpecifierSet(operator + constant);
        assert.ok(set.ok);
        assert.equal(
          ask(`${field} ${operator} "${constant}"`, { [field]: value }),
          contains(set.value, value, { preReleases: true }),
        );
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": `===` needs no versions.
  it('compare any texts with `===`', () => {
    fc.assert(
      fc.property(versionField, word, word, (field, value, constant) => {
        assert.equal(
          ask(`${field} === "${constant}"`, { [field]: value }),
          value.toLowerCase() === constant.toLowerCase(),
        );
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": a constant that is no version is compared as a string.
  // Dependency specifiers, "Marker field types": installers may take a version field for a string.
  it('compare as strings where the constant is no version', () => {
    fc.assert(
      fc.property(versionField, word, versionText, (field, constant, value) => {
        assert.equal(ask(`${field} == "${constant}"`, { [field]: value }), false);
        assert.equal(ask(`${field} != "${constant}"`, { [field]: value }), true);
        assert.equal(ask(`${field} >= "${constant}"`, { [field]: constant }), true);
        assert.equal(ask(`${field} > "${constant}"`, { [field]: value }), false);
        assert.equal(ask(`${field} ~= "${constant}"`, { [field]: value }), 'undefined-comparison');
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": `in` is not valid here; installers look for a part of the text.
  it('hold parts of their text, as installers have it', () => {
    fc.assert(
      fc.property(versionField, versionText, versionText, (field, value, other) => {
        assert.equal(ask(`${field} in "${value}, ${other}"`, { [field]: value }), true);
        assert.equal(ask(`${field} not in "${other}"`, { [field]: value }), !other.includes(value));
      }),
    );
  });

  // Dependency specifiers, "Marker field types": some fields are versions on one platform and strings on another.
  // Dependency specifiers, "Marker comparisons": `platform_release` is a version where both are, and else a string.
  it('may be strings: `platform_release` compares as a version where both sides are one', () => {
    fc.assert(
      fc.property(versionText, versionText, word, sign, (value, constant, odd, operator) => {
        const set = parseSpecifierSet(operator + constant);
        assert.ok(set.ok);
        const of = (release: string) => ({ platform_release: release });
        assert.equal(
          ask(`platform_release ${operator} "${constant}"`, of(value)),
          contains(set.value, value, { preReleases: true }),
        );
        assert.equal(ask(`platform_release == "${value}-x${odd}"`, of(`${value}-x${odd}`)), true);
        assert.equal(ask(`platform_release in "x${odd}"`, of(odd)), true);
        assert.equal(ask(`platform_release > "${value}-x${odd}"`, of(constant)), false);
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": a version or string is a string where a side is no version.
  it('are strings for every operator where the constant is none, and equal nothing that is one', () => {
    const kernel = versionText.map((value) => `${value}-generic`);
    fc.assert(
      fc.property(kernel, kernel, versionText, (value, other, constant) => {
        const of = { platform_release: value };
        assert.equal(ask(`platform_release == "${other}"`, of), value === other);
        assert.equal(ask(`platform_release >= "${other}"`, of), value === other);
        assert.equal(ask(`platform_release != "${other}"`, of), value !== other);
        assert.equal(ask(`platform_release > "${other}"`, of), false);
        // Where the constant is a version, a value that is none satisfies nothing.
        for (const each of ['==', '!=', '>=', '<'])
          assert.equal(ask(`platform_release ${each} "${constant}"`, of), false);
      }),
    );
  });

  // Dependency specifiers, "Defined environment marker fields": `platform_version` too may be a version there; here it is a string.
  it('are not `platform_version`, which is a string', () => {
    fc.assert(
      fc.property(versionText, versionText, (value, constant) => {
        assert.equal(ask(`platform_version >= "${constant}"`, { platform_version: value }), value === constant);
        assert.equal(ask(`"${value}" in platform_version`, { platform_version: `Darwin ${value}` }), true);
      }),
    );
  });
});

describe('sets', () => {
  const set = fc.constantFrom('extras', 'dependency_groups');
  const members = fc.array(name, { maxLength: 4 });

  // Dependency specifiers, "Marker field types": a constant beside a set is one string.
  // Dependency specifiers, "Marker comparisons": sets know `in` and `not in`.
  it('hold or do not hold one name, whatever its spelling', () => {
    fc.assert(
      fc.property(set, members, name, (field, given, asked) => {
        const held = given.map(normalizeName).includes(normalizeName(asked));
        assert.equal(ask(`"${asked}" in ${field}`, { [field]: given }, 'lock_file'), held);
        assert.equal(ask(`"${asked}" not in ${field}`, { [field]: given }, 'lock_file'), !held);
        const spelled = [...given, asked.toUpperCase().replaceAll('-', '_.')];
        assert.equal(ask(`"${asked}" in ${field}`, { [field]: spelled }, 'lock_file'), true);
        const [a = 'x', b = 'y'] = given;
        assert.equal(ask(`"${a}, ${b}" in ${field}`, { [field]: given }, 'lock_file'), false);
      }),
    );
  });

  // Dependency specifiers, "Marker comparisons": only `in` and `not in`, the constant on the left.
  it('answer nothing true but `in`, `not in` and, as installers have it, `!=`', () => {
    fc.assert(
      fc.property(
        set,
        members,
        name,
        fc.constantFrom('==', '>=', '<=', '<', '>', '~=', '==='),
        (field, given, asked, sign) => {
          assert.notEqual(ask(`"${asked}" ${sign} ${field}`, { [field]: given }, 'lock_file'), true);
          for (const operator of [sign, 'in', 'not in', '!=']) {
            assert.equal(
              ask(`${field} ${operator} "${asked}"`, { [field]: given }, 'lock_file'),
              'undefined-comparison',
            );
          }
        },
      ),
    );
  });

  // Dependency specifiers, "Defined environment marker fields": an error but where the context defines them.
  it('exist in lock files alone, and there always', () => {
    fc.assert(
      fc.property(
        set,
        members,
        name,
        fc.constantFrom('metadata' as const, 'requirement' as const),
        (field, given, asked, context) => {
          assert.equal(ask(`"${asked}" in ${field}`, { [field]: given }, context), 'undefined-field');
          assert.equal(ask(`"${asked}" in ${field}`, {}, 'lock_file'), false);
        },
      ),
    );
  });
});

describe('`extra`', () => {
  // Dependency specifiers, "Defined environment marker fields": `==` asks whether the extra is requested, `!=` whether not.
  it('equals the extra that is asked for, in normal form', () => {
    fc.assert(
      fc.property(name, name, fc.boolean(), (asked, other, same) => {
        const given = same ? asked.toUpperCase() : other;
        const equal = normalizeName(given) === normalizeName(asked);
        assert.equal(ask(`extra == "${asked}"`, { extra: given }), equal);
        assert.equal(ask(`extra != "${asked}"`, { extra: given }), !equal);
      }),
    );
  });

  // Dependency specifiers, "Defined environment marker fields": an error but where the context defines it.
  it('is undefined where neither environment nor context defines it', () => {
    fc.assert(
      fc.property(name, (asked) => {
        assert.equal(ask(`extra == "${asked}"`, {}, 'requirement'), 'undefined-field');
        assert.equal(ask(`extra == "${asked}"`, { extra: asked }, 'requirement'), true);
        assert.equal(ask(`extra == "${asked}"`, {}, 'metadata'), false);
      }),
    );
  });

  // Dependency specifiers, "Defined environment marker fields": not permitted in lock files.
  it('is no field of lock files', () => {
    fc.assert(
      fc.property(name, fc.constantFrom('==', '!=', 'in'), (asked, sign) => {
        assert.equal(ask(`extra ${sign} "${asked}"`, { extra: asked }, 'lock_file'), 'undefined-field');
      }),
    );
  });

  // Dependency specifiers, "Defined environment marker fields": other operators are undefined; none but equality is true.
  it('is never less, greater or compatible', () => {
    fc.assert(
      fc.property(name, name, (asked, given) => {
        for (const sign of ['<', '>', '~=', '==='])
          assert.notEqual(ask(`extra ${sign} "${asked}"`, { extra: given }), true);
      }),
    );
  });
});
