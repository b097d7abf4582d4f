import { type Condition, formatMarker, type Marker, parseMarker, simplifyMarker } from '@rind/pypa';
import type { Component } from './component.ts';

/** Which names the installer's user may give, and which hold when none is given. */
export interface GroupNames {
  /** `default-groups`: synthetic, they stand for what the project itself requires. */
  readonly standard: ReadonlySet<string>;
  /** `dependency-groups`: for users to ask for. */
  readonly exposed: ReadonlySet<string>;
}

/** A clause of a marker that asks what is installed for, not where: `'NAME' in extras`. */
interface Clause {
  readonly set: 'extras' | 'dependency_groups';
  readonly name: string;
  /** False for `not in`. */
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
export function readPylockMarker(text: string | undefined, names: GroupNames): Pick<Component, 'groups' | 'marker'> {
  const parsed = text === undefined ? undefined : parseMarker(text);
  if (!parsed?.ok) return { groups: [''] };
  const clauses: Clause[] = [];
  const met = settle(parsed.value, (clause) => {
    clauses.push(clause);
    return true;
  });
  const plain = settle(
    parsed.value,
    ({ set, name, member }) => (set === 'dependency_groups' && names.standard.has(name)) === member,
  );
  const groups = new Set(plain === false ? [] : ['']);
  for (const { set, name, member } of clauses) {
    if (!member) continue;
    if (set === 'dependency_groups' && (!names.standard.has(name) || names.exposed.has(name))) groups.add(name);
    if (set === 'extras' && plain === false) groups.add(`extra:${name}`);
  }
  // What is only there when a default group is left out is nobody's by name.
  if (groups.size === 0) groups.add('');
  const simple = simplifyMarker(met);
  // A condition that never holds is shown as it is written: "no marker" would mean "always".
  const shown = simple === false ? met : simple;
  return { groups: [...groups].sort(), ...(typeof shown === 'object' ? { marker: formatMarker(shown) } : {}) };
}

/** What is left of a marker when its clauses about extras and groups are answered. */
function settle(marker: Marker, answer: (clause: Clause) => boolean): Condition {
  if (marker.kind === 'comparison') {
    const { left, operator, right } = marker;
    if (left.kind !== 'literal' || right.kind !== 'field') return marker;
    if (right.name !== 'extras' && right.name !== 'dependency_groups') return marker;
    if (operator !== 'in' && operator !== 'not in') return marker;
    return answer({ set: right.name, name: left.value, member: operator === 'in' });
  }
  const parts = marker.parts.map((part) => settle(part, answer));
  const deciding = marker.kind === 'or';
  if (parts.includes(deciding)) return deciding;
  const open = parts.filter((part) => typeof part === 'object');
  const [only, ...more] = open;
  if (only === undefined) return !deciding;
  return more.length === 0 ? only : { ...marker, parts: open };
}
