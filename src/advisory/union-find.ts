/**
 * Ids in groups that only ever grow together (disjoint sets): each group is
 * known by one of its ids.
 */
export class UnionFind {
  readonly #parents = new Map<string, string>();

  /** Puts two ids, and all that is with them, into one group. */
  unite(one: string, other: string): void {
    for (const id of [one, other]) if (!this.#parents.has(id)) this.#parents.set(id, id);
    this.#parents.set(this.rootOf(other), this.rootOf(one));
  }

  /** The id by which the group of an id is known; itself where it was never named. */
  rootOf(id: string): string {
    let root = id;
    for (let up = this.#parents.get(root); up !== undefined && up !== root; up = this.#parents.get(root)) root = up;
    for (let at = id; at !== root; ) {
      const up = this.#parents.get(at) ?? root;
      this.#parents.set(at, root);
      at = up;
    }
    return root;
  }

  /** The groups, each in the order in which its ids were named. */
  groups(): Iterable<string[]> {
    return Map.groupBy(this.#parents.keys(), (id) => this.rootOf(id)).values();
  }
}
