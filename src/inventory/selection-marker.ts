import { type Condition, formatMarker, type Marker, parseMarker } from '@rind/pypa';
import type { Component } from './component.ts';
import type { LockConditions } from './lock-condition.ts';
import type { Scope } from './scope.ts';

/** UTF-16 units of a marker; a longer one is taken for "always". */
const MAX_LENGTH = 4000;

/** Which names the installer's user may give, and which hold when none is given. */
export interface GroupNames {
  /** `default-groups`: synthetic, they stand for what the project itself requires. */
  readonly standard: ReadonlySet<string>;
  /** `dependency-groups`: for users to ask for. */
  readonly exposed: ReadonlySet<string>;
}

/** A lock without such lists: its markers ask for extras at most. */
export const NO_GROUPS: GroupNames = { standard: new Set(), exposed: new Set() };

/** A clause of a marker that asks what is installed for, not where: `'NAME' in extras`, `extra == 'NAME'`. */
export interface SelectionClause {
  readonly set: 'extras' | 'dependency_groups';
  readonly name: string;
  /** False for `not in` and `!=`. */
  readonly member: boolean;
}

/**
 * A lock's markers say two things at once, which a component keeps apart: who brings an entry in,
 * and under which condition.
 *
 * `groups`. An entry that a plain install takes (no extra asked for, the groups are `default-groups`,
 * as "Installation" lays down) belongs to `""`, and so does one without a marker: the lock does not
 * say who else wants it. Besides, it belongs to each group and, unless to `""`, to each extra that its
 * marker looks for with `in`; where it looks for several at once (`and`), to each of them. A default
 * group is synthetic and is named only if the lock offers it in `dependency-groups` all the same.
 *
 * `marker` is the condition under which any of them brings the entry in: what remains when every
 * clause about extras and groups is met. So it is a marker like those of other locks, about the
 * environment alone. One that cannot be read is taken for "always", which hides nothing.
 */
export function readSelectionMarker(
  text: string | undefined,
  names: GroupNames,
  conditions: LockConditions,
): Pick<Component, 'groups' | 'marker'> {
  const parsed = text === undefined || text.length > MAX_LENGTH ? undefined : parseMarker(text);
  if (!parsed?.ok) return { groups: [''] };
  const clauses: SelectionClause[] = [];
  const met = settle(parsed.value, (clause) => {
    clauses.push(clause);
    return true;
  });
  const plain = settle(
    parsed.value,
    ({ set, name, member }) => (set === 'dependency_groups' && names.standard.has(name)) === member,
  );
  // `(A or extra == "x") and (B or extra == "x")` may be left with parts that exclude each other.
  const isPlain = plain !== false && (clauses.length === 0 || conditions.own(plain) !== false);
  const groups = new Set(isPlain ? [''] : []);
  for (const { set, name, member } of clauses) {
    if (!member) continue;
    if (set === 'dependency_groups' && (!names.standard.has(name) || names.exposed.has(name))) groups.add(name);
    if (set === 'extras' && !isPlain) groups.add(`extra:${name}`);
  }
  // What is only there when a default group is left out is nobody's by name.
  if (groups.size === 0) groups.add('');
  const simple = conditions.own(met);
  // A condition that never holds is shown as it is written: "no marker" would mean "always".
  const shown = simple === false ? met : simple;
  return { groups: [...groups].sort(), ...(typeof shown === 'object' ? { marker: formatMarker(shown) } : {}) };
}

/** What a marker says about the environment alone when a scope decides what is installed for. */
export function markerInScope(text: string | undefined, names: GroupNames, { wants }: Scope): Condition {
  const parsed = text === undefined || text.length > MAX_LENGTH ? undefined : parseMarker(text);
  if (!parsed?.ok) return true;
  return settle(parsed.value, ({ set, name, member }) => {
    const wanted = set === 'extras' ? wants(`extra:${name}`) : wants(name) || (names.standard.has(name) && wants(''));
    return wanted === member;
  });
}

/** What is left of a marker when its clauses about extras and groups are answered; `undefined` leaves one as it is. */
export function settle(marker: Marker, answer: (clause: SelectionClause) => boolean | undefined): Condition {
  if (marker.kind === 'comparison') {
    const clause = clauseOf(marker);
    return (clause && answer(clause)) ?? marker;
  }
  const parts = marker.parts.map((part) => settle(part, answer));
  const deciding = marker.kind === 'or';
  if (parts.includes(deciding)) return deciding;
  const open = parts.filter((part) => typeof part === 'object');
  const [only, ...more] = open;
  if (only === undefined) return !deciding;
  return more.length === 0 ? only : { ...marker, parts: open };
}

function clauseOf({ left, operator, right }: Extract<Marker, { kind: 'comparison' }>): SelectionClause | undefined {
  const [field, literal] = left.kind === 'field' ? [left, right] : [right, left];
  if (field.kind !== 'field' || literal.kind !== 'literal') return undefined;
  if (field.name === 'extra' && (operator === '==' || operator === '!='))
    return { set: 'extras', name: literal.value, member: operator === '==' };
  if (field !== right || (field.name !== 'extras' && field.name !== 'dependency_groups')) return undefined;
  if (operator !== 'in' && operator !== 'not in') return undefined;
  return { set: field.name, name: literal.value, member: operator === 'in' };
}
