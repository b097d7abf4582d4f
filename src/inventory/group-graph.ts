/** Includes followed for all groups of one file together; beyond that only what lists a requirement itself is told. */
const MAX_STEPS = 1_000_000;

/**
 * Which groups bring in what another one lists: extras that name the project's own extras, dependency
 * groups that include others. Groups are as components name them: `""`, `extra:NAME`, a group's name.
 */
export class GroupGraph {
  readonly #includedBy = new Map<string, Set<string>>();
  readonly #known = new Map<string, string[]>();
  #steps = 0;

  /** Notes that `group` brings in what `included` lists. */
  include(group: string, included: string): void {
    const by = this.#includedBy.get(included);
    if (by) by.add(group);
    else this.#includedBy.set(included, new Set([group]));
  }

  /** The group itself and all that include it, sorted. */
  broughtInBy(group: string): string[] {
    const known = this.#known.get(group);
    if (known !== undefined) return known;
    const seen = new Set([group]);
    for (const one of seen) {
      for (const by of this.#includedBy.get(one) ?? []) {
        if (++this.#steps > MAX_STEPS) return [group];
        seen.add(by);
      }
    }
    const sorted = [...seen].sort();
    this.#known.set(group, sorted);
    return sorted;
  }

  /** Whether includes lead from a group back to itself. */
  isCircle(group: string): boolean {
    return [...(this.#includedBy.get(group) ?? [])].some((by) => this.broughtInBy(by).includes(group));
  }
}
