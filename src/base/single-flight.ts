/**
 * Lets askers of the same thing wait for one answer together. An answer is shared while it is being made, and
 * never longer.
 */
export class SingleFlight<T> {
  readonly #running = new Map<string, Promise<T>>();

  /** The answer that is being made under a key, or of the making that is begun. */
  do(key: string, make: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = make().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }
}
