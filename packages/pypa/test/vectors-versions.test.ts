/**
 * The parametrised cases of Python's `packaging` about versions, specifiers, ranges and names:
 * every row that can be asked without a Python object. The others are listed with the reason.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNormalizedName, isValidName, normalizeName } from '../src/name.ts';
import { asksForPreReleases, formatSpecifier, parseSpecifier, satisfies } from '../src/specifier.ts';
import { specifierSetOf } from '../src/specifier-range.ts';
import {
  combineSpecifierSets,
  contains,
  equalSpecifierSets,
  filterVersions,
  formatSpecifierSet,
  isUnsatisfiable,
  parseSpecifierSet,
} from '../src/specifier-set.ts';
import {
  compareVersions,
  formatBaseVersion,
  formatPublicVersion,
  formatVersion,
  isPostRelease,
  isPreRelease,
  parseVersion,
  type Version,
  versionOf,
} from '../src/version.ts';
import {
  areDisjoint,
  equalRanges,
  hasOnlyPreReleases,
  isEmptyRange,
  isSubrange,
  rangeHas,
} from '../src/version-range.ts';
import {
  type Check,
  combinations,
  countRows,
  field,
  identity,
  NOT_ASKED,
  ordered,
  type Pre,
  policy,
  type Row,
  range,
  set,
  vectorFile,
  vectors,
  version,
} from './vectors-versions.ts';

const numbered = (digits: string | undefined) => (digits === undefined ? null : Number(digits));

/** All combinations of what was configured and what is asked. */
const containsRow: Check = (row) => {
  const asked = (row['contains_pre'] ?? row['contains_prereleases'] ?? row['prereleases'] ?? null) as Pre;
  const configured = (row['spec_pre'] ?? row['spec_prereleases'] ?? null) as Pre;
  const text = row.specifier ?? row.spec_str;
  assert.equal(contains(set(text), row.version, policy(asked ?? configured, row['installed'])), row.expected, text);
};

const filterRow: Check = (row) => {
  const preReleases = (row['prereleases'] ?? row['specifier_prereleases'] ?? null) as Pre;
  assert.deepEqual(filterVersions(set(row.specifier), row['input'] as string[], policy(preReleases)), row.expected);
};

function filterByKey(text: string, versions: readonly string[]): Check {
  return (row) => {
    const items = versions.map((name) => ({ name }));
    const kept = filterVersions(set(text), items, { ...policy(row['prereleases']), key: (item) => item.name });
    assert.deepEqual(
      kept.map((item) => items.indexOf(item)),
      row['expected_indexes'],
    );
  };
}

/** Before and after the policy is set anew. */
const policySet: Check = (row) => {
  const { version: given, specifier, spec_str } = row;
  const held = (name: string) => contains(set(specifier ?? spec_str), given, policy(row[name]));
  assert.equal(held('initial_prereleases'), row['initial_contains']);
  assert.equal(held('set_prereleases'), row['final_contains']);
};

const sameSets = ({ left, right, op }: Row): boolean => equalSpecifierSets(set(left), set(right)) === (op === 'op:eq');

/** Versions around everything that the specifiers of the rows name. */
const ITEMS = ['0.dev0', '1.0.dev1', '1.0a1', '1.0rc1', '1.0', '1.0+local', '1.0.post1', '1.0.post2', '1.0.1', '1.2.3']
  .concat(['1.2.dev0', '1.3.dev0', '1.4.2', '1.4.9', '1.5', '1.6', '2.0.dev1', '2.0', '2.0.post2', '2!1.0', '2!2.0'])
  .map(version);

const rangeAgrees: Check = ({ spec_str }) => {
  const { specifiers, range: found } = set(spec_str);
  if (found === undefined) return assert.ok(spec_str.includes('==='));
  for (const item of ITEMS) {
    assert.equal(
      rangeHas(found, item),
      specifiers.every((one) => satisfies(one, item)),
      `${spec_str} ${item.key}`,
    );
  }
};

const filterAgrees: Check = ({ spec_str }) => {
  const { specifiers } = set(spec_str);
  const kept = filterVersions(set(spec_str), ITEMS, { preReleases: true });
  assert.deepEqual(
    kept,
    ITEMS.filter((item) => specifiers.every((one) => satisfies(one, item))),
  );
};

const respelled: Check = ({ spec, spec_str }) => {
  const text = spec ?? spec_str;
  const found = set(text).range;
  if (found === undefined) return assert.ok(text.includes('==='));
  const again = specifierSetOf(found);
  assert.ok(again?.range, text);
  assert.ok(equalRanges(again.range, found), text);
};

const spelledSo: Check = ({ spec, expected }) => {
  const again = specifierSetOf(range(spec));
  assert.ok(again && equalSpecifierSets(again, set(expected)), spec);
};

const refusesSpecifier = (text: string) => {
  assert.equal(parseSpecifier(text).ok, false, text);
  assert.equal(parseSpecifierSet(text).ok, false, text);
};

function fromParts({ args, string }: Row): void {
  const { release, epoch, pre, post, dev, local } = args as Record<string, unknown>;
  const [letter, number] = (pre ?? []) as [string?, number?];
  const built = versionOf({
    epoch: String(epoch ?? 0),
    release: (release as number[]).map(String),
    // The letter's spellings belong to texts; parts take normal forms.
    pre: letter === undefined ? undefined : [letter.toLowerCase().startsWith('b') ? 'b' : 'a', String(number)],
    post: post === undefined || post === null ? undefined : String(post),
    dev: dev === undefined || dev === null ? undefined : String(dev),
    local: typeof local === 'string' ? local.split('.') : undefined,
  });
  assert.equal(compareVersions(built, version(string)), 0);
  assert.equal(formatVersion(built), formatVersion(version(string)));
}

const VERSION: Readonly<Record<string, Check>> = {
  'TestVersion.test_valid_versions': (row) => void version(row.version),
  'TestVersion.test_invalid_versions': (row) => assert.equal(parseVersion(row.version).ok, false),
  'TestVersion.test_non_string_versions_raise_invalid_version': (row) =>
    assert.equal(parseVersion(row.version).ok, false),
  'TestVersion.test_oversized_version_raises_valueerror': (row) => {
    const parsed = parseVersion(row.version);
    assert.equal(parsed.ok || parsed.error.code, 'number-too-long');
  },
  'TestVersion.test_normalized_versions': field(formatVersion, 'normalized'),
  'TestVersion.test_version_str_repr': field(formatVersion, 'expected'),
  'TestVersion.test_version_hash': (row) => assert.equal(version(row.version).key, version(row.version).key),
  'TestVersion.test_version_public': field(formatPublicVersion, 'public'),
  'TestVersion.test_version_base_version': field(formatBaseVersion, 'base_version'),
  'TestVersion.test_version_epoch': field(({ epoch }) => Number(epoch), 'epoch'),
  'TestVersion.test_version_release': field(({ release }) => release.map(Number), 'release'),
  'TestVersion.test_version_local': field(({ local }) => local?.join('.') ?? null, 'local'),
  'TestVersion.test_version_pre': field(({ pre }) => (pre ? [pre[0], Number(pre[1])] : null), 'pre'),
  'TestVersion.test_version_is_prerelease': field(isPreRelease, 'expected'),
  'TestVersion.test_version_dev': field(({ dev }) => numbered(dev), 'dev'),
  'TestVersion.test_version_is_devrelease': field(({ dev }) => dev !== undefined, 'expected'),
  'TestVersion.test_version_post': field(({ post }) => numbered(post), 'post'),
  'TestVersion.test_version_is_postrelease': field(isPostRelease, 'expected'),
  'TestVersion.test_comparison_true': (row) => assert.equal(ordered(row), true),
  'TestVersion.test_comparison_false': (row) => assert.equal(ordered(row), false),
  test_from_parts: fromParts,
  test_pickle_roundtrip: (row) =>
    assert.equal(version(formatVersion(version(row.version))).key, version(row.version).key),
};

const SPECIFIERS: Readonly<Record<string, Check>> = {
  'TestSpecifier.test_specifiers_valid': ({ specifier }) => assert.ok(parseSpecifier(specifier).ok),
  'TestSpecifier.test_specifiers_invalid': ({ specifier }) => refusesSpecifier(specifier),
  'TestSpecifier.test_specifiers_normalized': ({ version: text }) => {
    const operators = text.includes('+') ? ['==', '!='] : ['~=', '==', '!=', '<=', '>=', '<', '>'];
    for (const operator of operators) assert.ok(parseSpecifier(operator + text).ok, operator + text);
  },
  'TestSpecifier.test_specifiers_str_and_repr': ({ specifier, expected }) => {
    const parsed = parseSpecifier(specifier);
    assert.equal(parsed.ok && formatSpecifier(parsed.value), expected);
  },
  'TestSpecifier.test_specifiers_hash': ({ specifier }) => assert.equal(identity(specifier), identity(specifier)),
  'TestSpecifier.test_comparison_true': ({ left, right, op }) =>
    assert.equal(identity(left) === identity(right), op === 'op:eq'),
  'TestSpecifier.test_comparison_canonicalizes': ({ left, right }) => assert.equal(identity(left), identity(right)),
  'TestSpecifier.test_comparison_false': ({ left, right, op }) =>
    assert.notEqual(identity(left) === identity(right), op === 'op:eq'),
  'TestSpecifier.test_specifiers': containsRow,
  'TestSpecifier.test_invalid_version': containsRow,
  'TestSpecifier.test_specifier_prereleases_set': policySet,
  'TestSpecifier.test_arbitrary_equality': containsRow,
  'TestSpecifier.test_arbitrary_equality_normalization': containsRow,
  'TestSpecifier.test_specifier_prereleases_detection': ({ specifier, expected }) => {
    const parsed = parseSpecifier(specifier);
    assert.ok(parsed.ok);
    // Python tells "no" from "cannot tell"; both leave the choice open.
    assert.equal(asksForPreReleases(parsed.value), expected === true);
  },
  'TestSpecifier.test_specifiers_prereleases': containsRow,
  'TestSpecifier.test_specifier_filter': filterRow,
  'TestSpecifier.test_specifier_filter_arbitrary_equality_normalization': filterRow,
  'TestSpecifier.test_specifier_filter_with_key': filterByKey('>=2.0', ['1.0', '2.1a1']),
  'TestSpecifier.test_specifier_operator_property': ({ spec, op }) => {
    const parsed = parseSpecifier(spec);
    assert.equal(parsed.ok && parsed.value.operator, op);
  },
  'TestSpecifier.test_specifier_version_property': ({ spec, version: text }) => {
    const parsed = parseSpecifier(spec);
    assert.equal(parsed.ok && parsed.value.text, text);
  },
  'TestSpecifier.test_length': (row) => assert.equal(set(row.spec_str).specifiers.length, row['expected_length']),
  'TestSpecifier.test_iteration': ({ spec_str, expected_items }) =>
    assert.deepEqual(
      new Set(set(spec_str).specifiers.map(formatSpecifier)),
      new Set(expected_items as Iterable<string>),
    ),
  'TestSpecifierSet.test_empty_specifier': ({ version: text }) => {
    assert.ok(contains(set(''), text, { preReleases: true }));
    assert.ok(contains(set(''), version(text), { preReleases: true }));
  },
  'TestSpecifierSet.test_empty_specifier_arbitrary_string': ({ prereleases, versions, expected }) => {
    assert.ok(contains(set(''), 'foobar', policy(prereleases)));
    assert.deepEqual(filterVersions(set(''), versions as string[], policy(prereleases)), expected);
  },
  'TestSpecifierSet.test_empty_specifier_ordering_with_arbitrary': ({ versions, expected }) =>
    assert.deepEqual(filterVersions(set(''), versions as string[]), expected),
  'TestSpecifierSet.test_specifier_prereleases_explicit': policySet,
  'TestSpecifierSet.test_specifier_contains_installed_prereleases': containsRow,
  'TestSpecifierSet.test_specifier_filter': filterRow,
  'TestSpecifierSet.test_specifierset_filter_with_key': filterByKey('>=2', ['1.0', '2.1a1']),
  'TestSpecifierSet.test_empty_specifierset_filter_with_key': filterByKey('', ['2.0a1', '2.1']),
  'TestSpecifierSet.test_filter_exclusionary_bridges': filterRow,
  'TestSpecifierSet.test_contains_exclusionary_bridges': containsRow,
  'TestSpecifierSet.test_contains_rejects_invalid_specifier': ({ specifier, input }) =>
    assert.equal(contains(set(specifier), String(input)), false),
  'TestSpecifierSet.test_contains_post_release_boundary_intersection': containsRow,
  'TestSpecifierSet.test_contains_oversized_version_raises_valueerror': ({ specifier }) => {
    const parsed = parseSpecifierSet(specifier);
    assert.equal(parsed.ok || parsed.error.code, 'number-too-long');
  },
  'TestSpecifierSet.test_contains_arbitrary_equality_contains': containsRow,
  'TestSpecifierSet.test_contains_arbitrary_equality_normalization': containsRow,
  'TestSpecifierSet.test_specifiers_str_and_repr': ({ specifier, expected }) =>
    assert.equal(formatSpecifierSet(set(specifier)), expected),
  'TestSpecifierSet.test_specifiers_hash': ({ specifier }) =>
    assert.ok(equalSpecifierSets(set(specifier), set(specifier))),
  'TestSpecifierSet.test_specifiers_combine': ({ left, right, expected }) =>
    assert.ok(equalSpecifierSets(combineSpecifierSets(set(left), set(right)), set(expected))),
  'TestSpecifierSet.test_comparison_true': (row) => assert.equal(sameSets(row), true),
  'TestSpecifierSet.test_comparison_false': (row) => assert.equal(sameSets(row), false),
  'TestSpecifierSet.test_comparison_canonicalizes': ({ left, right }) =>
    assert.ok(equalSpecifierSets(set(left), set(right))),
  'TestSpecifierSet.test_is_subset': ({ left, right, expected }) =>
    assert.equal(isSubrange(range(left), range(right)), expected),
  'TestSpecifierSet.test_is_superset': ({ left, right, expected }) =>
    assert.equal(isSubrange(range(right), range(left)), expected),
  'TestSpecifierSet.test_is_disjoint': ({ left, right, expected }) =>
    assert.equal(areDisjoint(range(left), range(right)), expected),
  'TestSpecifierSet.test_set_relations_reject_arbitrary_equality': ({ left, right }) => {
    // Relations are of ranges, and a set with `===` has none.
    assert.ok(set(left).range === undefined || set(right).range === undefined);
  },
  'TestSpecifierSet.test_comparison_ignores_local': ({ version: text, specifier, expected }) =>
    assert.equal(contains(set(specifier), version(text)), expected),
  'TestSpecifierSet.test_arbitrary_equality_is_intersection_preserving': ({ spec1, spec2, input_versions }) => {
    const texts = input_versions as string[];
    const [one, other] = [filterVersions(set(spec1), texts), filterVersions(set(spec2), texts)];
    assert.deepEqual(
      filterVersions(set(`${spec1},${spec2}`), texts),
      one.filter((text) => other.includes(text)),
    );
  },
  'TestIsUnsatisfiable.test_unsatisfiable': ({ spec_str }) => assert.ok(isUnsatisfiable(set(spec_str)), spec_str),
  'TestIsUnsatisfiable.test_satisfiable': ({ spec_str }) =>
    assert.equal(isUnsatisfiable(set(spec_str)), false, spec_str),
  'TestIsUnsatisfiable.test_unsatisfiable_prereleases_false': ({ spec_str }) =>
    assert.ok(isUnsatisfiable(set(spec_str), { preReleases: false }), spec_str),
  'TestIsUnsatisfiable.test_satisfiable_prereleases_false': ({ spec_str }) =>
    assert.equal(isUnsatisfiable(set(spec_str), { preReleases: false }), false, spec_str),
  'TestIsUnsatisfiable.test_post_release_boundary_unsatisfiable': ({ spec_str }) =>
    assert.ok(isUnsatisfiable(set(spec_str)), spec_str),
  'TestIsUnsatisfiable.test_contains_identical_across_canonicalization': ({ spec, versions }) => {
    const again = set(formatSpecifierSet(set(spec)));
    for (const text of versions as string[]) assert.equal(contains(set(spec), text), contains(again, text));
  },
  test_boundary_closure_short_release: ({ spec_str, version_str, expected }) =>
    assert.equal(contains(set(spec_str), version(version_str)), expected),
  // What is kept of an object is its text here.
  test_pickle_specifier_roundtrip: ({ specifier }) => assert.equal(formatSpecifierSet(set(specifier)), specifier),
  test_pickle_specifierset_roundtrip: ({ specifiers }) => {
    const text = formatSpecifierSet(set(specifiers));
    assert.ok(equalSpecifierSets(set(text), set(specifiers)));
    assert.equal(formatSpecifierSet(set(text)), text);
  },
  'TestSpecifierSetToRangeEquivalence.test_contains_equivalent': rangeAgrees,
  'TestSpecifierSetToRangeEquivalence.test_filter_equivalent': filterAgrees,
  'TestSpecifierSetToRangeEquivalence.test_to_specifier_set_roundtrip_matches': respelled,
  'TestSpecifierSetToRangeEquivalence.test_contains_equivalent_with_version_objects': rangeAgrees,
};

const RANGES: Readonly<Record<string, Check>> = {
  'TestToRange.test_operators': ({ spec, inside, outside }) => {
    assert.ok(rangeHas(range(spec), version(inside)));
    assert.equal(rangeHas(range(spec), version(outside)), false);
  },
  'TestFilter.test_intersected_requirement_keeps_opt_in': ({ dep, constraint, versions, expected }) =>
    assert.deepEqual(filterVersions(combineSpecifierSets(set(dep), set(constraint)), versions as string[]), expected),
  'TestToSpecifierSet.test_roundtrip': respelled,
  'TestToSpecifierSet.test_prerelease_free_recovery_spelling': spelledSo,
  'TestToSpecifierSet.test_epoch_zero_family_floor_roundtrips': spelledSo,
  'TestSyntheticEmptyGaps.test_is_empty': ({ spec }) => assert.ok(isEmptyRange(range(spec))),
  'TestSyntheticEmptyGaps.test_not_empty': ({ spec }) => assert.equal(isEmptyRange(range(spec)), false),
  'TestSyntheticEmptyGaps.test_intersection_drops_embedded_empty': ({ spec, excluded }) => {
    // One interval that starts at the bottom: a cut below everything and one above.
    assert.equal(range(spec).cuts.length, 2);
    assert.equal(rangeHas(range(spec), version(excluded)), false);
  },
  'TestBoundaryCanonicalization.test_equal_and_hash': ({ dev_form, boundary_form }) =>
    assert.deepEqual(range(dev_form).cuts, range(boundary_form).cuts),
  'TestEmptyMatchesUnsatisfiable.test_prerelease_only_empty_when_policy_excludes': ({ spec }) => {
    assert.ok(isUnsatisfiable(set(spec), { preReleases: false }));
    assert.equal(isUnsatisfiable(set(spec), { preReleases: true }), false);
  },
  'TestEmptyMatchesUnsatisfiable.test_non_prerelease_bounds_survive': ({ spec }) =>
    assert.equal(hasOnlyPreReleases(range(spec)), false),
};

const NAMES: Readonly<Record<string, Check>> = {
  test_canonicalize_name: ({ name, expected }) => assert.equal(normalizeName(String(name)), expected),
  test_canonicalize_name_invalid: ({ name, expected }) => {
    assert.equal(isValidName(String(name)), false);
    assert.equal(normalizeName(String(name)), expected);
  },
  test_is_normalized_name: ({ name, expected }) => {
    assert.ok(isNormalizedName(expected));
    assert.equal(isNormalizedName(String(name)), name === expected);
  },
  test_canonicalize_version: ({ version: text, expected }) => {
    // Python leaves what is no version as it is.
    const parsed = parseVersion(text);
    assert.equal(parsed.ok ? formatVersion(shortest(parsed.value)) : text, expected);
  },
  test_canonicalize_version_no_strip_trailing_zero: ({ version: text }) =>
    assert.equal(formatVersion(version(text)), text),
};

/** Without the zeros at the end of the release, which equal versions share not. */
function shortest(of: Version): Version {
  const { epoch, release, pre, post, dev, local } = of;
  const length = Math.max(1, release.findLastIndex((number) => number !== '0') + 1);
  return versionOf({ epoch, release: release.slice(0, length), pre, post, dev, local });
}

const CHECKS: Readonly<Record<string, Check>> = Object.fromEntries(
  Object.entries({
    test_version: VERSION,
    test_specifiers: SPECIFIERS,
    test_ranges: RANGES,
    test_utils: NAMES,
  }).flatMap(([module, checks]) => Object.entries(checks).map(([test, check]) => [`${module}.${test}`, check])),
);

describe("packaging's own cases", { skip: vectorFile === undefined && 'no shared data here' }, () => {
  for (const [test, check] of Object.entries(CHECKS)) {
    it(test, () => {
      const rows = combinations(vectors[test] ?? []);
      assert.ok(rows.length > 0 && vectors[test], 'no such test in the file');
      for (const row of rows) check(row);
    });
  }

  it('are all asked, or listed as not askable', () => {
    const ours = Object.keys(vectors).filter((test) => /^test_(version|specifiers|ranges)\./.test(test));
    assert.deepEqual(
      ours.filter((test) => !(test in CHECKS) && !(test in NOT_ASKED)),
      [],
    );
    assert.deepEqual(
      Object.keys(NOT_ASKED).filter((test) => !(test in vectors) || test in CHECKS),
      [],
    );
  });

  it('are 53,351 rows asked and 59 not', () => {
    assert.deepEqual([countRows(Object.keys(CHECKS)), countRows(Object.keys(NOT_ASKED))], [53_351, 59]);
  });
});
