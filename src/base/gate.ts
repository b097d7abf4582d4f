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
