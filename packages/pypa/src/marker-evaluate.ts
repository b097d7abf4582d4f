import type { MarkerEnvironment } from './environment.ts';
import type { Marker, MarkerComparison, MarkerField, MarkerOperator } from './marker.ts';
import { normalizeName } from './name.ts';
import { err, ok, type Result } from './result.ts';
import { parseSpecifier } from './specifier.ts';
import { contains, type PreReleasePolicy, type SpecifierSet, specifierSet } from './specifier-set.ts';
import type { Version } from './version.ts';

/**
 * Where a marker stands, which decides about the fields beyond the interpreter's:
 * - `metadata`: a distribution's metadata. `extra` is "" where the environment does not say.
 * - `requirement`: any other requirement. `extra` is undefined where the environment does not say.
 * - `lock_file`: a lock file. `extras` and `dependency_groups` are sets, empty where the environment
 *   does not say, and `extra` is undefined. They are undefined everywhere else.
 *
 * Source: dependency specifiers, "Environment Markers"; `pylock.toml`, `packages.marker`.
 */
export type MarkerContext = 'metadata' | 'requirement' | 'lock_file';

/** Why a marker has no answer. */
export interface MarkerProblem {
  /**
   * `undefined-field`: the environment, or the context, does not define the field.
   * `undefined-comparison`: the operator means nothing for these values.
   */
  readonly code: 'undefined-field' | 'undefined-comparison';
  readonly message: string;
  readonly comparison: MarkerComparison;
}

/** What one comparison says of one value: false, true, or that the comparison is undefined. */
export type Truth = 0 | 1 | 2;

/** A comparison made ready for many values. */
export interface FieldTest {
  readonly comparison: MarkerComparison;
  /** The field that it asks about, or undefined when it names none. */
  readonly field: MarkerField | undefined;
  readonly fieldOnLeft: boolean;
  /** The other side. */
  readonly text: string;
  readonly operator: MarkerOperator;
  /** For a version field on the left whose literal makes a specifier with the operator. */
  readonly clause: VersionClause | undefined;
}

/** An operator and a literal that make a specifier, with its answers for values asked about before. */
export interface VersionClause {
  readonly specifiers: SpecifierSet;
  readonly memo: Map<string, Truth>;
}

type Program = FieldTest | { readonly kind: 'and' | 'or'; readonly parts: readonly Program[] };

const ALL: PreReleasePolicy = { preReleases: true };
/** Untagged builds call themselves `3.12.1+`, which is no version. */
const BETWEEN_RELEASES = 'local';
const MEMO_LIMIT = 64;
const CLAUSE_LIMIT = 512;
const TRUE: Result<boolean, MarkerProblem> = ok(true);
const FALSE: Result<boolean, MarkerProblem> = ok(false);
const programs = new WeakMap<Marker, Program>();
/** Markers name the same few versions again and again. */
const clauses = new Map<string, VersionClause | undefined>();

/** Whether a field holds a version or, as `platform_release`, may hold one. */
export function isVersionField(field: MarkerField): boolean {
  return (
    field === 'python_version' ||
    field === 'python_full_version' ||
    field === 'implementation_version' ||
    field === 'platform_release'
  );
}

/**
 * Whether a marker holds in an environment. Every comparison is looked at, so one problem anywhere
 * is the answer whatever the others say; the first one is told.
 *
 * Version fields compare by PEP 440 where operator and version make a valid specifier, pre-releases
 * included. Everything else is text: `==`, `<=` and `>=` mean equal, `!=` not equal, `<` and `>` are
 * false, `in` and `not in` look for a part of the text (for a member, in the sets of lock files);
 * `~=` and `===` are undefined. `extra` and the members of sets compare in normal form. A full
 * version ending in `+` (`3.12.1+`, a build between releases) has the local label `local`.
 *
 * Where both sides are fields, the right one stands for its own name as text; where both are
 * literals, the right one must be a field's name. That is how installers read them.
 */
export function evaluateMarker(
  marker: Marker,
  environment: MarkerEnvironment,
  context: MarkerContext = 'metadata',
): Result<boolean, MarkerProblem> {
  let program = programs.get(marker);
  if (program === undefined) {
    program = compile(marker);
    programs.set(marker, program);
  }
  const truth = run(program, environment, context);
  return truth === 1 ? TRUE : truth === 0 ? FALSE : err(truth);
}

function compile(marker: Marker): Program {
  if (marker.kind === 'comparison') return fieldTest(marker);
  return { kind: marker.kind, parts: marker.parts.map(compile) };
}

/** Makes a comparison ready. */
export function fieldTest(comparison: MarkerComparison): FieldTest {
  const { left, operator, right } = comparison;
  const fieldOnLeft = left.kind === 'field';
  const field = fieldOnLeft ? left.name : right.kind === 'field' ? right.name : fieldNamed(right.value);
  const other = fieldOnLeft ? right : left;
  let text = other.kind === 'field' ? other.name : other.value;
  if (!fieldOnLeft && (field === 'extras' || field === 'dependency_groups')) text = normalizeName(text);
  const versions = fieldOnLeft && field !== undefined && isVersionField(field);
  return { comparison, field, fieldOnLeft, text, operator, clause: versions ? clauseOf(operator, text) : undefined };
}

const NAMES: ReadonlySet<string> = new Set<MarkerField>([
  'dependency_groups',
  'extra',
  'extras',
  'implementation_name',
  'implementation_version',
  'os_name',
  'platform_machine',
  'platform_python_implementation',
  'platform_release',
  'platform_system',
  'platform_version',
  'python_full_version',
  'python_version',
  'sys_platform',
]);

function isField(text: string): text is MarkerField {
  return NAMES.has(text);
}

function fieldNamed(text: string): MarkerField | undefined {
  return isField(text) ? text : undefined;
}

function clauseOf(operator: MarkerOperator, text: string): VersionClause | undefined {
  if (operator === 'in' || operator === 'not in') return undefined;
  const key = operator + text;
  const known = clauses.get(key);
  if (known !== undefined || clauses.has(key)) return known;
  const parsed = parseSpecifier(key);
  const clause = parsed.ok ? { specifiers: specifierSet([parsed.value]), memo: new Map() } : undefined;
  if (clauses.size >= CLAUSE_LIMIT) clauses.clear();
  if (key.length <= 80) clauses.set(key, clause);
  return clause;
}

function run(program: Program, environment: MarkerEnvironment, context: MarkerContext): 0 | 1 | MarkerProblem {
  if (!('kind' in program)) {
    const truth = ask(program, environment, context);
    return truth === 2 ? undefinedComparison(program) : truth;
  }
  const and = program.kind === 'and';
  let answer: 0 | 1 = and ? 1 : 0;
  for (const part of program.parts) {
    const truth = run(part, environment, context);
    if (typeof truth !== 'number') return truth;
    if ((truth === 1) !== and) answer = truth;
  }
  return answer;
}

function ask(test: FieldTest, environment: MarkerEnvironment, context: MarkerContext): Truth | MarkerProblem {
  const { field } = test;
  if (field === undefined) return undefinedField(test, `\`${test.comparison.right.kind}\``);
  if (field === 'extras' || field === 'dependency_groups') {
    if (context !== 'lock_file') return undefinedField(test, `\`${field}\` exists only in lock files`);
    return testSet(test, environment[field] ?? []);
  }
  let value = environment[field];
  if (field === 'extra') {
    if (context === 'lock_file') return undefinedField(test, '`extra` does not exist in lock files: use `extras`');
    if (value === undefined && context === 'metadata') value = '';
  }
  if (typeof value !== 'string') return undefinedField(test, `the environment does not define \`${field}\``);
  return testValue(test, value);
}

/** What a comparison says of its field's value, which is any text. */
export function testValue(test: FieldTest, given: string): Truth {
  const { field } = test;
  if (field === undefined) return 2;
  if (field === 'extra') return compareTexts(test, given === '' ? '' : normalizeName(given));
  const value = field === 'python_full_version' && given.endsWith('+') ? `${given}${BETWEEN_RELEASES}` : given;
  if (test.clause !== undefined) return testClause(test.clause, value);
  if (!test.fieldOnLeft && isVersionField(field)) {
    const clause = clauseOf(test.operator, value);
    if (clause !== undefined) return testClause(clause, test.text);
  }
  return compareTexts(test, value);
}

function testClause({ specifiers, memo }: VersionClause, value: string): Truth {
  const known = memo.get(value);
  if (known !== undefined) return known;
  const truth = contains(specifiers, value, ALL) ? 1 : 0;
  if (memo.size >= MEMO_LIMIT) memo.clear();
  if (value.length <= 80) memo.set(value, truth);
  return truth;
}

/** {@link testValue} for a text that is known to be this version, without a memory. */
export function testVersion(test: FieldTest, text: string, version: Version): Truth {
  const { clause, operator } = test;
  if (clause === undefined || operator === '===') return testValue(test, text);
  return contains(clause.specifiers, version, ALL) ? 1 : 0;
}

function compareTexts(test: FieldTest, value: string): Truth {
  const { text, fieldOnLeft } = test;
  switch (test.operator) {
    case '==':
    case '<=':
    case '>=':
      return value === text ? 1 : 0;
    case '!=':
      return value === text ? 0 : 1;
    case '<':
    case '>':
      return 0;
    case 'in':
      return (fieldOnLeft ? text.includes(value) : value.includes(text)) ? 1 : 0;
    case 'not in':
      return (fieldOnLeft ? text.includes(value) : value.includes(text)) ? 0 : 1;
    case '~=':
    case '===':
      return 2;
  }
}

/** What a comparison says of a set: whether a name is a member. A set equals no text. */
export function testSet(test: FieldTest, members: Iterable<string>): Truth {
  if (test.fieldOnLeft) return 2;
  switch (test.operator) {
    case 'in':
      return has(members, test.text) ? 1 : 0;
    case 'not in':
      return has(members, test.text) ? 0 : 1;
    case '!=':
      return 1;
    case '~=':
    case '===':
      return 2;
    default:
      return 0;
  }
}

function has(members: Iterable<string>, name: string): boolean {
  for (const member of members) if (normalizeName(member) === name) return true;
  return false;
}

function undefinedField(test: FieldTest, message: string): MarkerProblem {
  const text = test.field === undefined ? 'a comparison of two literals names no field of the environment' : message;
  return { code: 'undefined-field', message: text, comparison: test.comparison };
}

function undefinedComparison({ comparison, field, fieldOnLeft, operator }: FieldTest): MarkerProblem {
  const set = field === 'extras' || field === 'dependency_groups';
  const message =
    set && fieldOnLeft
      ? `\`${field}\` is a set: it may only stand right of \`in\` or \`not in\``
      : `\`${operator}\` is undefined for these values: \`${field}\` and its counterpart make no version comparison`;
  return { code: 'undefined-comparison', message, comparison };
}
