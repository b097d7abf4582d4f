import type { ServerResponse } from 'node:http';
import type { ByteReader } from '../app/serve/answers.ts';
import type { ByteRange } from './byte-range.ts';
import { type ChunkPool, smallPair } from './chunk-pool.ts';

/** A reader that takes longer for one piece goes on with small buffers. */
const SLOW_MS = 1000;

/** What became of sending. */
export interface SentChunks {
  readonly bytes: number;
  /** Whether every byte went out. */
  readonly whole: boolean;
}

/**
 * Sends a part of an open blob through two buffers: while one is on its way, the other is filled. The last piece
 * waits until `record` has written down that it goes out. Throws when the blob cannot be read or it cannot be written
 * down: then the last piece was not sent. Ends quietly when the client is gone.
 */
export async function sendChunks(
  res: ServerResponse,
  reader: ByteReader,
  { start, end }: ByteRange,
  pool: ChunkPool,
  record: () => Promise<void>,
): Promise<SentChunks> {
  const lent = pool.take();
  let pair = lent;
  const outlet = new Outlet(res);
  let position = start;
  let turn = false;
  try {
    while (position < end && !outlet.closed) {
      const buffer = turn ? pair.other : pair.one;
      turn = !turn;
      const wanted = Math.min(buffer.length, end - position);
      const piece = buffer.subarray(0, wanted);
      await fill(reader, piece, position);
      if (position + wanted === end) await record();
      const slow = (await outlet.flushed()) > SLOW_MS;
      if (outlet.closed) break;
      outlet.write(piece);
      position += wanted;
      if (slow && pair.size > smallSize && position < end) {
        await outlet.flushed();
        pool.giveBack(lent);
        pair = smallPair();
      }
    }
    await outlet.flushed();
    return { bytes: position - start, whole: position === end && !outlet.closed };
  } finally {
    // Bytes of a connection that is gone are nobody's: the kernel has its own copy, or nobody reads them.
    if (pair === lent) pool.giveBack(lent);
  }
}

const smallSize = smallPair().size;

/** Reads until the piece is full: a short read is no end of a blob whose size is known. */
async function fill(reader: ByteReader, piece: Uint8Array, position: number): Promise<void> {
  let at = 0;
  while (at < piece.length) {
    const count = await reader.read(at === 0 ? piece : piece.subarray(at), position + at);
    if (count <= 0) throw new Error('a blob is shorter than it was');
    at += count;
  }
}

/** A response that is written to piece by piece, one at a time. */
class Outlet {
  readonly #res: ServerResponse;
  #begun = 0;
  #pending: PromiseWithResolvers<void> | undefined;
  closed: boolean;

  constructor(res: ServerResponse) {
    this.#res = res;
    this.closed = res.destroyed;
    res.once('close', () => {
      this.closed = true;
      this.#settle();
    });
  }

  /** Hands a piece on; its buffer is free again once it is flushed. */
  write(piece: Uint8Array): void {
    this.#pending = Promise.withResolvers<void>();
    this.#begun = performance.now();
    this.#res.write(piece, (error) => {
      if (error) this.closed = true;
      this.#settle();
    });
  }

  /** Waits until nothing is on its way; milliseconds that the last piece took. */
  async flushed(): Promise<number> {
    if (this.#pending === undefined) return 0;
    await this.#pending.promise;
    return performance.now() - this.#begun;
  }

  #settle(): void {
    this.#pending?.resolve();
    this.#pending = undefined;
  }
}
