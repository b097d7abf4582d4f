/** Two buffers that one file is sent through, by turns. */
export interface ChunkPair {
  readonly one: Uint8Array;
  readonly other: Uint8Array;
  readonly size: number;
}

const LARGE = 1024 * 1024;
const SMALL = 32 * 1024;
/** Pairs of large buffers that may be in use: 32 MiB. */
const MOST_PAIRS = 16;
/** And that are kept for the next one: whoever installs comes for all large files at once, and then for none. */
const MOST_FREE = 4;

/**
 * Buffers for sending files: large ones are fast (a system call for a mebibyte), and there are a few of them,
 * used again and again. Whoever comes when all are taken gets small ones: two thousand slow readers must not
 * take four gigabytes.
 */
export class ChunkPool {
  readonly #free: ChunkPair[] = [];
  #lent = 0;

  take(): ChunkPair {
    if (this.#lent >= MOST_PAIRS) return pairOf(SMALL);
    this.#lent++;
    return this.#free.pop() ?? pairOf(LARGE);
  }

  /** Takes a pair back. None of its bytes may be on its way any more. */
  giveBack(pair: ChunkPair): void {
    if (pair.size !== LARGE) return;
    this.#lent--;
    if (this.#free.length < MOST_FREE) this.#free.push(pair);
  }
}

/** A pair that a slow reader goes on with, so that the large ones are free for the others. */
export function smallPair(): ChunkPair {
  return pairOf(SMALL);
}

function pairOf(size: number): ChunkPair {
  return { one: Buffer.allocUnsafeSlow(size), other: Buffer.allocUnsafeSlow(size), size };
}
