/** What a busy server has for objects that live no longer than a request, both halves. Unit: bytes. */
const ENOUGH = 16 * 1024 * 1024;
/** How often it is looked whether it became smaller: an idle process gives it back. Unit: milliseconds. */
const AGAIN_MS = 10_000;

/** What {@link tendYoungSpace} works with. */
export interface YoungSpace {
  /** Bytes that there are for young objects. */
  size(): number;
  /** By how much they grow when many survive: 1 for not at all. */
  growBy(factor: 1 | 2): void;
  /** Calls back after each time that the engine looked through memory; what it gives ends that. */
  onLook(look: () => void): () => void;
  /** Calls back now and then, without keeping the process alive; what it gives ends that. */
  every(milliseconds: number, action: () => void): () => void;
}

/**
 * Lets the space for young objects grow to a few megabytes and no further. With the one megabyte that the engine begins
 * with, the requests of a hundred connections are more than fits in: each look copies most of them, which cost more
 * than answering. With four, those whose downloads are being written down outlive two looks and are taken for old: six times
 * as many looks, three times the time for them, and nine through all memory instead of one. What the engine would take
 * by itself, thirty-two, is more than a gateway's whole heap.
 *
 * @returns ends it
 */
export function tendYoungSpace(space: YoungSpace = YOUNG_SPACE): () => void {
  let endLooking: (() => void) | undefined;
  const look = (): void => {
    if (space.size() < ENOUGH) {
      space.growBy(2);
      endLooking ??= space.onLook(look);
    } else {
      space.growBy(1);
      endLooking?.();
      endLooking = undefined;
    }
  };
  look();
  const endAgain = space.every(AGAIN_MS, look);
  return () => {
    endAgain();
    endLooking?.();
    endLooking = undefined;
    space.growBy(1);
  };
}

/** The engine's own. */
export const YOUNG_SPACE: YoungSpace = {
  size() {
    const spaces = process.getBuiltinModule('node:v8').getHeapSpaceStatistics();
    return spaces.find(({ space_name }) => space_name === 'new_space')?.space_size ?? ENOUGH;
  },
  growBy(factor) {
    process.getBuiltinModule('node:v8').setFlagsFromString(`--semi-space-growth-factor=${factor}`);
  },
  onLook(look) {
    const { PerformanceObserver } = process.getBuiltinModule('node:perf_hooks');
    const observer = new PerformanceObserver(look);
    observer.observe({ entryTypes: ['gc'] });
    return () => observer.disconnect();
  },
  every(milliseconds, action) {
    const timer = setInterval(action, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
  },
};
