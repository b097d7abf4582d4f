/** Counts by rule: there are as many as there are rules. */
export class RuleCounts {
  readonly #counts = new Map<string, number>();

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Counts one for each of some rules, given by their ids. */
  add(rules: readonly string[]): void {
    for (const rule of rules) this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
  }
}
