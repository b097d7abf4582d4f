/** Lets so many in at a time; the others wait in line, first come first served. */
export class Gate {
  readonly #most: number;
  readonly #line: (() => void)[] = [];
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Those who wait. */
  get waiting(): number {
    return this.#line.length;
  }

  /** Does something once there is room. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#inside < this.#most) this.#inside++;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
    try {
      return await task();
    } finally {
      // The place goes on to the next one; nobody can slip in between.
      const next = this.#line.shift();
      if (next === undefined) this.#inside--;
      else next();
    }
  }
}

/** Does the same thing once for all who ask while it is done. */
export class SingleFlight<T> {
  readonly #flying = new Map<string, Promise<T>>();

  /** The answer of the task that is under way under this key, or of the one that is begun. */
  do(key: string, task: () => Promise<T>): Promise<T> {
    const known = this.#flying.get(key);
    if (known !== undefined) return known;
    const begun = task().finally(() => this.#flying.delete(key));
    this.#flying.set(key, begun);
    return begun;
  }
}
