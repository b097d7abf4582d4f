/** Rows of the test suite of Python's `packaging`, and what its arguments are here. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseSpecifier, specifierIdentity } from '../src/specifier.ts';
import { type PreReleasePolicy, parseSpecifierSet, type SpecifierSet } from '../src/specifier-set.ts';
import { compareVersions, parseVersion, type Version } from '../src/version.ts';
import type { VersionRange } from '../src/version-range.ts';
import { sharedData } from './shared-data.ts';

/** One list of rows for each `parametrize`; the test runs on every combination. */
export type Groups = readonly (readonly [string | readonly string[], readonly unknown[]])[];

/** Where the file lies, or undefined. */
export const vectorFile = sharedData('pypa-packaging/vectors.json');
/** Rows by test. */
export const vectors: Readonly<Record<string, Groups>> =
  vectorFile === undefined ? {} : (JSON.parse(readFileSync(vectorFile, 'utf8')) as Record<string, Groups>);

/** A policy as Python passes it. */
export type Pre = boolean | null;

/** A row by argument name; each check reads the names that its test has. */
export interface Row {
  readonly version: string;
  readonly expected: never;
  readonly spec: string;
  readonly specifier: string;
  readonly spec_str: string;
  readonly left: string;
  readonly right: string;
  readonly [name: string]: unknown;
}
/** Asks one row. */
export type Check = (row: Row) => void;

/** The version of a text that must be one. */
export function version(text: unknown): Version {
  const parsed = parseVersion(String(text));
  assert.ok(parsed.ok, `${text}`);
  return parsed.value;
}

/** The set of a text that must be one. */
export function set(text: unknown): SpecifierSet {
  const parsed = parseSpecifierSet(String(text));
  assert.ok(parsed.ok, `${text}`);
  return parsed.value;
}

/** The range of a set without `===`. */
export function range(text: unknown): VersionRange {
  const { range: found } = set(text);
  assert.ok(found, `${text}`);
  return found;
}

/** Python's arguments as ours: `None` is left out. */
export function policy(preReleases: unknown, installed: unknown = null): PreReleasePolicy {
  return { ...(preReleases !== null && { preReleases }), ...(installed !== null && { installed }) } as PreReleasePolicy;
}

/** What equal specifiers share. */
export function identity(text: string): string {
  const parsed = parseSpecifier(text);
  assert.ok(parsed.ok, text);
  return specifierIdentity(parsed.value);
}

/** Every combination of the rows of a test's groups, arguments by name. */
export function combinations(groups: Groups): Row[] {
  let rows: Record<string, unknown>[] = [{}];
  for (const [names, values] of groups) {
    const named = values.map((value) =>
      typeof names === 'string'
        ? { [names]: value }
        : Object.fromEntries(names.map((name, i) => [name, (value as unknown[])[i]])),
    );
    rows = rows.flatMap((row) => named.map((more) => ({ ...row, ...more })));
  }
  return rows as Row[];
}

/** Rows of tests, those of each `parametrize` counted once. */
export const countRows = (tests: Iterable<string>): number =>
  [...tests].reduce((sum, test) => sum + (vectors[test] ?? []).reduce((all, [, rows]) => all + rows.length, 0), 0);

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  'op:lt': (order) => order < 0,
  'op:le': (order) => order <= 0,
  'op:eq': (order) => order === 0,
  'op:ne': (order) => order !== 0,
  'op:ge': (order) => order >= 0,
  'op:gt': (order) => order > 0,
};

/** Whether the operator of a row holds between its versions. */
export function ordered({ left, right, op }: Row): boolean | undefined {
  return OPERATORS[String(op)]?.(compareVersions(version(left), version(right)));
}

const OPERATOR_OBJECTS = 'about Python comparison operators given other objects';
const CACHE = 'about caches inside the Python objects';
const POLICY = 'about the policy that a Python object carries; ours is an argument';

/** Tests whose rows need a Python object, by reason. */
export const NOT_ASKED: Readonly<Record<string, string>> = {
  'test_version.TestVersion.test_dunder_op_returns_notimplemented': OPERATOR_OBJECTS,
  'test_version.TestVersion.test_compare_other': OPERATOR_OBJECTS,
  'test_version.TestVersion.test_base_version_notimplemented_with_non_base_version': OPERATOR_OBJECTS,
  'test_specifiers.TestSpecifierInternal.test_spec_version_cache_consistency': CACHE,
  'test_specifiers.TestSpecifierInternal.test_spec_version_cache_with_wildcards': CACHE,
  'test_specifiers.TestSpecifierInternal.test_spec_version_cache_with_arbitrary_equality': CACHE,
  'test_specifiers.TestSpecifierInternal.test_spec_version_cache_compatible_operator': CACHE,
  'test_specifiers.test_specifier_construction_is_lazy': CACHE,
  'test_specifiers.test_specifierset_construction_is_lazy': CACHE,
  'test_specifiers.TestSpecifierSet.test_set_relations_raise_on_prerelease_policy_mismatch': POLICY,
  'test_specifiers.TestSpecifierSet.test_set_relations_require_specifierset': 'about arguments of other Python types',
  'test_ranges.TestToSpecifierSet.test_dev0_span_roundtrips_every_policy': POLICY,
  'test_ranges.TestEquality.test_repr': 'about the repr of a Python object',
};

/** A field of the version, numbers as numbers, as Python shows it. */
export function field(of: (version: Version) => unknown, name: string): Check {
  return (row) => assert.deepEqual(of(version(row.version)), row[name], row.version);
}
