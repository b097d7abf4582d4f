/** Milliseconds of work after which others have their turn: no request waits longer for the loop because of another. */
const SLICE_MS = 4;

/** Does work that pauses, and lets others have their turn between slices of a few milliseconds. */
export async function inSlices<T>(work: Generator<void, T, void>): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (performance.now() < end);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
