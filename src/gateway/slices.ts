/** Milliseconds that one turn of the event loop gives to long work. */
const TURN_MS = 2;

/** One long piece of work: each `yield` is a place where it can wait. */
export type Sliced<T> = Generator<undefined, T, undefined>;

interface Job {
  /** Goes on until the next place to wait; whether it is done. */
  step(): boolean;
}

/**
 * Does long work in turns of a few milliseconds, all pieces of work together: between them the event loop
 * answers whoever else asks. Pieces take turns, so a short one does not wait for a long one.
 */
export class SliceRunner {
  readonly #jobs: Job[] = [];
  #scheduled = false;

  /** Does the work; fulfilled with what it returns, rejected with what it throws. */
  run<T>(work: Sliced<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#jobs.push({
      step() {
        try {
          const next = work.next();
          if (next.done === true) resolve(next.value);
          return next.done === true;
        } catch (error) {
          reject(error);
          return true;
        }
      },
    });
    this.#schedule();
    return promise;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#scheduled = false;
    const end = performance.now() + TURN_MS;
    do {
      const job = this.#jobs.shift();
      if (job === undefined) return;
      if (!job.step()) this.#jobs.push(job);
    } while (performance.now() < end);
    if (this.#jobs.length > 0) this.#schedule();
  }
}
