import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { InterpreterEnvironment, MarkerEnvironment } from '../src/environment.ts';
import { environmentFor } from '../src/environment.ts';
import { formatMarker, type Marker, parseMarker } from '../src/marker.ts';
import { evaluateMarker, type MarkerContext } from '../src/marker-evaluate.ts';
import { formatPythonString } from '../src/python-string.ts';
import { equalRequirements, formatRequirement, parseRequirement, type Requirement } from '../src/requirement.ts';
import { formatSpecifierSet } from '../src/specifier-set.ts';
import { sharedData } from './shared-data.ts';

/** One list of rows for each `parametrize`; the test runs on every combination. */
type Groups = readonly (readonly [string | readonly string[], readonly unknown[]])[];

const file = sharedData('pypa-packaging/vectors.json');
const vectors = file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Groups>);

function marker(text: string): Marker {
  const parsed = parseMarker(text);
  assert.ok(parsed.ok, `${text}: ${parsed.ok || parsed.error.message}`);
  return parsed.value;
}

function requirement(text: string): Requirement {
  const parsed = parseRequirement(text);
  assert.ok(parsed.ok, `${text}: ${parsed.ok || parsed.error.message}`);
  return parsed.value;
}

/** The machine that the rows without an environment mean: any with `os.name` of `posix`. */
function posix(): InterpreterEnvironment {
  const found = environmentFor({ python: '3.12', platform: 'linux-x86_64' });
  assert.ok(found.ok);
  return found.value;
}

function evaluate(text: string, given: MarkerEnvironment | null, context?: MarkerContext): boolean | string {
  const answer = evaluateMarker(marker(text), { ...posix(), ...given }, context);
  return answer.ok ? answer.value : answer.error.code;
}

type Row = Readonly<Record<string, unknown>>;
type Check = (row: Row) => void;
type Texts = Readonly<Record<string, string>>;

const parses: Check = (row) => void marker((row as Texts)['marker_string'] ?? '');
const evaluates: Check = (row) => {
  const { marker_string, environment, expected } = row as {
    marker_string: string;
    environment: MarkerEnvironment | null;
    expected: boolean;
  };
  assert.equal(evaluate(marker_string, environment), expected, marker_string);
};
const prints: Check = (row) => {
  const { marker_string, expected } = row as Texts;
  assert.equal(formatMarker(marker(marker_string ?? '')), expected);
};
const refusesMarker = (text: string) => assert.equal(parseMarker(text).ok, false, text);
const refusesRequirement = (text: string) => assert.equal(parseRequirement(text).ok, false, text);
const sameText = (text: string) =>
  assert.equal(formatMarker(marker(formatMarker(marker(text)))), formatMarker(marker(text)));
const readsBack = (text: string) =>
  assert.ok(equalRequirements(requirement(formatRequirement(requirement(text))), requirement(text)));
const setMember: Check = ({ variable }) => {
  assert.equal(formatMarker(marker(`"Foo_Bar" in ${variable}`)), `"foo-bar" in ${variable}`);
};
const setNoMember: Check = ({ variable }) => {
  assert.equal(formatMarker(marker(`"Foo.Bar" not in ${variable}`)), `"foo-bar" not in ${variable}`);
};

const CHECKS: Readonly<Record<string, Check>> = {
  'test_markers.TestNode.test_value_serialize_chooses_quote_delimiter': ({ value, expected }) =>
    assert.equal(formatPythonString(String(value)), expected),
  'test_markers.TestMarker.test_parses_valid': parses,
  'test_markers.TestMarker.test_parses_pep345_valid': parses,
  'test_markers.TestMarker.test_parses_setuptools_legacy_valid': parses,
  'test_markers.TestMarker.test_parses_invalid': ({ marker_string }) => refusesMarker(String(marker_string)),
  'test_markers.TestMarker.test_parses_invalid_trailing_line_break': ({ line_break }) =>
    refusesMarker(`python_version >= "3"${line_break}`),
  'test_markers.TestMarker.test_parses_trailing_horizontal_whitespace': ({ whitespace }) =>
    void marker(`python_version >= "3"${whitespace}`),
  'test_markers.TestMarker.test_parses_invalid_malformed_quoted_string': ({ marker_string }) =>
    refusesMarker(String(marker_string)),
  'test_markers.TestMarker.test_str_repr_eq_hash': prints,
  'test_markers.TestMarker.test_different_markers_different_hashes': (row) => {
    const { example1 = '', example2 = '' } = row as Texts;
    assert.notEqual(formatMarker(marker(example1)), formatMarker(marker(example2)));
  },
  'test_markers.TestMarker.test_evaluates': evaluates,
  'test_markers.TestMarker.test_evaluate_pep345_markers': evaluates,
  'test_markers.TestMarker.test_version_like_equality': evaluates,
  'test_markers.TestMarker.test_membership_value_str_normalization': setMember,
  'test_markers.TestMarker.test_membership_value_str_normalization_negated': setNoMember,
  'test_markers.TestMarker.test_extras_and_dependency_groups': ({ expression, result, variable }) => {
    const text = String(expression).replaceAll('{0}', String(variable));
    assert.equal(evaluate(text, { [String(variable)]: ['foo', 'bar'] }, 'lock_file'), result, text);
  },
  'test_markers.TestMarker.test_extras_and_dependency_groups_disallowed': ({ variable }) => {
    const text = `"foo" in ${variable}`;
    assert.equal(evaluate(text, null, 'metadata'), 'undefined-field');
    assert.equal(evaluate(text, null, 'requirement'), 'undefined-field');
  },
  'test_markers.TestMarker.test_set_valued_marker_on_lhs_raises_undefined_comparison': ({ op, variable }) =>
    assert.equal(evaluate(`${variable} ${op} "foo"`, null, 'lock_file'), 'undefined-comparison'),
  'test_markers.test_pickle_marker_roundtrip': ({ marker_str }) => sameText(String(marker_str)),
  'test_requirements.test_basic_valid_requirement_parsing': (row) => basicRequirement(row as unknown as BasicRow),
  'test_requirements.test_normalized_requirements': (row) => {
    const { input_req = '', norm_req = '' } = row as Texts;
    assert.ok(equalRequirements(requirement(input_req), requirement(norm_req)));
    assert.equal(formatRequirement(requirement(input_req)), formatRequirement(requirement(norm_req)));
  },
  'test_requirements.TestRequirementParsing.test_valid_marker': (row) => {
    assert.ok(requirement(`name; ${row['marker']}`).marker);
  },
  'test_requirements.TestRequirementParsing.test_file_url': ({ url }) => {
    const found = requirement(`name @ ${url}`);
    assert.equal(found.url, url);
    assert.equal(formatRequirement(found), `name @ ${url}`);
  },
  'test_requirements.TestRequirementParsing.test_error_when_suffixed_with_line_break': (row) =>
    refusesRequirement(`${row['requirement']}${row['line_break']}`),
  'test_requirements.TestRequirementParsing.test_trailing_horizontal_whitespace': ({ whitespace }) => {
    assert.equal(formatRequirement(requirement(`name>=1${whitespace}`)), 'name>=1');
    assert.equal(
      formatRequirement(requirement(`name; python_version >= "3"${whitespace}`)),
      'name; python_version >= "3"',
    );
  },
  'test_requirements.TestRequirementParsing.test_error_when_prefix_match_uses_post_release': ({ operator }) =>
    refusesRequirement(`name ${operator}1.0.post1.*`),
  'test_requirements.TestRequirementParsing.test_error_when_local_version_label_is_used_incorrectly': ({ operator }) =>
    refusesRequirement(`name ${operator} 1.0+local.version.label`),
  'test_requirements.TestRequirementParsing.test_error_invalid_marker_malformed_quoted_string': ({ to_parse }) =>
    refusesRequirement(String(to_parse)),
  'test_requirements.TestRequirementBehaviour.test_str_and_repr': (row) => {
    const url = String(row['url_or_specifier']);
    const text = `name${row['extras']}${url}${row['marker']}`;
    assert.equal(formatRequirement(requirement(text)), text.trim());
  },
  'test_requirements.TestRequirementBehaviour.test_equal_reqs_equal_hashes': (row) => {
    const { dep1 = '', dep2 = '' } = row as Texts;
    assert.ok(equalRequirements(requirement(dep1), requirement(dep2)));
  },
  'test_requirements.TestRequirementBehaviour.test_equivalent_reqs_equal_hashes_unequal_strings': (row) => {
    const { dep1 = '', dep2 = '' } = row as Texts;
    assert.ok(equalRequirements(requirement(dep1), requirement(dep2)), dep1);
    assert.notEqual(formatRequirement(requirement(dep1)), formatRequirement(requirement(dep2)));
  },
  'test_requirements.TestRequirementBehaviour.test_different_reqs_different_hashes': (row) => {
    const { dep1 = '', dep2 = '' } = row as Texts;
    assert.ok(!equalRequirements(requirement(dep1), requirement(dep2)));
  },
  'test_requirements.test_pickle_requirement_roundtrip': ({ req_str }) => readsBack(String(req_str)),
};

/** Tests that need a Python object, with the reason. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  'test_markers.TestNode.test_accepts_value': 'a private node class that takes any object',
  'test_markers.TestNode.test_str': 'a private node class',
  'test_markers.TestNode.test_repr': "Python's repr of a private node class",
  'test_requirements.test_pickle_requirement_preserves_prereleases': 'an attribute that only a pickle carries',
  'test_requirements.test_pickle_requirement_setstate_rejects_invalid_string': 'the state of a pickle',
};

interface BasicRow {
  readonly name: string;
  readonly extras: readonly string[];
  readonly url: string | null;
  readonly specifier: string;
  readonly marker: string | null;
  readonly whitespace: string;
}

function basicRequirement({ name, extras, url, specifier, marker: markerText, whitespace }: BasicRow): void {
  const fill = (text: string) => text.replaceAll('{ws}', whitespace);
  const parts = [name];
  if (extras.length > 0) parts.push('[', extras.join(`${whitespace},${whitespace}`), ']');
  if (specifier !== '') parts.push(fill(specifier));
  if (url !== null) parts.push('@', url);
  if (markerText !== null) parts.push(url === null ? ';' : ' ;', fill(markerText));
  const found = requirement(parts.join(whitespace));
  assert.equal(found.name, name);
  assert.deepEqual([...found.extras], [...new Set(extras)].sort());
  assert.equal(found.url, url ?? undefined);
  const bare = fill(specifier)
    .replace(/^\(|\)$/g, '')
    .replace(/[ \t]/g, '');
  assert.equal(formatSpecifierSet(found.specifiers), bare.split(',').sort().join(','));
  if (markerText === null) assert.equal(found.marker, undefined);
  else assert.equal(found.marker && formatMarker(found.marker), formatMarker(marker(fill(markerText))));
}

function* combinations(groups: Groups): Generator<Row> {
  const [first, ...rest] = groups;
  if (first === undefined) {
    yield {};
    return;
  }
  const [names, rows] = first;
  for (const row of rows) {
    const own =
      typeof names === 'string'
        ? { [names]: row }
        : Object.fromEntries(names.map((name, i) => [name, (row as unknown[])[i]]));
    for (const other of combinations(rest)) yield { ...own, ...other };
  }
}

describe("packaging's own cases of markers and requirements", { skip: file === undefined && 'no shared data' }, () => {
  const ids = Object.keys(vectors).filter(
    (id) => id.startsWith('test_markers.') || id.startsWith('test_requirements.'),
  );
  let rows = 0;
  for (const id of ids) {
    const check = CHECKS[id];
    if (check === undefined) continue;
    it(id, () => {
      for (const row of combinations(vectors[id] ?? [])) {
        check(row);
        rows++;
      }
    });
  }

  it('every test is asked or listed with the reason why not', () => {
    assert.deepEqual(
      ids.filter((id) => !(id in CHECKS) && !(id in NOT_ASKED)),
      [],
    );
    assert.deepEqual(
      [...Object.keys(CHECKS), ...Object.keys(NOT_ASKED)].filter((id) => !ids.includes(id)),
      [],
    );
    assert.equal(rows, 7541);
  });
});
