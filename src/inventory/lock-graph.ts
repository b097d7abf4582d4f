import {
  type Condition,
  conjoinMarkers,
  disjoinMarkers,
  impliesMarker,
  type Marker,
  type NormalizedName,
  parseMarker,
  simplifyMarker,
} from '@rind/pypa';

/** One arrow of a lock: a dependency as an entry or a root states it. */
export interface LockEdge {
  readonly name: NormalizedName;
  /** Given where the lock holds several versions of the name. */
  readonly version?: string;
  /** Extras of the target that the arrow asks for. */
  readonly extras: readonly NormalizedName[];
  readonly marker?: string;
}

/** One entry of a lock with its arrows. */
export interface LockEntry {
  readonly name: NormalizedName;
  readonly version: string | null;
  readonly dependencies: readonly LockEdge[];
  /** Arrows that an extra of the entry adds. */
  readonly optional: ReadonlyMap<NormalizedName, readonly LockEdge[]>;
}

/** How the roots reach an entry. */
export interface Reach {
  /** `""`, group names, `extra:NAME`; see `Component.groups`. */
  readonly groups: Set<string>;
  readonly extras: Set<NormalizedName>;
  /** Under which condition any root brings it in; true for always. */
  condition: Condition;
}

/*
 * What the conditions of one lock may cost. Beyond it a condition is taken for "always", which hides
 * nothing. A proof about `n` comparisons looks at up to 3^n environments, at most at 20,000.
 */
/** How often the condition of one entry may grow. */
const MAX_GROWTH = 32;
/** Comparisons of one condition. */
const MAX_COMPARISONS = 24;
/** UTF-16 units of the marker of one arrow. */
const MAX_MARKER_LENGTH = 4000;
/** Comparisons squared × environments, over all proofs of a lock: some seconds at worst. */
const MAX_WORK = 100_000_000;
const MOST_ENVIRONMENTS = 20_000;
/** Pairs of an entry and a group that brings it in; what comes after counts as the project's own. */
const MAX_MEMBERSHIPS = 1_000_000;

/**
 * Who brings every entry in, and when: follows the arrows from each group's roots. An extra of the
 * project is not listed where its plain dependencies bring the entry already.
 */
export function reachEntries<E extends LockEntry>(
  entries: readonly E[],
  roots: ReadonlyMap<string, readonly LockEdge[]>,
): Map<E, Reach> {
  const walk = new Walk(entries);
  // The project's own dependencies come first, so that its extras know what is there already.
  const ordered = [...roots].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [group, edges] of ordered) walk.follow(group, edges);
  for (const reach of walk.reached.values()) reach.condition = simplifyMarker(reach.condition);
  return walk.reached;
}

interface Step {
  readonly edge: LockEdge;
  readonly condition: Condition;
}

class Walk<E extends LockEntry> {
  readonly reached = new Map<E, Reach>();
  readonly #byName = new Map<NormalizedName, E[]>();
  readonly #growth = new Map<E, number>();
  readonly #markers = new Map<string, Condition>();
  #work = 0;
  #memberships = 0;

  constructor(entries: readonly E[]) {
    for (const entry of entries) {
      const same = this.#byName.get(entry.name);
      if (same) same.push(entry);
      else this.#byName.set(entry.name, [entry]);
    }
  }

  follow(wanted: string, roots: readonly LockEdge[]): void {
    const group = this.#memberships > MAX_MEMBERSHIPS ? '' : wanted;
    const seen = new Set<string>();
    const waiting: Step[] = roots.map((edge) => ({ edge, condition: true }));
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
      const { edge } = step;
      const condition = bounded(conjoinMarkers(step.condition, this.#marker(edge)));
      for (const entry of this.#byName.get(edge.name) ?? []) {
        if (edge.version !== undefined && entry.version !== null && edge.version !== entry.version) continue;
        const known = this.reached.get(entry);
        const reach = known ?? { groups: new Set<string>(), extras: new Set<NormalizedName>(), condition: false };
        this.reached.set(entry, reach);
        if (!(group.startsWith('extra:') && reach.groups.has(''))) reach.groups.add(group);
        const grew = this.#widen(entry, reach, condition);
        const key = `${entry.name} ${entry.version}`;
        const first = !seen.has(key);
        seen.add(key);
        if (first) this.#memberships++;
        if (first || grew) this.#push(waiting, entry.dependencies, condition);
        for (const extra of new Set([...edge.extras, ...(grew ? reach.extras : [])])) {
          reach.extras.add(extra);
          const extraKey = `${key} ${extra}`;
          if (seen.has(extraKey) && !grew) continue;
          seen.add(extraKey);
          this.#push(waiting, entry.optional.get(extra) ?? [], condition);
        }
      }
    }
  }

  #push(waiting: Step[], edges: readonly LockEdge[], condition: Condition): void {
    for (const edge of edges) waiting.push({ edge, condition });
  }

  /** Adds a way to an entry's condition; whether that made it wider. */
  #widen(entry: E, reach: Reach, way: Condition): boolean {
    if (reach.condition === true || way === false) return false;
    const either = bounded(disjoinMarkers(reach.condition, way));
    const provable = either !== true && this.#affords(either);
    if (provable && impliesMarker(way, reach.condition) === 'yes') return false;
    const growth = (this.#growth.get(entry) ?? 0) + 1;
    this.#growth.set(entry, growth);
    reach.condition = provable && growth <= MAX_GROWTH ? simplifyMarker(either) : true;
    return true;
  }

  /** Whether there is work left for a proof about a condition; it is taken off. */
  #affords(condition: Condition): boolean {
    const comparisons = comparisonsOf(condition);
    this.#work += comparisons ** 2 * Math.min(MOST_ENVIRONMENTS, 3 ** comparisons);
    return this.#work <= MAX_WORK;
  }

  /** The marker of an arrow; one that cannot be read is taken for "always", which hides nothing. */
  #marker({ marker }: LockEdge): Condition {
    if (marker === undefined) return true;
    const known = this.#markers.get(marker);
    if (known !== undefined) return known;
    const parsed = marker.length > MAX_MARKER_LENGTH ? undefined : parseMarker(marker);
    const condition = parsed?.ok ? parsed.value : true;
    this.#markers.set(marker, condition);
    return condition;
  }
}

/** The condition itself, or "always" where it has grown beyond what proofs are made about. */
function bounded(condition: Condition): Condition {
  return comparisonsOf(condition) > MAX_COMPARISONS ? true : condition;
}

function comparisonsOf(condition: Condition): number {
  if (typeof condition === 'boolean') return 0;
  return condition.kind === 'comparison' ? 1 : sum(condition.parts);
}

function sum(parts: readonly Marker[]): number {
  return parts.reduce((count, part) => count + comparisonsOf(part), 0);
}
