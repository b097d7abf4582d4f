/** Two buffers that one file is sent through, by turns. */
export interface ChunkPair {
  readonly one: Uint8Array;
  readonly other: Uint8Array;
  readonly size: number;
}

/** Buffers of one size, of which so many pairs may be in use. */
interface Shelf {
  readonly size: number;
  readonly most: number;
  readonly free: ChunkPair[];
  lent: number;
}

const SMALL = 32 * 1024;

/**
 * Buffers for sending files: large ones are fast (a system call for a mebibyte), and there are a few of them, used
 * again and again; whoever installs comes for all large files at once, and gets a quarter of that then. Whoever comes
 * when all are taken gets small ones: two thousand slow readers must not take four gigabytes. 10 MiB, and 64 KiB for
 * each reader beyond.
 */
export class ChunkPool {
  readonly #shelves: readonly Shelf[] = [
    { size: 1024 * 1024, most: 2, free: [], lent: 0 },
    { size: 256 * 1024, most: 12, free: [], lent: 0 },
  ];

  take(): ChunkPair {
    const shelf = this.#shelves.find(({ lent, most }) => lent < most);
    if (shelf === undefined) return pairOf(SMALL);
    shelf.lent++;
    return shelf.free.pop() ?? pairOf(shelf.size);
  }

  /** Takes a pair back. None of its bytes may be on its way any more. */
  giveBack(pair: ChunkPair): void {
    const shelf = this.#shelves.find(({ size }) => size === pair.size);
    if (shelf === undefined) return;
    shelf.lent--;
    shelf.free.push(pair);
  }
}

/** A pair that a slow reader goes on with, so that the large ones are free for the others. */
export function smallPair(): ChunkPair {
  return pairOf(SMALL);
}

function pairOf(size: number): ChunkPair {
  return { one: Buffer.allocUnsafeSlow(size), other: Buffer.allocUnsafeSlow(size), size };
}
