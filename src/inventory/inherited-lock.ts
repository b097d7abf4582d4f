import { type Condition, disjoinMarkers } from '@rind/pypa';
import { type Component, componentId } from './component.ts';
import { LockConditions } from './lock-condition.ts';
import { type LockStart, type Reach, reachEntries } from './lock-graph.ts';
import { type LockedComponents, type LockedEntry, lockedComponent } from './locked-component.ts';
import type { Scope } from './scope.ts';
import { selectConditional } from './scope.ts';
import { markerInScope, NO_GROUPS, readSelectionMarker } from './selection-marker.ts';

/** One group that brings an entry in, as the entry itself says. */
export interface Bringing {
  /** `""`, `extra:NAME` or a group's name. */
  readonly group: string;
  /** When; it may ask for extras of the project. Absent for always. */
  readonly marker?: string | undefined;
}

/** An entry that says itself who brings it in. */
export interface InheritingEntry extends LockedEntry {
  readonly brought: readonly Bringing[];
}

/**
 * The components of a lock whose entries say who brings them in, and when (Poetry since 2.1, PDM with
 * `inherit_metadata`). The arrows say only which extras are asked for.
 */
export function followInherited(entries: readonly InheritingEntry[], starts: readonly LockStart[]): LockedComponents {
  const conditions = new LockConditions();
  const reached = reachEntries(entries, starts, conditions);
  const selections = new Map<string | undefined, ReturnType<typeof readSelectionMarker>>();
  const selectionOf = (marker: string | undefined) => {
    const known = selections.get(marker) ?? readSelectionMarker(marker, NO_GROUPS, conditions);
    selections.set(marker, known);
    return known;
  };
  const components: Component[] = [];
  const items: Parameters<typeof selectConditional>[0][number][] = [];
  for (const entry of entries) {
    const reach: Reach = { groups: new Set(), extras: reached.get(entry)?.extras ?? new Set(), condition: false };
    for (const { group, marker } of entry.brought) {
      const { groups, marker: condition } = selectionOf(marker);
      for (const one of group === '' ? groups : [group]) reach.groups.add(one);
      reach.condition = conditions.either(reach.condition, conditions.read(condition));
    }
    // Nobody says so: then it is not known when.
    if (entry.brought.length === 0) reach.condition = true;
    if (reach.groups.has(''))
      for (const group of reach.groups) if (group.startsWith('extra:')) reach.groups.delete(group);
    const component = lockedComponent(entry, reach);
    if (component === undefined) continue;
    components.push(component);
    items.push({ id: componentId(component), when: (scope) => isBrought(entry, scope, selectionOf) });
  }
  return { components, selects: selectConditional(items) };
}

function isBrought(
  { brought }: InheritingEntry,
  scope: Scope,
  selectionOf: (marker: string | undefined) => ReturnType<typeof readSelectionMarker>,
): Condition {
  if (brought.length === 0) return true;
  let any: Condition = false;
  for (const { group, marker } of brought) {
    const groups = group === '' ? selectionOf(marker).groups : [group];
    if (groups.some(scope.wants)) any = disjoinMarkers(any, markerInScope(marker, NO_GROUPS, scope));
  }
  return any;
}
