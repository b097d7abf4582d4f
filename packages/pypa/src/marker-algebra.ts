import type { MarkerEnvironment } from './environment.ts';
import { comparison, formatMarker, type Marker, type MarkerField, type MarkerOperator } from './marker.ts';
import { type Formula, type MarkerSpace, markerSpace, truthIn } from './marker-space.ts';
import type { SpecifierSet } from './specifier-set.ts';

/**
 * Marker algebra. Nothing here negates an operator: a pre-release of Python 3.13 satisfies neither
 * `< '3.13'` nor `>= '3.13'`. What is claimed is proven by evaluation in environments that stand for
 * all (see `marker-space`, which says what "all" is).
 */

/** A marker, or what is left where no marker can say it: always true, never true. */
export type Condition = Marker | boolean;

/** Whether a claim holds in all environments. "unknown": too many, or values that no finite list is known to cover. */
export type Proof = 'yes' | 'no' | 'unknown';

/** Parts × rows that a simplification may look at, summed over its tries; a bigger marker is only tidied. */
const WORK_LIMIT = 10_000_000;
/** What taking a part out costs, in rows: texts are made of all parts. */
const FORMAT_COST = 40;

/** True where both are. Parts that are themselves joined by `and` are taken up without parentheses. */
export function conjoinMarkers(a: Condition, b: Condition): Condition {
  if (typeof a === 'boolean') return a ? b : false;
  if (typeof b === 'boolean') return b ? a : false;
  return group('and', [a, b]);
}

/** True where one is. */
export function disjoinMarkers(a: Condition, b: Condition): Condition {
  if (typeof a === 'boolean') return a ? true : b;
  if (typeof b === 'boolean') return b ? true : a;
  return group('or', [a, b]);
}

/** Whether a marker holds in no environment in which the assumption holds. */
export function isNeverTrue(marker: Condition, assuming: Condition = true): Proof {
  return everywhere([marker, assuming], ([truth, assumed]) => assumed !== 1 || truth !== 1);
}

/** Whether a marker holds in every environment in which the assumption holds. */
export function isAlwaysTrue(marker: Condition, assuming: Condition = true): Proof {
  return everywhere([marker, assuming], ([truth, assumed]) => assumed !== 1 || truth === 1);
}

/** Whether the second holds wherever the first does. */
export function impliesMarker(first: Condition, second: Condition): Proof {
  return everywhere([first, second], ([one, other]) => one !== 1 || other === 1);
}

/** Whether two markers give the same answer everywhere, problems included. */
export function equivalentMarkers(a: Condition, b: Condition): Proof {
  return everywhere([a, b], ([one, other]) => one === other);
}

/** An environment in which a marker holds, if one is found; fields that do not matter are left out. */
export function witnessOf(marker: Marker): MarkerEnvironment | undefined {
  const { formulas, space } = markerSpace([marker]);
  const formula = formulas[0];
  if (space === undefined || formula === undefined) return undefined;
  const row = space.rows.findIndex((truths) => truthIn(formula, truths) === 1);
  return row === -1 ? undefined : space.environment(row);
}

function everywhere(conditions: readonly Condition[], holds: (truths: readonly number[]) => boolean): Proof {
  const markers = conditions.filter((condition) => typeof condition !== 'boolean');
  const { formulas, space } = markerSpace(markers);
  if (space === undefined) return 'unknown';
  let at = 0;
  const parts = conditions.map((condition) => (typeof condition === 'boolean' ? Number(condition) : formulas[at++]));
  const constant = conditions.map((condition) => typeof condition === 'boolean');
  for (const row of space.rows) {
    const truths = parts.map((part, i) => (constant[i] ? Number(part) : truthIn(part ?? 0, row)));
    if (!holds(truths)) return 'no';
  }
  return 'yes';
}

/**
 * A marker that says the same in every environment in which the assumption holds (in all, by
 * default), never longer: parts that change nothing are left out, and parentheses that are not
 * needed. True or false where no part is left that matters; false, too, where the assumption holds
 * nowhere. Where the space is unknown, only repetitions and parentheses go. Problems stay problems,
 * in environments that define the fields that the marker names. The same marker gives the same
 * result, which simplifies to itself.
 */
export function simplifyMarker(marker: Condition, assuming: Condition = true): Condition {
  if (assuming === false || marker === false) return false;
  if (marker === true) return isNeverTrue(assuming) !== 'yes';
  const tidied = tidy(marker);
  const markers = assuming === true ? [tidied] : [tidied, assuming];
  const { formulas, space } = markerSpace(markers);
  const [formula, assumption] = formulas;
  if (space === undefined || formula === undefined) return tidied;
  const rows = assumption === undefined ? space.rows : space.rows.filter((row) => truthIn(assumption, row) === 1);
  const wanted = rows.map((row) => truthIn(formula, row));
  if (wanted.every((truth) => truth === 0)) return false;
  if (wanted.every((truth) => truth === 1)) return true;
  return leaveOut(tidied, space, rows, wanted) ?? tidied;
}

/** What is left of a marker where an assumption is known to hold: {@link simplifyMarker} under it. */
export function restrictMarker(marker: Condition, known: Condition): Condition {
  return simplifyMarker(marker, known);
}

/**
 * The simplified marker with its parts in text order: markers that differ in order, repetition,
 * needless parts and parentheses get the same text. Equal texts mean equal markers; equal markers
 * may have different texts ({@link equivalentMarkers} tells).
 */
export function canonicalMarker(marker: Condition): Condition {
  if (typeof marker === 'boolean') return marker;
  const simple = simplifyMarker(sorted(tidy(marker)));
  return typeof simple === 'boolean' ? simple : sorted(simple);
}

/** The assumption that Python's full version satisfies a `requires-python` set. */
export function requiresPythonMarker(specifiers: SpecifierSet): Condition {
  const parts = specifiers.specifiers.map(({ operator, text }) => compare('python_full_version', operator, text));
  return parts.length === 0 ? true : group('and', parts);
}

/** The assumption that fields have given values; `extra: ''` says that none is asked for. Sets are taken as exactly known only by {@link membershipMarker}. */
export function factsMarker(facts: Omit<MarkerEnvironment, 'extras' | 'dependency_groups'>): Condition {
  let found: Condition = true;
  for (const [field, value] of Object.entries(facts)) {
    if (typeof value === 'string') found = conjoinMarkers(found, compare(field as MarkerField, '==', value));
  }
  return found;
}

/** The assumption that a name is, or is not, among a lock file's extras or dependency groups. */
export function membershipMarker(set: 'extras' | 'dependency_groups', name: string, member: boolean): Marker {
  return comparison({ kind: 'literal', value: name }, member ? 'in' : 'not in', { kind: 'field', name: set });
}

function compare(name: MarkerField, operator: MarkerOperator, value: string): Marker {
  return comparison({ kind: 'field', name }, operator, { kind: 'literal', value });
}

/** Parts of the same kind taken up, repetitions left out. */
function group(kind: 'and' | 'or', parts: readonly Marker[]): Marker {
  const byText = new Map<string, Marker>();
  for (const part of parts) {
    for (const one of part.kind === kind ? part.parts : [part]) {
      const text = formatMarker(one);
      if (!byText.has(text)) byText.set(text, one);
    }
  }
  const [only, ...more] = byText.values();
  if (only !== undefined && more.length === 0) return only;
  return { kind, parts: [...byText.values()], parenthesized: false };
}

function tidy(marker: Marker): Marker {
  return marker.kind === 'comparison' ? marker : group(marker.kind, marker.parts.map(tidy));
}

function sorted(marker: Marker): Marker {
  if (marker.kind === 'comparison') return marker;
  const parts = marker.parts.map(sorted).map((part) => ({ part, text: formatMarker(part) }));
  parts.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return { ...marker, parts: parts.map(({ part }) => part) };
}

function countParts(marker: Marker): number {
  if (marker.kind === 'comparison') return 1;
  return marker.parts.reduce((sum, part) => sum + countParts(part), 1);
}

/**
 * Leaves parts out, last ones first, as long as the answer stays the same in all rows. Undefined
 * where that takes too much work: a marker half done would not simplify to itself.
 */
function leaveOut(
  marker: Marker,
  space: MarkerSpace,
  rows: readonly Uint8Array[],
  wanted: readonly number[],
): Marker | undefined {
  const positions = new Map(space.tests.map((test, i) => [formatMarker(test.comparison), i]));
  const toFormula = (node: Marker): Formula =>
    node.kind === 'comparison'
      ? (positions.get(formatMarker(node)) ?? -1)
      : { kind: node.kind, parts: node.parts.map(toFormula) };
  let left = WORK_LIMIT;
  let current = marker;
  for (;;) {
    const cost = countParts(current);
    let shorter: Marker | undefined;
    for (const candidate of shortenings(current)) {
      const formula = toFormula(candidate);
      const differs = rows.findIndex((row, i) => truthIn(formula, row) !== wanted[i]);
      left -= cost * (FORMAT_COST + (differs < 0 ? rows.length : differs + 1));
      if (left < 0) return undefined;
      if (differs >= 0) continue;
      shorter = candidate;
      break;
    }
    if (shorter === undefined) return current;
    current = tidy(shorter);
  }
}

/** The marker without one of its parts, for each part, outer parts first and last ones first. */
function* shortenings(marker: Marker): Generator<Marker> {
  if (marker.kind === 'comparison') return;
  const { kind, parts } = marker;
  for (let i = parts.length - 1; i >= 0; i--) yield group(kind, parts.toSpliced(i, 1));
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i];
    if (part === undefined) continue;
    for (const shorter of shortenings(part)) yield group(kind, parts.toSpliced(i, 1, shorter));
  }
}
