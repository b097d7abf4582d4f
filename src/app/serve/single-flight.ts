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

/** Waits for something, but no longer than that: undefined then, and it goes on without the one who waited. */
export async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    // Nobody may be left to hear of a failure.
    promise.catch(() => {});
  }
}
