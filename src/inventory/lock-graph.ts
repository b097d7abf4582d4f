import type { Condition, NormalizedName } from '@rind/pypa';
import { LockConditions } from './lock-condition.ts';

/** One arrow of a lock: a dependency as an entry or a root states it. */
export interface LockEdge {
  readonly name: NormalizedName;
  /** Extras of the target that the arrow asks for. */
  readonly extras: readonly NormalizedName[];
  readonly marker?: string | undefined;
  /** Which entries of the name it means; absent for all. Where it fits none, all are meant. */
  readonly accepts?: ((entry: LockEntry) => boolean) | undefined;
}

/** One entry of a lock with its arrows. */
export interface LockEntry {
  readonly name: NormalizedName;
  /** As written. */
  readonly version: string | null;
  readonly dependencies: readonly LockEdge[];
  /** Arrows that an extra of the entry adds. */
  readonly optional: ReadonlyMap<NormalizedName, readonly LockEdge[]>;
}

/** What one part of the project asks for. */
export interface LockStart {
  /** `""`, a group's name or `extra:NAME`; see `Component.groups`. */
  readonly group: string;
  readonly edges: readonly LockEdge[];
  /** Whether the group is named only where the project's own dependencies do not bring the entry in: so it is for extras. */
  readonly besides?: boolean;
  /** Whether these are not all asked for by the group: what it is chosen for decides which of them come in. */
  readonly isImplied?: boolean;
  /** The condition under which the lock holds at all. */
  readonly within?: Condition;
  /** What a marker says when this part is chosen; the same function, the same answers. Its own text if absent. */
  readonly read?: ((marker: string, conditions: LockConditions) => Condition) | undefined;
}

/** How the project reaches an entry. */
export interface Reach {
  readonly groups: Set<string>;
  readonly extras: Set<NormalizedName>;
  /** Under which condition any part of the project brings it in; true for always. */
  condition: Condition;
}

/** How often the condition of one entry may grow. */
const MAX_GROWTH = 32;
/** Pairs of an entry and a group that brings it in; what comes after counts as the project's own. */
const MAX_MEMBERSHIPS = 1_000_000;
/** Arrows that are followed, over all groups, and entries that are compared with one. Beyond it everything is always brought in. */
const MAX_ARROWS = 4_000_000;

/**
 * Who brings every entry in, and when: follows the arrows from each part of the project. An entry that
 * nothing leads to is not among the answers.
 */
export function reachEntries<E extends LockEntry>(
  entries: readonly E[],
  starts: readonly LockStart[],
  conditions: LockConditions = new LockConditions(),
): Map<E, Reach> {
  const walk = new Walk(entries, conditions);
  // The project's own dependencies come first, so that its extras know what is there already.
  const ordered = starts.toSorted((a, b) => Number(a.group !== '') - Number(b.group !== ''));
  for (const [i, start] of ordered.entries()) {
    if (walk.isFull) {
      walk.follow({ group: '', edges: ordered.slice(i).flatMap(({ edges }) => edges) });
      break;
    }
    walk.follow(start);
  }
  if (walk.isSpent) walk.takeAll(entries);
  return walk.reached;
}

/** An entry, or what one extra of it adds. */
interface Node<E> {
  readonly entry: E;
  readonly extra: NormalizedName | undefined;
  readonly edges: readonly LockEdge[];
  /** The walk that the rest is about. */
  pass: number;
  condition: Condition;
  growth: number;
  waits: boolean;
  /** When the project's own dependencies bring it in. */
  plain: Condition;
}

class Walk<E extends LockEntry> {
  readonly reached = new Map<E, Reach>();
  readonly #conditions: LockConditions;
  readonly #byName = new Map<NormalizedName, Node<E>[]>();
  readonly #extras = new Map<E, Map<NormalizedName, Node<E>>>();
  readonly #targets = new Map<LockEdge, readonly Node<E>[]>();
  #pass = 0;
  #memberships = 0;
  #arrows = 0;

  constructor(entries: readonly E[], conditions: LockConditions) {
    this.#conditions = conditions;
    for (const entry of entries) {
      const node = makeNode(entry, undefined, entry.dependencies);
      const same = this.#byName.get(entry.name);
      if (same) same.push(node);
      else this.#byName.set(entry.name, [node]);
    }
  }

  get isFull(): boolean {
    return this.#memberships > MAX_MEMBERSHIPS;
  }

  get isSpent(): boolean {
    return this.#arrows > MAX_ARROWS;
  }

  follow(start: LockStart): void {
    this.#pass++;
    const touched: Node<E>[] = [];
    const waiting: Node<E>[] = [];
    this.#arrive(start, start.edges, start.within ?? true, touched, waiting);
    for (let at = 0; at < waiting.length && !this.isSpent; at++) {
      const node = waiting[at];
      if (node === undefined) continue;
      node.waits = false;
      this.#arrive(start, node.edges, node.condition, touched, waiting);
    }
    this.#memberships += touched.length;
    for (const node of touched) this.#note(node, start);
  }

  /** Every entry counts as the project's own, whatever the condition: nothing is hidden. */
  takeAll(entries: readonly E[]): void {
    for (const entry of entries) {
      const reach = this.#reachOf(entry);
      reach.groups.add('');
      reach.condition = true;
    }
  }

  #arrive(start: LockStart, edges: readonly LockEdge[], from: Condition, touched: Node<E>[], waiting: Node<E>[]): void {
    for (const edge of edges) {
      const way = edge.marker === undefined ? from : this.#conditions.both(from, this.#marker(edge.marker, start));
      const targets = this.#targetsOf(edge);
      this.#arrows += targets.length + 1;
      if (way === false) continue;
      for (const node of targets) {
        if (node.pass !== this.#pass) {
          touched.push(node);
          node.pass = this.#pass;
          node.condition = false;
          node.growth = 0;
          node.waits = false;
        }
        if (!this.#widen(node, way) || node.waits) continue;
        // What the plain dependencies always bring in, with all below it, is no extra's, unless markers read otherwise.
        if (start.besides === true && node.plain === true && start.read === undefined) continue;
        node.waits = true;
        waiting.push(node);
      }
    }
  }

  #marker(text: string, { read }: LockStart): Condition {
    return read === undefined ? this.#conditions.read(text) : read(text, this.#conditions);
  }

  /** Whether a way makes the condition of an entry wider. */
  #widen(node: Node<E>, way: Condition): boolean {
    const wider = this.#conditions.either(node.condition, way);
    if (wider === node.condition) return false;
    node.condition = ++node.growth > MAX_GROWTH ? true : wider;
    return true;
  }

  #note(node: Node<E>, { group, besides }: LockStart): void {
    const reach = this.#reachOf(node.entry);
    if (node.extra !== undefined) reach.extras.add(node.extra);
    else {
      if (!(besides === true && reach.groups.has(''))) reach.groups.add(group);
      reach.condition = this.#conditions.either(reach.condition, node.condition);
    }
    if (group === '') node.plain = this.#conditions.either(node.plain, node.condition);
  }

  #reachOf(entry: E): Reach {
    const known = this.reached.get(entry);
    if (known !== undefined) return known;
    const reach: Reach = { groups: new Set(), extras: new Set(), condition: false };
    this.reached.set(entry, reach);
    return reach;
  }

  /** The entries that an arrow means, and what the extras that it asks for add to them. */
  #targetsOf(edge: LockEdge): readonly Node<E>[] {
    const known = this.#targets.get(edge);
    if (known !== undefined) return known;
    const all = this.#byName.get(edge.name) ?? [];
    const { accepts } = edge;
    this.#arrows += all.length;
    if (this.isSpent) return [];
    const fitting = accepts === undefined || all.length === 1 ? all : all.filter(({ entry }) => accepts(entry));
    const chosen = fitting.length > 0 ? fitting : all;
    const targets =
      edge.extras.length === 0
        ? chosen
        : chosen.flatMap((node) => [node, ...edge.extras.map((extra) => this.#extraOf(node.entry, extra))]);
    this.#targets.set(edge, targets);
    return targets;
  }

  #extraOf(entry: E, extra: NormalizedName): Node<E> {
    const extras = this.#extras.get(entry) ?? new Map<NormalizedName, Node<E>>();
    this.#extras.set(entry, extras);
    const known = extras.get(extra);
    if (known !== undefined) return known;
    const node = makeNode(entry, extra, entry.optional.get(extra) ?? []);
    extras.set(extra, node);
    return node;
  }
}

function makeNode<E>(entry: E, extra: NormalizedName | undefined, edges: readonly LockEdge[]): Node<E> {
  return { entry, extra, edges, pass: 0, condition: false, growth: 0, waits: false, plain: false };
}
