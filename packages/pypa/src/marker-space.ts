import type { MarkerEnvironment } from './environment.ts';
import { formatMarker, type Marker, type MarkerField } from './marker.ts';
import {
  type FieldTest,
  fieldTest,
  isVersionField,
  type Truth,
  testSet,
  testValue,
  testVersion,
} from './marker-evaluate.ts';
import { pythonStrip } from './python-text.ts';
import { readVersion, type Version } from './version.ts';
import { SAMPLE_LIMIT, sampleVersions, versionsIn } from './version-samples.ts';

/**
 * Finitely many environments that stand for all, as far as some markers can tell them apart.
 *
 * The fields are independent of each other, except that `python_version` is the first two numbers
 * of `python_full_version`, and `python_version`, `python_full_version` and
 * `implementation_version` hold valid versions, those of Python without epoch. All other values are
 * any text: that `sys_platform` is `win32` where `os_name` is `nt` is known to people, not to the
 * specification, and may be given as an assumption. Every field that the markers name is defined.
 */
export interface MarkerSpace {
  /** The comparisons of the markers, each meaning once. */
  readonly tests: readonly FieldTest[];
  /** One environment a row; entry i is what comparison i says. */
  readonly rows: readonly Uint8Array[];
  /** The environment of a row. */
  environment(row: number): MarkerEnvironment;
}

/** A marker whose comparisons are positions in {@link MarkerSpace.tests}. */
export type Formula = number | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] };

/** More rows are not looked at: the answer is "unknown". */
const SPACE_LIMIT = 20_000;
/** Comparisons × samples of one dimension. */
const WORK_LIMIT = 400_000;
const CONTAINED_LIMIT = 6;
/** Longer texts to search in have too many parts. */
const SEARCHED_LIMIT = 80;
const LITERAL_LIMIT = 400;

interface Sample {
  readonly truths: readonly Truth[];
  readonly environment: MarkerEnvironment;
}

interface Dimension {
  readonly tests: readonly number[];
  readonly samples: readonly Sample[];
}

/** The formulas of some markers and the space that all of them share; no space where it would be too big or cannot be told. */
export function markerSpace(markers: readonly Marker[]): { formulas: Formula[]; space: MarkerSpace | undefined } {
  const tests: FieldTest[] = [];
  const byText = new Map<string, number>();
  const toFormula = (marker: Marker): Formula => {
    if (marker.kind !== 'comparison') return { kind: marker.kind, parts: marker.parts.map(toFormula) };
    const text = formatMarker(marker);
    let at = byText.get(text);
    if (at === undefined) {
      at = tests.push(fieldTest(marker)) - 1;
      byText.set(text, at);
    }
    return at;
  };
  const formulas = markers.map(toFormula);
  const dimensions = dimensionsOf(tests);
  return { formulas, space: dimensions && productOf(tests, dimensions) };
}

/** What a formula says in a row. One undefined comparison makes the whole undefined. */
export function truthIn(formula: Formula, row: Uint8Array): Truth {
  if (typeof formula === 'number') return (row[formula] ?? 2) as Truth;
  const and = formula.kind === 'and';
  let answer: Truth = and ? 1 : 0;
  for (const part of formula.parts) {
    const truth = truthIn(part, row);
    if (truth === 2) return 2;
    if ((truth === 1) !== and) answer = truth;
  }
  return answer;
}

function dimensionsOf(tests: readonly FieldTest[]): Dimension[] | undefined {
  if (tests.some((test) => test.text.length > LITERAL_LIMIT)) return undefined;
  const groups = new Map<string, number[]>();
  for (const [i, test] of tests.entries()) {
    const key = dimensionOf(test);
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  const dimensions: Dimension[] = [];
  for (const [key, group] of groups) {
    const members = group.flatMap((i) => tests[i] ?? []);
    const environments = environmentsOf(key, members);
    if (environments === undefined || environments.length * members.length > WORK_LIMIT) return undefined;
    const bySignature = new Map<string, Sample>();
    const versions = new Map<string, Version | undefined>();
    for (const environment of environments) {
      const truths = members.map((test) => truthOf(test, environment, versions));
      const signature = truths.join('');
      if (!bySignature.has(signature)) bySignature.set(signature, { truths, environment });
    }
    dimensions.push({ tests: group, samples: [...bySignature.values()] });
  }
  return dimensions;
}

/** Tests of one dimension look at values that depend on each other. Members of sets are independent. */
function dimensionOf({ field, text }: FieldTest): string {
  if (field === undefined) return '';
  if (field === 'python_version' || field === 'python_full_version') return 'python';
  return field === 'extras' || field === 'dependency_groups' ? `${field} ${text}` : field;
}

/** `versions` remembers what texts have been read, for all tests of a dimension. */
function truthOf(test: FieldTest, environment: MarkerEnvironment, versions: Map<string, Version | undefined>): Truth {
  const { field } = test;
  if (field === undefined) return 2;
  if (field === 'extras' || field === 'dependency_groups') return testSet(test, environment[field] ?? []);
  const value = environment[field] ?? '';
  if (test.clause === undefined) return testValue(test, value);
  if (!versions.has(value)) versions.set(value, readVersion(value));
  const version = versions.get(value);
  return version === undefined ? testValue(test, value) : testVersion(test, value, version);
}

/** Values of a dimension that stand for all, or undefined where no finite list is known to. */
function environmentsOf(key: string, tests: readonly FieldTest[]): MarkerEnvironment[] | undefined {
  const first = tests[0];
  const field = first?.field;
  if (first === undefined || field === undefined) return [{}];
  if (field === 'extras' || field === 'dependency_groups') return [{}, { [field]: [first.text] }];
  if (key === 'python') return pythonSamples(tests);
  const values = isVersionField(field) ? versionFieldSamples(field, tests) : textSamples(tests);
  return values?.map((value) => ({ [field]: value }));
}

/** Texts that stand for all texts: those named, all parts of those searched in, and texts that contain those searched for. */
function textSamples(tests: readonly FieldTest[]): string[] | undefined {
  const values = new Set(tests.map(comparedText));
  for (const test of tests) {
    if (!searchesIn(test)) continue;
    const parts = partsOf(test.text);
    if (parts === undefined) return undefined;
    for (const part of parts) values.add(part);
    if (values.size > SAMPLE_LIMIT) return undefined;
  }
  const separator = freshUnit(tests);
  if (separator === undefined) return undefined;
  const contained = [...new Set(tests.filter(searchesFor).map((test) => test.text))];
  if (contained.length > CONTAINED_LIMIT) return undefined;
  // Kept apart by a unit that no literal holds, the parts of such a text make no others.
  for (let chosen = 0; chosen < 1 << contained.length; chosen++) {
    values.add([separator, ...contained.filter((_, i) => chosen & (1 << i)), ''].join(separator));
  }
  return [...values];
}

/** What a test compares its field's value with: `===` is a specifier, whose text has no white space around it. */
function comparedText({ text, operator, clause }: FieldTest): string {
  return operator === '===' && clause !== undefined ? pythonStrip(text) : text;
}

/** `field in 'text'`. */
function searchesIn(test: FieldTest): boolean {
  return test.fieldOnLeft && isSearch(test);
}

/** `'text' in field`. */
function searchesFor(test: FieldTest): boolean {
  return !test.fieldOnLeft && isSearch(test);
}

function isSearch({ operator }: FieldTest): boolean {
  return operator === 'in' || operator === 'not in';
}

function partsOf(text: string): Set<string> | undefined {
  if (text.length > SEARCHED_LIMIT) return undefined;
  const parts = new Set<string>();
  for (let start = 0; start <= text.length; start++) {
    for (let end = start; end <= text.length; end++) parts.add(text.slice(start, end));
  }
  return parts;
}

/** A unit that no literal holds, from the private use area on; undefined when literals hold all of those. */
function freshUnit(tests: readonly FieldTest[]): string | undefined {
  const used = new Set<number>();
  for (const { text } of tests) for (let at = 0; at < text.length; at++) used.add(text.charCodeAt(at));
  for (let unit = 0xe000; unit <= 0xffff; unit++) if (!used.has(unit)) return String.fromCharCode(unit);
  return undefined;
}

/** Values of `implementation_version` (versions) or `platform_release` (versions and any other text). */
function versionFieldSamples(field: MarkerField, tests: readonly FieldTest[]): string[] | undefined {
  if (tests.every((test) => isSearch(test) || (test.fieldOnLeft && test.clause === undefined))) {
    return textSamples(tests);
  }
  if (tests.some(searchesFor)) return undefined;
  const samples = versionTexts(tests);
  if (samples === undefined || field !== 'platform_release') return samples;
  if (tests.some((test) => !test.fieldOnLeft)) return undefined;
  const texts = textSamples(tests);
  return texts && [...samples, ...texts];
}

/** What tests of a version field compare as text. */
interface Spellings {
  /** All texts that they name, and all parts of those that they search in. */
  readonly named: readonly string[];
  /** Zeros that make a text longer than any of those; none where all tests compare versions. */
  readonly zeros: string | undefined;
}

/** The spellings that matter to tests of a version field, or undefined where no finite list is known. */
function spellingsOf(tests: readonly FieldTest[]): Spellings | undefined {
  if (tests.some(searchesFor)) return undefined;
  const identities = tests.filter((test) => test.operator === '===');
  const textual = tests.filter((test) => test.operator !== '===' && (!test.fieldOnLeft || test.clause === undefined));
  // `===` folds case, the others do not: no list of spellings is known to serve both.
  if (identities.length > 0 && textual.length > 0) return undefined;
  // What `~=` means depends on how many release numbers the field's value has.
  if (tests.some((test) => !test.fieldOnLeft && test.operator === '~=')) return undefined;
  if (identities.length + textual.length === 0) return { named: [], zeros: undefined };
  const named = new Set<string>();
  for (const test of tests) {
    const parts = searchesIn(test) ? partsOf(test.text) : [comparedText(test)];
    if (parts === undefined) return undefined;
    for (const part of parts) named.add(part);
    if (named.size > SAMPLE_LIMIT) return undefined;
  }
  return { named: [...named], zeros: '0'.repeat(Math.max(...tests.map((test) => test.text.length))) };
}

/** Texts of versions that stand for all texts of versions under these tests. */
function versionTexts(tests: readonly FieldTest[]): string[] | undefined {
  const spellings = spellingsOf(tests);
  const samples = sampleVersions(mentionedBy(tests), { localsEverywhere: asksBackwards(tests) });
  return spellings && samples && spelled(spellings, samples);
}

/** Samples, the texts named that are versions, and each sample in a text that no test names or holds. */
function spelled({ named, zeros }: Spellings, samples: readonly string[]): string[] {
  if (zeros === undefined) return [...samples];
  const versions = named.filter((text) => readVersion(text));
  return [...versions, ...samples, ...samples.map((sample) => zeros + sample)];
}

function mentionedBy(tests: readonly FieldTest[]): Version[] {
  return versionsIn(tests.filter((test) => !isSearch(test)).map((test) => test.text));
}

/** `'text' >= field`: the field's value is the specifier's version. */
function asksBackwards(tests: readonly FieldTest[]): boolean {
  return tests.some((test) => !test.fieldOnLeft);
}

const SHORT_VERSION = /^(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)$/;

/** Full versions that stand for all, under tests of the full and the short version. */
function pythonSamples(tests: readonly FieldTest[]): MarkerEnvironment[] | undefined {
  const short = tests.filter((test) => test.field === 'python_version');
  const full = tests.filter((test) => test.field === 'python_full_version');
  if (short.some(searchesFor)) return undefined;
  const parts = new Set<string>();
  for (const test of short.filter(searchesIn)) {
    const found = partsOf(test.text);
    if (found === undefined) return undefined;
    for (const part of found) if (SHORT_VERSION.test(part)) parts.add(part);
    if (parts.size > SAMPLE_LIMIT) return undefined;
  }
  const spellings = spellingsOf(full);
  if (spellings === undefined) return undefined;
  const samples = sampleVersions([...versionsIn(parts), ...mentionedBy(tests)], {
    epochless: true,
    localsEverywhere: asksBackwards(full),
  });
  return samples && spelled(spellings, samples).flatMap(pythonEnvironment);
}

function pythonEnvironment(full: string): MarkerEnvironment[] {
  const version = readVersion(full);
  if (version === undefined || version.epoch !== '0') return [];
  const [major = '0', minor = '0'] = version.release;
  return [{ python_full_version: full, python_version: `${major}.${minor}` }];
}

function productOf(tests: readonly FieldTest[], dimensions: readonly Dimension[]): MarkerSpace | undefined {
  const size = dimensions.reduce((product, dimension) => product * dimension.samples.length, 1);
  if (size > SPACE_LIMIT) return undefined;
  const rows: Uint8Array[] = [];
  for (let i = 0; i < size; i++) {
    const row = new Uint8Array(tests.length);
    let rest = i;
    for (const { tests: positions, samples } of dimensions) {
      const sample = samples[rest % samples.length];
      rest = Math.floor(rest / samples.length);
      for (const [at, position] of positions.entries()) row[position] = sample?.truths[at] ?? 2;
    }
    rows.push(row);
  }
  const environment = (row: number): MarkerEnvironment => {
    const found: Record<string, unknown> = {};
    let rest = row;
    for (const { samples } of dimensions) {
      const sample = samples[rest % samples.length];
      rest = Math.floor(rest / samples.length);
      for (const [field, value] of Object.entries(sample?.environment ?? {})) {
        const before = found[field];
        found[field] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
      }
    }
    return found;
  };
  return { tests, rows, environment };
}
