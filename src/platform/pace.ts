import { Turns } from './turns.ts';

/** Time as work sees it: how long things take, and when others have their turn. */
export interface Pace {
  /** Milliseconds since some moment; never runs backwards. */
  elapsed(): number;
  /** Waits for something, but no longer than that: undefined then, and it goes on without the one who waited. */
  within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined>;
  /** Does work that pauses, and lets others have their turn between slices: {@link TURNS} says how long one is. */
  inSlices<T>(work: Generator<void, T, void>): Promise<T>;
  /** Does something later, unless it is called off. Keeps no process alive. */
  after(milliseconds: number, action: () => void): () => void;
}

/** Turns of this process's event loop. */
export const TURNS: Turns = new Turns({
  elapsed: () => performance.now(),
  soon: (action) => {
    setImmediate(action);
  },
});

/** The pace of this process. */
export const PACE: Pace = {
  elapsed: () => performance.now(),
  async within(promise, milliseconds) {
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
  },
  async inSlices(work) {
    for (;;) {
      if (TURNS.isOver()) await TURNS.next();
      do {
        const step = work.next();
        if (step.done === true) return step.value;
      } while (!TURNS.isOver());
    }
  },
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
