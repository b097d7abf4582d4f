/**
 * Lets askers of the same thing wait for one answer together. An answer is shared while it is being made, and
 * never longer.
 */
export class SingleFlight<T> {
  readonly #running = new Map<string, Promise<T>>();

  /** How many answers are being made. */
  get size(): number {
    return this.#running.size;
  }

  do(key: string, make: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = make().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }
}
